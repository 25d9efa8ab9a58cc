/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: what is different in two texts, line by line, as `diff -u` writes it.
 */
#ifndef TESTS_DIFF_H
#define TESTS_DIFF_H

#include "base/buf.h"

/* Adds nothing when the texts are equal.  Memory is of the arena. */
void diff_add(struct buf *to, struct arena *arena, struct str want, struct str got);

#endif
