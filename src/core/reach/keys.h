/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: sort keys that put names in the order of a walk over their tree.
 *
 * A key has the labels of a name in reverse order, each after a byte that sorts before
 * all bytes of labels.  So the names below a name follow it, with no other name between.
 */
#ifndef CORE_REACH_KEYS_H
#define CORE_REACH_KEYS_H

#include "base/arena.h"
#include "base/str.h"

/* The key of a name, in the arena.  The root, `.` or empty, has the empty key. */
struct str reach_key_of(struct arena *arena, struct str name);

/* True if the name of `inner` equals the name of `outer` or is below it. */
bool reach_key_is_within(struct str inner, struct str outer);

#endif
