/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain_policy: policies for the harnesses, and a slow, plain reading of what they must
 * never let through.
 *
 * The reading works on jansson's values and says less than the manual: only what is
 * wrong beyond doubt.
 */
#ifndef TESTS_FUZZ_PLAIN_POLICY_H
#define TESTS_FUZZ_PLAIN_POLICY_H

#include "by_jansson.h"

enum plain_policy {
    PLAIN_RATCHET,
    PLAIN_STRICT,
    PLAIN_PREVIEW,
    PLAIN_COUNT
};

struct policy;

/* Read once, and kept. */
const struct policy *plain_policy(enum plain_policy which);

/* Why the validating stage must refuse the review; NULL: nobody is that sure. */
const char *plain_refusal(enum plain_policy which, const json_t *review);

#endif
