/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_set: a set of annotation keys, optimised for misses.
 *
 * Built once for a policy, and used for every annotation of every object.  Keys are
 * sorted by length: few keys of objects have the length of a key in the set, so most
 * lookups end without comparing bytes.  Threads: any, once built.
 */
#ifndef CORE_VALUES_KEY_SET_H
#define CORE_VALUES_KEY_SET_H

#include "base/str.h"

#define KEY_SET_LENGTHS 64 /* keys of this length and longer share a bucket */

/* A zeroed set is empty. */
struct key_set {
    const struct str *keys;
    uint32_t end[KEY_SET_LENGTHS + 1]; /* for each length: the end of its keys */
};

/* Make a set of n keys, which may repeat.  `keys` is reordered and borrowed. */
void key_set_init(struct key_set *set, struct str *keys, size_t n);

bool key_set_has(const struct key_set *set, struct str key);

#endif
