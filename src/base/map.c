/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: see map.h.
 *
 * Linear probing; at most half of the slots are used.  The low bits of FNV-1a are weak
 * for short keys, so the hash is mixed once more before it selects a slot.
 */
#include "base/map.h"

#include "base/mem.h"

#define FIRST_SLOTS ((size_t)16)

struct map_slot {
    struct str key;
    uint64_t hash;
    uint32_t value;
    bool is_taken;
};

static size_t mixed(uint64_t hash)
{
    hash = (hash ^ (hash >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash ^ (hash >> 29));
}

/* The slot of the key, or the free slot for it. */
static struct map_slot *slot_for(const struct map *map, struct str key, uint64_t hash)
{
    size_t at = mixed(hash) & (map->cap - 1);

    while (map->slots[at].is_taken) {
        if (map->slots[at].hash == hash && str_equal(map->slots[at].key, key))
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

        if (slot->is_taken)
            *slot_for(map, slot->key, slot->hash) = *slot;
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

size_t map_bytes(const struct map *map)
{
    return map->cap * sizeof *map->slots;
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
    if (!slot->is_taken)
        return false;
    *ret = slot->value;
    return true;
}

uint32_t *map_put(struct map *map, struct str key, uint32_t value)
{
    return map_put_hashed(map, key, str_hash(key, STR_HASH_SEED), value);
}

uint32_t *map_put_hashed(struct map *map, struct str key, uint64_t hash, uint32_t value)
{
    struct map_slot *slot;

    if (map->n >= map->cap / 2)
        grow(map);
    slot = slot_for(map, key, hash);
    if (!slot->is_taken) {
        *slot = (struct map_slot){key, hash, value, true};
        map->n++;
    }
    return &slot->value;
}
