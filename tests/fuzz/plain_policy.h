/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain_policy: the policies of the harnesses, and a slow, plain reading of what they
 * must never allow.
 *
 * The reading works on jansson's values.  It knows less than the manual, and refuses only
 * what is wrong beyond doubt.
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

/* The policy; it is loaded once and kept. */
const struct policy *plain_policy(enum plain_policy which);

/* Why the validating stage must refuse the review; NULL: the reading does not know. */
const char *plain_refusal(enum plain_policy which, const json_t *review);

#endif
