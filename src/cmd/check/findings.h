/*
 * check_findings: from the answers of the two stages to what a report shows.
 */
#ifndef CMD_CHECK_FINDINGS_H
#define CMD_CHECK_FINDINGS_H

#include "cmd/check/checked.h"
#include "wire/admit.h"

/* Violations and warnings of the validating stage, after the mutating stage's warnings;
 * the number of excused ones; whether the object could be judged. */
void check_findings(const struct check_write *write, const struct answer *mutated,
                    const struct answer *validated, struct arena *arena,
                    struct checked_object *object);

/* What the mutating stage adds, replaces and removes. */
void check_changes(const struct answer *mutated, struct arena *arena,
                   struct checked_object *object);

#endif
