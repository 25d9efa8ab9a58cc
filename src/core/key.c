/*
 * key: the literal head of a glob decides most questions before any matching.
 */
#include "core/key.h"

bool key_matches(struct str key, struct str glob)
{
    size_t star;

    if (!str_find(glob, '*', &star))
        return str_equal(key, glob);
    if (key.len + 1 < glob.len || memcmp(key.ptr, glob.ptr, star) != 0)
        return false;
    return str_matches_glob(str_skip(key, star), str_skip(glob, star));
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
