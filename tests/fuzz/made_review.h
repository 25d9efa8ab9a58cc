/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made_review: bytes -> an AdmissionReview that is close to being a good one.
 *
 * Words are those of plain_policy; now and then a text is bytes of the input, or a value
 * is of another type.
 */
#ifndef TESTS_FUZZ_MADE_REVIEW_H
#define TESTS_FUZZ_MADE_REVIEW_H

#include "fuzz.h"

struct str made_review(struct arena *arena, struct fuzz_bytes *from);

#endif
