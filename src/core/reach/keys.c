/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: writes a name label by label, from its end.
 */
#include "core/reach/keys.h"

#include "core/values/name.h"

#define LABEL_MARK '\x01'

struct str reach_key_of(struct arena *arena, struct str name)
{
    char *key;
    size_t n = 0;
    size_t end = name.len;

    if (name.len == 0 || str_equal(name, STR(".")))
        return STR_NONE;
    key = arena_alloc(arena, name.len + 1);
    for (size_t i = name.len; i-- > 0;) {
        if (i > 0 && name.ptr[i - 1] != '.')
            continue;
        key[n++] = LABEL_MARK;
        memcpy(key + n, name.ptr + i, end - i);
        n += end - i;
        end = i == 0 ? 0 : i - 1;
    }
    return (struct str){key, n};
}

bool reach_key_is_within(struct str inner, struct str outer)
{
    return str_has_prefix(inner, outer) &&
           (inner.len == outer.len || inner.ptr[outer.len] == LABEL_MARK);
}
