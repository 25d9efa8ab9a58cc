/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: names in the order in which trees of names are walked.
 *
 * A key has the labels of a name from the last one on, each behind a byte that is less
 * than those of labels: what is below a name follows it, and nothing else comes between.
 */
#ifndef CORE_REACH_KEYS_H
#define CORE_REACH_KEYS_H

#include "base/arena.h"
#include "base/str.h"

/* The root, `.` or empty, has the empty key. */
struct str reach_key_of(struct arena *arena, struct str name);

/* The name of `inner` is below that of `outer`, or is it. */
bool reach_key_is_within(struct str inner, struct str outer);

#endif
