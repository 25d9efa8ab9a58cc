/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_endings: which groups of keys cannot hold a key, by how it ends.
 *
 * A group is a bit; its keys are globs.  What is not ruled out must be compared.  Made
 * once, then asked about every annotation of every object.  Any thread may ask.
 */
#ifndef CORE_VALUES_KEY_ENDINGS_H
#define CORE_VALUES_KEY_ENDINGS_H

#include "base/str.h"

#define KEY_ENDING_BYTES 2
#define KEY_ENDINGS      256

/* A zeroed one rules nothing out. */
struct key_endings {
    uint8_t ruled_out[KEY_ENDINGS]; /* groups, a bit each */
};

/* Rule every group out. */
void key_endings_init(struct key_endings *endings);

/* The group holds what matches the glob, behind any text in front of it. */
void key_endings_add(struct key_endings *endings, struct str glob, unsigned group);

/* Five bits of the last byte, three of the one before: letters in any case are alike. */
static inline size_t key_ending_of(struct str text)
{
    const unsigned last = (unsigned char)text.ptr[text.len - 1];
    const unsigned before = (unsigned char)text.ptr[text.len - 2];

    return (last & 31U) | (before & 7U) << 5;
}

/* No key of the group matches, in whatever case the key is written. */
static inline bool key_endings_rule_out(const struct key_endings *endings, struct str key,
                                        unsigned group)
{
    return key.len >= KEY_ENDING_BYTES &&
           (endings->ruled_out[key_ending_of(key)] & group) != 0;
}

#endif
