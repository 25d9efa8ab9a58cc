/*
 * key: the literal ends of a glob decide nearly every question before any matching.
 */
#include "core/values/key.h"

/* The literal text behind the last star; the first stands at `star`. */
static struct str tail_of(struct str glob, size_t star)
{
    size_t at = glob.len;

    while (at > star + 1 && glob.ptr[at - 1] != '*')
        at--;
    return str_skip(glob, at);
}

/* The first and the last byte, where they are literal: most keys fail here. */
static bool ends_may_match(struct str key, struct str glob)
{
    if (key.len == 0 || glob.len == 0)
        return true;
    return (glob.ptr[0] == key.ptr[0] || glob.ptr[0] == '*') &&
           (glob.ptr[glob.len - 1] == key.ptr[key.len - 1] ||
            glob.ptr[glob.len - 1] == '*');
}

bool key_matches(struct str key, struct str glob)
{
    struct str tail;
    size_t star;

    if (!ends_may_match(key, glob))
        return false;
    if (!str_find(glob, '*', &star))
        return str_equal(key, glob);
    tail = tail_of(glob, star);
    if (key.len < star + tail.len || !str_has_suffix(key, tail) ||
        !str_has_prefix(key, str_head(glob, star)))
        return false;
    if (star + 1 + tail.len == glob.len)
        return true; /* one star only */
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
