/* SPDX-License-Identifier: Apache-2.0 */
/*
 * example_policy: policies/example.yaml, loaded as the server does it.
 */
#ifndef TESTS_EXAMPLE_POLICY_H
#define TESTS_EXAMPLE_POLICY_H

#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "unit.h"

#define EXAMPLE_TODAY 20000

/* policy_unref() the result. */
static inline struct policy *example_policy(void)
{
    AUTO(problems_clear) struct problems problems = {0};
    struct policy *policy = NULL;
    struct err err;

    problems_init(&problems);
    policy = policy_load(REVIEWS_FOLDER "/../../../policies/example.yaml", EXAMPLE_TODAY,
                         &problems, &err);
    assert_non_null(policy);
    return policy;
}

#endif
