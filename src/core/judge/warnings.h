/*
 * warnings: what a user is told although the write goes through.
 *
 * The first DECISION_MAX_WARNINGS are kept, the others are counted.
 */
#ifndef CORE_JUDGE_WARNINGS_H
#define CORE_JUDGE_WARNINGS_H

#include "base/arena.h"
#include "core/object/decision.h"

struct warnings {
    struct warning *all;
    size_t n;
    size_t n_more;
    struct arena *arena;
};

/* Whether the next one would only be counted: then its sentence need not be made. */
bool warnings_are_full(const struct warnings *warnings);

void warnings_add(struct warnings *warnings, struct warning warning);

/* Into the decision; nothing is added afterwards. */
void warnings_finish(const struct warnings *warnings, struct decision *decision);

#endif
