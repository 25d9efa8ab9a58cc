/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warnings: what a user is told although the write goes through.
 *
 * Equal sentences are one warning, with several places.  The first DECISION_MAX_WARNINGS
 * are kept, the others are counted.
 */
#ifndef CORE_JUDGE_WARNINGS_H
#define CORE_JUDGE_WARNINGS_H

#include "base/arena.h"
#include "core/object/decision.h"

struct warnings {
    struct warning *all;
    size_t n;
    size_t cap;
    size_t n_more;
    struct arena *arena;
};

/* Whether the next one would only be counted: then its sentence need not be made. */
bool warnings_are_full(const struct warnings *warnings);

/* One that is not there yet, without places.  NULL: it was only counted. */
struct warning *warnings_add(struct warnings *warnings, struct warning warning);

/* The one of this rule with this sentence; NULL: none. */
struct warning *warnings_find(const struct warnings *warnings, enum rule_id rule,
                              struct str sentence);

void warning_add_place(struct warning *warning, struct field_path place,
                       struct arena *arena);

/* Into the decision; nothing is added afterwards. */
void warnings_finish(const struct warnings *warnings, struct decision *decision);

#endif
