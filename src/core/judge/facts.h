/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: sets of small tuples with a membership test.
 *
 * A set is a sorted array and not a hash table, because its contents come from hostile
 * objects.  It lives in an arena; parts are borrowed.
 */
#ifndef CORE_JUDGE_FACTS_H
#define CORE_JUDGE_FACTS_H

#include "base/arena.h"
#include "base/str.h"

struct fact {
    uint32_t place;
    struct str parts[4];
};

struct facts {
    struct fact *all;
    size_t n;
    size_t cap;
    struct arena *arena;
};

/* Make an empty set with room for n facts; more may be added. */
void facts_init(struct facts *facts, struct arena *arena, size_t n);
void facts_add(struct facts *facts, struct fact fact);

/* Sort the set: after the last facts_add(), before the first facts_have(). */
void facts_finish(struct facts *facts);

bool facts_have(const struct facts *facts, const struct fact *fact);

#endif
