/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage: counts the entries of a policy that decided something in a test.
 *
 * Each entry that can decide counts once.  A rule with a date counts twice: before the
 * date, and from the date on.  The traces of the verdict tell which entries a test
 * exercised, so coverage cannot differ from the verdict.
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
    COVERAGE_BEFORE, /* before the date of the entry */
    COVERAGE_FROM,   /* from the date on */
};

/* An entry, or half of an entry, that no test exercised. */
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

/* The percentage, rounded down; 100 if there are no entries. */
unsigned coverage_percent(const struct coverage_report *report);

/* True if at least that percentage was exercised, without rounding. */
bool coverage_reaches(const struct coverage_report *report, unsigned percent);

struct coverage;

/* Borrows both arguments, which must be of the same policy. */
struct coverage *coverage_new(const struct desk_policy *desk,
                              const struct delegation *delegation)
    MUST_CHECK NONNULL_RESULT;
void coverage_free(struct coverage *coverage); /* NULL is allowed */
DEFINE_AUTO(coverage_free, struct coverage *);

enum coverage_test {
    COVERAGE_OF_CASE,
    COVERAGE_OF_REACH, /* exercises only entries that decide whether a name is reached */
};

/* The traces of the two stages of a write.  written: NULL if only the second stage
 * counts. */
struct coverage_write {
    enum coverage_test test;
    const struct trace *written, *judged;
    const struct checked_object *object;
    int32_t today;
};
void coverage_add(struct coverage *coverage, const struct coverage_write *write);

/* The sum over several policies; the report is in the arena. */
void coverage_sum(const struct coverage *const *all, size_t n, struct arena *arena,
                  struct coverage_report *ret);

#endif
