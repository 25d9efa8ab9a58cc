/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_endings: a filter that rules out groups of keys by the last two bytes of a key.
 *
 * A group is a bit; its keys are globs.  If the filter does not rule a group out, the key
 * must be compared.  Built once for a policy, and used for every annotation of every
 * object.  Threads: any, once built.
 */
#ifndef CORE_VALUES_KEY_ENDINGS_H
#define CORE_VALUES_KEY_ENDINGS_H

#include "base/str.h"

#define KEY_ENDING_BYTES 2
#define KEY_ENDINGS      256

/* Zeroed: rules nothing out. */
struct key_endings {
    uint8_t ruled_out[KEY_ENDINGS]; /* a bit for each group */
};

/* Start with every group ruled out. */
void key_endings_init(struct key_endings *endings);

/* Add to the group the keys that match the glob, with any prefix. */
void key_endings_add(struct key_endings *endings, struct str glob, unsigned group);

/* Five bits of the last byte, three of the one before: the case of letters is ignored. */
static inline size_t key_ending_of(struct str text)
{
    const unsigned last = (unsigned char)text.ptr[text.len - 1];
    const unsigned before = (unsigned char)text.ptr[text.len - 2];

    return (last & 31U) | (before & 7U) << 5;
}

/* True if no key of the group matches, whatever the case of the key. */
static inline bool key_endings_rule_out(const struct key_endings *endings, struct str key,
                                        unsigned group)
{
    return key.len >= KEY_ENDING_BYTES &&
           (endings->ruled_out[key_ending_of(key)] & group) != 0;
}

#endif
