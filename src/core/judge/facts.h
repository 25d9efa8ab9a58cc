/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: sets of small tuples, for "is this also in that?".
 *
 * Sorted, not hashed: what is compared is hostile.
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

/* Empty, with room for n; more may be added. */
void facts_init(struct facts *facts, struct arena *arena, size_t n);
void facts_add(struct facts *facts, struct fact fact);

/* After the last add, before the first question. */
void facts_finish(struct facts *facts);

bool facts_have(const struct facts *facts, const struct fact *fact);

#endif
