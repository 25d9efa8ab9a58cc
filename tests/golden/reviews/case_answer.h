/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_answer: an answer as the text that a golden file holds.
 */
#ifndef TESTS_CASE_ANSWER_H
#define TESTS_CASE_ANSWER_H

#include "base/buf.h"
#include "base/text.h"
#include "wire/admit.h"

/* One stage's answer, indented JSON; the policy's hash is written as HASH, the patch is
 * decoded.  False when the body is not what the API server accepts; *ret_fault says why.
 */
bool case_answer_add(struct buf *to, const char *stage, const struct answer *answer,
                     struct str hash, const char **ret_fault);

#endif
