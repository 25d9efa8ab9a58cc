/* SPDX-License-Identifier: Apache-2.0 */
/*
 * result: the result of one test, and the formats that show results.
 */
#ifndef CMD_TEST_RESULT_H
#define CMD_TEST_RESULT_H

#include "base/map.h"
#include "cmd/cli/output.h"
#include "cmd/test/coverage.h"
#include "yaml/test/test_file.h"

struct desk_policy;
struct entry;

enum test_outcome {
    TEST_PASSED,
    TEST_FAILED,
    TEST_UPDATED, /* its `expect` is rewritten */
};

/* A result that differs from what the test expects. */
struct test_difference {
    struct place place;          /* of the expected value */
    struct str field;            /* len 0: the test has only one result */
    struct str expected, actual; /* not escaped */
};

/* A reason for the result. */
struct test_reason {
    struct str sentence;       /* len 0: none */
    const struct entry *entry; /* that decided; NULL: a built-in default */
};

struct test_result {
    const struct test_file *file;
    struct place place; /* of the first difference; without one, of the test */
    struct str name;    /* len 0: passed, and the format lists no passed tests */
    enum test_outcome outcome;
    const struct test_difference *differences;
    size_t n_differences;
    const struct test_reason *reasons;
    size_t n_reasons;
};

struct test_counts {
    size_t passed;
    size_t failed;
    size_t updated;
};
static inline size_t test_counts_all(const struct test_counts *counts)
{
    return counts->passed + counts->failed + counts->updated;
}

/* The totals at the end. */
struct test_summary {
    struct test_counts counts;
    const struct desk_policy *const *policies; /* that tests ran against */
    size_t n_policies;
    const struct coverage_report *coverage; /* NULL: not requested */
};

/* A format writes to `out`, and keeps in `held` what it writes later.  The caller prints
 * and empties `out`. */
struct test_report {
    struct buf out;
    struct buf held;
    enum output_colour colour;
    struct map names;   /* junit: how often a name occurs in the current file */
    struct arena arena; /* junit: owns those names */
    bool begun;         /* json: the list has an item */
};

struct test_format {
    bool lists_passed;
    void (*begin)(struct test_report *report); /* or NULL */
    void (*result)(struct test_report *report, const struct test_result *result);
    /* After the tests of a file, unless the file had none. */
    void (*file)(struct test_report *report, const struct test_file *file,
                 const struct test_counts *counts);
    void (*end)(struct test_report *report, const struct test_summary *summary);
};

extern const struct test_format test_text, test_json, test_junit;

/* Write the lines of a failure. */
void test_failure_add(struct buf *buf, const struct test_result *result,
                      enum output_colour colour);

#endif
