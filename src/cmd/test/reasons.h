/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reasons: which sentences and which entries of the policy stand behind an answer that
 * was not expected.
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

/* What decided in the two stages of a write. */
struct test_traces {
    const struct trace *written, *judged;
};

/* Of a denial each rule that denies; else the entry that delegates the name. */
void reasons_of_reach(struct reasons *reasons, const struct probe_answer *answer,
                      const struct class *class, struct str name);

/* By the first difference of a kind: the rules that are broken, the entry that wrote the
 * annotation or the class. */
void reasons_of_case(struct reasons *reasons, const struct checked_object *object,
                     const struct test_traces *traces, const struct test_result *result);

#endif
