/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places: a list of parts, and two maps into it: by address, and by list and index.
 */
#include "core/entries/places.h"

#include "base/map.h"
#include "base/mem.h"

struct places {
    struct arena arena;
    struct entry *all;
    size_t n;
    size_t cap;
    struct map by_address;
    struct map by_index; /* of parent and at, as bytes */
};

/* The key of `by_index`. */
struct item {
    uint32_t parent;
    uint32_t at;
};

struct places *places_new(void)
{
    return mem_alloc(1, sizeof(struct places));
}

void places_free(struct places *places)
{
    if (places == NULL)
        return;
    map_clear(&places->by_address);
    map_clear(&places->by_index);
    arena_clear(&places->arena);
    free(places);
}

static struct str item_key(const struct item *item)
{
    return (struct str){(const char *)item, sizeof *item};
}

uint32_t places_add(struct places *places, const struct entry *entry)
{
    const uint32_t number = (uint32_t)places->n;
    struct entry *added;
    struct item *item;

    if (places->n == places->cap)
        places->all =
            arena_grow(&places->arena, places->all, &places->cap, sizeof *places->all);
    added = &places->all[places->n++];
    *added = *entry;
    added->address = arena_dup(&places->arena, entry->address);
    added->place.file = arena_dup(&places->arena, str_from(entry->place.file)).ptr;
    (void)map_put(&places->by_address, added->address, number);
    if (entry->parent != UINT32_MAX) {
        item = ARENA_NEW(&places->arena, struct item, 1);
        *item = (struct item){entry->parent, entry->at};
        (void)map_put(&places->by_index, item_key(item), number);
    }
    return number;
}

const struct entry *places_all(const struct places *places, size_t *ret_n)
{
    *ret_n = places->n;
    return places->all;
}

const struct entry *places_find(const struct places *places, struct str address)
{
    uint32_t number;

    return map_get(&places->by_address, address, &number) ? &places->all[number] : NULL;
}

const struct entry *places_findf(const struct places *places, const char *format, ...)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct str address;
    va_list args;

    va_start(args, format);
    address = arena_format_args(&scratch, format, args);
    va_end(args);
    return places_find(places, address);
}

const struct entry *places_item(const struct places *places, const struct entry *list,
                                size_t at)
{
    struct item item;
    uint32_t number;

    if (list == NULL)
        return NULL;
    item = (struct item){(uint32_t)(list - places->all), (uint32_t)at};
    return map_get(&places->by_index, item_key(&item), &number) ? &places->all[number]
                                                                : NULL;
}

struct str places_text(const struct entry *item, const struct entry *list)
{
    const struct str rest = str_skip(item->address, list->address.len + 1);

    return str_head(rest, rest.len - 1);
}
