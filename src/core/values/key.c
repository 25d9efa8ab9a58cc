/* SPDX-License-Identifier: Apache-2.0 */
/* key: see key.h. */
#include "core/values/key.h"

/* Most keys fail here. */
static bool last_byte_may_match(struct str key, struct str glob)
{
    return key.len == 0 || glob.len == 0 || glob.ptr[glob.len - 1] == '*' ||
           glob.ptr[glob.len - 1] == key.ptr[key.len - 1];
}

bool key_matches(struct str key, struct str glob)
{
    size_t star;

    if (!last_byte_may_match(key, glob))
        return false;
    if (!str_find(glob, '*', &star))
        return str_equal(key, glob);
    return str_has_prefix(key, str_head(glob, star)) &&
           str_matches_glob(str_skip(key, star), str_skip(glob, star));
}

bool key_is(struct str key, struct str prefix, struct str suffix)
{
    return key.len == prefix.len + suffix.len && str_has_prefix(key, prefix) &&
           str_has_suffix(key, suffix);
}

int key_compare(struct str key, struct str prefix, struct str suffix)
{
    struct str head = str_head(key, key.len < prefix.len ? key.len : prefix.len);
    int order = str_compare(head, prefix);

    return order != 0 ? order : str_compare(str_skip(key, prefix.len), suffix);
}
