/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made_review: makes an AdmissionReview of the input, mostly a nearly valid one.
 *
 * Its words are those of plain_policy.  Sometimes a text is bytes of the input, or a
 * value has another type.
 */
#ifndef TESTS_FUZZ_MADE_REVIEW_H
#define TESTS_FUZZ_MADE_REVIEW_H

#include "fuzz.h"

struct str made_review(struct arena *arena, struct fuzz_bytes *from);

#endif
