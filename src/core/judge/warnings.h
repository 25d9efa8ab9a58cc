/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warnings: collects the warnings of a decision.
 *
 * Equal sentences become one warning with several places.  The first
 * DECISION_MAX_WARNINGS warnings are kept, the others only counted.  Lives in an arena.
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

/* True if the next warning would only be counted, so that its sentence is not needed. */
bool warnings_are_full(const struct warnings *warnings);

/* Add a new warning without places.  Returns NULL if it was only counted. */
struct warning *warnings_add(struct warnings *warnings, struct warning warning);

/* The warning of this rule with this sentence; NULL if there is none. */
struct warning *warnings_find(const struct warnings *warnings, enum rule_id rule,
                              struct str sentence);

void warning_add_place(struct warning *warning, struct field_path place,
                       struct arena *arena);

/* Move the warnings into the decision.  None may be added afterwards. */
void warnings_finish(const struct warnings *warnings, struct decision *decision);

#endif
