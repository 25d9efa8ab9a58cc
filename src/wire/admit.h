/* SPDX-License-Identifier: Apache-2.0 */
/*
 * admit: answers an AdmissionReview: bytes in, bytes out.
 *
 * The only entry point for the server, `review`, `check` and the tests.  Pure.  The
 * answer lives in the arena, and borrows from the request bytes and the policy, until the
 * arena is reset.  Source: k8s.io/api/admission/v1 and v1beta1.
 */
#ifndef WIRE_ADMIT_H
#define WIRE_ADMIT_H

#include "base/err.h"
#include "wire/answer.h"

/* Answer the review in `bytes`, which must not change while the answer is used.  Never
 * fails: a malformed review has an answer, too. */
void admit(const struct policy *policy, enum stage stage, struct str bytes, int32_t today,
           struct arena *arena, struct answer *ret);

/* The input of admit_in_full(). */
struct admit_question {
    const struct policy *policy;
    enum stage stage;
    struct str bytes;
    int32_t today;
    struct trace *trace; /* receives what decided, in the arena; NULL: not wanted */
};

/* The same, with a sentence for every violation in the decision, for reports that cut
 * nothing.  Only the size of the object limits the cost. */
void admit_in_full(const struct admit_question *question, struct arena *arena,
                   struct answer *ret);

#endif
