/*
 * warnings: the lines a user sees although the write goes through.
 *
 * `RULE: PATH: SENTENCE` with a marker behind the rule where there is one; 120
 * characters each, 20 of them, then a count of the rest.
 */
#ifndef CORE_JUDGE_WARNINGS_H
#define CORE_JUDGE_WARNINGS_H

#include "core/object/decision.h"

#define WARNINGS_MAX      20
#define WARNING_MAX_CHARS 120

struct warnings {
    struct str all[WARNINGS_MAX + 1];
    size_t n;
    size_t n_more;
    struct arena *arena;
};

/* Whether the next one would only be counted: then its text need not be made. */
bool warnings_are_full(const struct warnings *warnings);

/* text is what stands behind `RULE: `. */
void warnings_add(struct warnings *warnings, enum rule_id rule, struct str text);

/* Copies into the decision; nothing is added afterwards. */
void warnings_finish(struct warnings *warnings, struct decision *decision);

#endif
