/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reasons: finds the sentences and the entries of the policy that explain an unexpected
 * result.
 */
#ifndef CMD_TEST_REASONS_H
#define CMD_TEST_REASONS_H

#include "cmd/test/policies.h"
#include "cmd/test/result.h"

struct probe_answer;
struct trace;

struct reasons {
    struct arena *arena;
    const struct tested_policy *policy;
    struct test_reason *all;
    size_t n;
    size_t cap;
};

/* The traces of the two stages of a write. */
struct test_traces {
    const struct trace *written, *judged;
};

/* For a denial: each rule that denies.  Otherwise: the entry that delegates the name. */
void reasons_of_reach(struct reasons *reasons, const struct probe_answer *answer,
                      const struct class *class, struct str name);

/* For differences about rules: the broken rules.  For each difference about an annotation
 * or the class: the entry that wrote it. */
void reasons_of_case(struct reasons *reasons, const struct checked_object *object,
                     const struct test_traces *traces, const struct test_result *result);

#endif
