/*
 * map: see map.h.
 *
 * Linear probing at most half full.  FNV-1a leaves its low bits poor for short keys,
 * so the number is mixed once more before it chooses a slot.
 */
#include "base/map.h"

#include "base/mem.h"

#define FIRST_SLOTS ((size_t)16)

struct map_slot {
    struct str key;
    uint32_t tag; /* of the hash; 0: the slot is free */
    uint32_t value;
};

static uint64_t mixed(uint64_t hash)
{
    hash = (hash ^ (hash >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static uint32_t tag_of(uint64_t mixed_hash)
{
    return (uint32_t)(mixed_hash >> 32) | 1;
}

/* The slot that holds key, or the free one where it belongs. */
static struct map_slot *slot_for(const struct map *map, struct str key, uint64_t hash)
{
    const uint64_t mix = mixed(hash);
    const uint32_t tag = tag_of(mix);
    size_t at = (size_t)mix & (map->cap - 1);

    while (map->slots[at].tag != 0) {
        if (map->slots[at].tag == tag && str_equal(map->slots[at].key, key))
            break;
        at = (at + 1) & (map->cap - 1);
    }
    return &map->slots[at];
}

static void grow(struct map *map)
{
    const struct map old = *map;

    map->cap = old.cap == 0 ? FIRST_SLOTS : mem_product(old.cap, 2);
    map->slots = mem_alloc(map->cap, sizeof *map->slots);
    for (size_t i = 0; i < old.cap; i++) {
        const struct map_slot *slot = &old.slots[i];

        if (slot->tag != 0)
            *slot_for(map, slot->key, str_hash(slot->key, STR_HASH_SEED)) = *slot;
    }
    free(old.slots);
}

void map_init(struct map *map)
{
    *map = (struct map){0};
}

void map_clear(struct map *map)
{
    free(map->slots);
    map_init(map);
}

bool map_get(const struct map *map, struct str key, uint32_t *ret)
{
    return map_get_hashed(map, key, str_hash(key, STR_HASH_SEED), ret);
}

bool map_get_hashed(const struct map *map, struct str key, uint64_t hash, uint32_t *ret)
{
    const struct map_slot *slot;

    if (map->n == 0)
        return false;
    slot = slot_for(map, key, hash);
    if (slot->tag == 0)
        return false;
    *ret = slot->value;
    return true;
}

uint32_t *map_put(struct map *map, struct str key, uint32_t value)
{
    const uint64_t hash = str_hash(key, STR_HASH_SEED);
    struct map_slot *slot;

    if (map->n >= map->cap / 2)
        grow(map);
    slot = slot_for(map, key, hash);
    if (slot->tag == 0) {
        *slot = (struct map_slot){key, tag_of(mixed(hash)), value};
        map->n++;
    }
    return &slot->value;
}
