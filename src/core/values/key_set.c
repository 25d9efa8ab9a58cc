/* SPDX-License-Identifier: Apache-2.0 */
/* key_set: sorted by length, with an index of the lengths. */
#include "core/values/key_set.h"

#include <stdlib.h>

static size_t group_of(struct str key)
{
    return key.len < KEY_SET_LENGTHS ? key.len : KEY_SET_LENGTHS;
}

static int length_compare(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;

    return (left->len > right->len) - (left->len < right->len);
}

void key_set_init(struct key_set *set, struct str *keys, size_t n)
{
    size_t at = 0;

    assert(n <= UINT32_MAX);
    if (n > 1)
        qsort(keys, n, sizeof *keys, length_compare);
    set->keys = keys;
    for (size_t group = 0; group <= KEY_SET_LENGTHS; group++) {
        while (at < n && group_of(keys[at]) == group)
            at++;
        set->end[group] = (uint32_t)at;
    }
}

bool key_set_has(const struct key_set *set, struct str key)
{
    const size_t group = group_of(key);

    for (size_t i = group == 0 ? 0 : set->end[group - 1]; i < set->end[group]; i++) {
        if (str_equal(set->keys[i], key))
            return true;
    }
    return false;
}
