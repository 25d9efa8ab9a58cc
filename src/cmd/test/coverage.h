/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage: which entries of a policy decided in some test.
 *
 * What can decide is counted once; a rule with a date twice, for what it says before and
 * from then on.  What a test exercised comes from the trace of the judging, so that it
 * cannot differ from the verdict.
 */
#ifndef CMD_TEST_COVERAGE_H
#define CMD_TEST_COVERAGE_H

#include "base/arena.h"
#include "cmd/desk/desk.h"

struct checked_object;
struct delegation;
struct trace;

enum coverage_half {
    COVERAGE_WHOLE,
    COVERAGE_BEFORE, /* the date of the entry */
    COVERAGE_FROM,
};

/* An entry, or the half of one, that no test exercised. */
struct coverage_gap {
    const struct entry *entry;
    enum coverage_half half;
};

struct coverage_report {
    size_t n_entries;
    size_t n_exercised;
    const struct coverage_gap *gaps; /* by policy, in the order of its files */
    size_t n_gaps;
};

/* Per cent, rounded down; of no entries all are exercised. */
unsigned coverage_percent(const struct coverage_report *report);

/* Whether that much was exercised, before rounding. */
bool coverage_reaches(const struct coverage_report *report, unsigned percent);

struct coverage;

/* Borrows from both, which are of the same policy. */
struct coverage *coverage_new(const struct desk_policy *desk,
                              const struct delegation *delegation)
    MUST_CHECK NONNULL_RESULT;
void coverage_free(struct coverage *coverage); /* NULL is allowed */
DEFINE_AUTO(coverage_free, struct coverage *);

enum coverage_test {
    COVERAGE_OF_CASE,
    COVERAGE_OF_REACH, /* exercises only what decides over reach */
};

/* What one write exercised: the traces of both stages; `written` NULL: only the second
 * counts. */
struct coverage_write {
    enum coverage_test test;
    const struct trace *written, *judged;
    const struct checked_object *object;
    int32_t today;
};
void coverage_add(struct coverage *coverage, const struct coverage_write *write);

/* The sum over several policies, in the arena. */
void coverage_sum(const struct coverage *const *all, size_t n, struct arena *arena,
                  struct coverage_report *ret);

#endif
