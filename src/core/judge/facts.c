/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: a sorted array.  Any total order serves, so lengths are compared before bytes.
 */
#include "core/judge/facts.h"

#include <stdlib.h>

static int part_compare(struct str a, struct str b)
{
    int order = (a.ptr != NULL) - (b.ptr != NULL);

    if (order == 0)
        order = (a.len > b.len) - (a.len < b.len);
    if (order != 0 || a.len == 0)
        return order;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): both have bytes */
    return memcmp(a.ptr, b.ptr, a.len);
}

static int fact_compare(const void *a, const void *b)
{
    const struct fact *left = a;
    const struct fact *right = b;
    int order = (left->place > right->place) - (left->place < right->place);

    for (size_t i = 0; order == 0 && i < ARRAY_LEN(left->parts); i++)
        order = part_compare(left->parts[i], right->parts[i]);
    return order;
}

void facts_init(struct facts *facts, struct arena *arena, size_t n)
{
    *facts = (struct facts){.arena = arena};
    if (n == 0)
        return;
    facts->all = arena_alloc(arena, n * sizeof *facts->all);
    facts->cap = n;
}

void facts_add(struct facts *facts, struct fact fact)
{
    if (facts->n == facts->cap)
        facts->all =
            arena_grow(facts->arena, facts->all, &facts->cap, sizeof *facts->all);
    facts->all[facts->n++] = fact;
}

void facts_finish(struct facts *facts)
{
    if (facts->n > 1)
        qsort(facts->all, facts->n, sizeof *facts->all, fact_compare);
}

bool facts_have(const struct facts *facts, const struct fact *fact)
{
    return facts->n > 0 &&
           bsearch(fact, facts->all, facts->n, sizeof *facts->all, fact_compare) != NULL;
}
