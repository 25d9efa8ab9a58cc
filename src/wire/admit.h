/* SPDX-License-Identifier: Apache-2.0 */
/*
 * admit: AdmissionReview bytes in, AdmissionReview bytes out.
 *
 * The one way in for the server, `review`, `check` and the tests.  Pure; everything in
 * the answer lives in the arena (and borrows from the request bytes and the policy) until
 * the arena is reset.  Source: k8s.io/api/admission/v1 and v1beta1.
 */
#ifndef WIRE_ADMIT_H
#define WIRE_ADMIT_H

#include "base/err.h"
#include "wire/answer.h"

/* bytes must stay as they are while the answer is used.  Never fails. */
void admit(const struct policy *policy, enum stage stage, struct str bytes, int32_t today,
           struct arena *arena, struct answer *ret);

/* A question in full. */
struct admit_question {
    const struct policy *policy;
    enum stage stage;
    struct str bytes;
    int32_t today;
    struct trace *trace; /* what decided is added, in the arena; NULL: nobody asks */
};

/* The same, with a sentence for every violation in the decision: for reports, which cut
 * nothing.  What it costs has no ceiling but that of the object. */
void admit_in_full(const struct admit_question *question, struct arena *arena,
                   struct answer *ret);

#endif
