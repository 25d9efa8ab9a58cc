/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_set: a set of annotation keys, quick to say no.
 *
 * Made once for a policy, then asked about every annotation of every object.  Keys are
 * kept by their length: of the keys that objects have, few are as long as one of a set,
 * so most questions end without looking at a byte.  Any thread may ask.
 */
#ifndef CORE_VALUES_KEY_SET_H
#define CORE_VALUES_KEY_SET_H

#include "base/str.h"

#define KEY_SET_LENGTHS 64 /* keys of this length and longer ones are kept together */

/* A zeroed set is empty. */
struct key_set {
    const struct str *keys;
    uint32_t end[KEY_SET_LENGTHS + 1]; /* for each length: behind its last key */
};

/* Of n keys, which may occur more than once; the order of `keys` changes.  Borrows. */
void key_set_init(struct key_set *set, struct str *keys, size_t n);

bool key_set_has(const struct key_set *set, struct str key);

#endif
