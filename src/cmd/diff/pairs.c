/* SPDX-License-Identifier: Apache-2.0 */
/* pairs: merges two lists by name. */
#include "cmd/diff/pairs.h"

#include <stdlib.h>

#include "base/map.h"

static int compare_pairs(const void *left, const void *right)
{
    const struct diff_pair *a = left;
    const struct diff_pair *b = right;

    return str_compare(a->name, b->name);
}

struct diff_pairs diff_pairs_of(struct arena *arena, const struct diff_list *list)
{
    struct map seen = {0};
    struct diff_pairs pairs = {0};

    pairs.all = ARENA_NEW(arena, struct diff_pair, list->n[0] + list->n[1]);
    for (size_t s = 0; s < REACH_SIDES; s++) {
        for (size_t i = 0; i < list->n[s]; i++) {
            const char *one = (const char *)list->all[s] + i * list->size;
            struct str name;
            uint32_t at;

            memcpy(&name, one + list->name_at, sizeof name);
            at = *map_put(&seen, name, (uint32_t)pairs.n);
            if (at == pairs.n)
                pairs.all[pairs.n++].name = name;
            if (pairs.all[at].of[s] == NULL)
                pairs.all[at].of[s] = one;
        }
    }
    map_clear(&seen);
    if (pairs.n > 1)
        qsort(pairs.all, pairs.n, sizeof *pairs.all, compare_pairs);
    return pairs;
}

struct diff_pairs diff_pairs_of_classes(const struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct class),
                             .name_at = offsetof(struct class, name)};

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_classes(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    return diff_pairs_of(differences->arena, &list);
}

struct diff_pairs diff_pairs_of_tenants(const struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct tenant),
                             .name_at = offsetof(struct tenant, name)};

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_tenants(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    return diff_pairs_of(differences->arena, &list);
}
