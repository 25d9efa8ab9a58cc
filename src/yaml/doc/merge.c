/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge: the `<<` keys of a manifest's maps.
 */
#include "yaml/doc/compose.h"

#include <stdlib.h>

#include "base/mem.h"

struct pair {
    const struct node *key;
    size_t order;
};

struct pairs {
    struct pair *all;
    size_t n;
    size_t cap;
};

static void add_pair(struct pairs *pairs, const struct node *key)
{
    pairs->all = mem_grow(pairs->all, &pairs->cap, pairs->n + 1, sizeof *pairs->all);
    pairs->all[pairs->n] = (struct pair){key, pairs->n};
    pairs->n++;
}

static void refuse(const struct merging *merging, const struct node *node,
                   const char *name, const char *text)
{
    problems_add(merging->problems, SEVERITY_ERROR, name, node_place(node, merging->file),
                 "%s", text);
}

static bool add_map(struct merging *merging, const struct node *value,
                    struct pairs *pairs)
{
    const struct node *map = node_target(value);

    if (map->kind != NODE_MAP) {
        refuse(merging, value, "merge", "\"<<\" takes a map or a list of maps");
        return true;
    }
    merging->n_pairs += map->n;
    if (merging->n_pairs > MERGE_MAX_PAIRS) {
        refuse(merging, value, "too-large", "\"<<\" keys merge more than 100000 pairs");
        return false;
    }
    for (const struct node *key = map->first; key != NULL; key = key->next->next)
        add_pair(pairs, key);
    return true;
}

/* In a list the first map wins, so the last one is set first. */
static bool add_list(struct merging *merging, const struct node *list,
                     struct pairs *pairs)
{
    const struct node **items = mem_alloc(list->n, sizeof(const struct node *));
    size_t n = 0;
    bool fits = true;

    for (const struct node *at = list->first; at != NULL; at = at->next)
        items[n++] = at;
    while (fits && n > 0)
        fits = add_map(merging, items[--n], pairs);
    mem_free(items);
    return fits;
}

static bool collect(struct merging *merging, const struct node *map, struct pairs *pairs)
{
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        const struct node *target = node_target(key->next);
        bool fits = true;

        if (!merge_is_key(key))
            add_pair(pairs, key);
        else if (target->kind == NODE_LIST)
            fits = add_list(merging, target, pairs);
        else
            fits = add_map(merging, key->next, pairs);
        if (!fits)
            return false;
    }
    return true;
}

static int by_key(const void *a, const void *b)
{
    const struct pair *left = a;
    const struct pair *right = b;
    const int order = str_compare(left->key->text, right->key->text);

    if (order != 0)
        return order;
    return left->order < right->order ? -1 : 1;
}

static int by_order(const void *a, const void *b)
{
    const struct pair *left = a;
    const struct pair *right = b;

    return left->order < right->order ? -1 : 1;
}

/* Of each key only the last pair is kept. */
static void keep_last(struct pairs *pairs)
{
    size_t n = 0;

    if (pairs->n == 0)
        return;
    qsort(pairs->all, pairs->n, sizeof *pairs->all, by_key);
    for (size_t i = 0; i < pairs->n; i++) {
        if (i + 1 == pairs->n ||
            !str_equal(pairs->all[i].key->text, pairs->all[i + 1].key->text))
            pairs->all[n++] = pairs->all[i];
    }
    pairs->n = n;
    qsort(pairs->all, n, sizeof *pairs->all, by_order);
}

/* The pairs are copied: a merged pair is in several maps, with a different successor in
 * each. */
static void set_pairs(struct merging *merging, struct node *map,
                      const struct pairs *pairs)
{
    struct node **tail = &map->first;

    for (size_t i = 0; i < pairs->n; i++) {
        struct node *both = ARENA_NEW(merging->arena, struct node, 2);

        both[0] = *pairs->all[i].key;
        both[1] = *pairs->all[i].key->next;
        both[0].next = &both[1];
        *tail = &both[0];
        tail = &both[1].next;
    }
    *tail = NULL;
    map->n = (uint32_t)pairs->n;
    map->merges = false;
}

bool merge_apply(struct merging *merging, struct node *map)
{
    struct pairs pairs = {NULL, 0, 0};
    const bool fits = collect(merging, map, &pairs);

    if (fits) {
        keep_last(&pairs);
        set_pairs(merging, map, &pairs);
    }
    mem_free(pairs.all);
    return fits;
}
