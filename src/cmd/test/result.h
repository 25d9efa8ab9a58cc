/* SPDX-License-Identifier: Apache-2.0 */
/*
 * result: what came of one test, and how results are shown.
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
    TEST_UPDATED, /* what it demands is written anew */
};

/* Something that is not as it was expected. */
struct test_difference {
    struct place place;          /* of what demands it */
    struct str field;            /* len 0: the test has nothing else */
    struct str expected, actual; /* words of their own, or texts to be escaped */
};

/* Why it is so. */
struct test_reason {
    struct str sentence;       /* len 0: nothing was said */
    const struct entry *entry; /* NULL: by default */
};

struct test_result {
    const struct test_file *file;
    struct place place; /* of the first difference, else of the test */
    struct str name;    /* len 0: it passed, and nobody lists those */
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

/* All of it, at the end. */
struct test_summary {
    struct test_counts counts;
    const struct desk_policy *const *policies; /* that tests were run against */
    size_t n_policies;
    const struct coverage_report *coverage; /* NULL: not asked for */
};

/* A format writes to `out`; what it holds back stands in `held`.  The caller prints and
 * empties `out`. */
struct test_report {
    struct buf out;
    struct buf held;
    enum output_colour colour;
    struct map names;   /* junit: of the tests of the file at hand, */
    struct arena arena; /* and their texts */
    bool begun;         /* json: something is in the list */
};

struct test_format {
    bool lists_passed;
    void (*begin)(struct test_report *report); /* or NULL */
    void (*result)(struct test_report *report, const struct test_result *result);
    /* After the tests of a file; not called where none was run. */
    void (*file)(struct test_report *report, const struct test_file *file,
                 const struct test_counts *counts);
    void (*end)(struct test_report *report, const struct test_summary *summary);
};

extern const struct test_format test_text, test_json, test_junit;

/* The lines of a failure. */
void test_failure_add(struct buf *buf, const struct test_result *result,
                      enum output_colour colour);

#endif
