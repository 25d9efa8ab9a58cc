/* field_path: a pattern with its brackets filled. */
#include "core/object/field_path.h"

#include "base/text.h"

#define KEY_MAX_CHARS 253

void field_path_add(struct buf *buf, const struct field_path *path)
{
    struct str rest = str_from(path->pattern);
    size_t n_filled = 0;
    size_t at = 0;

    while (str_find(rest, '[', &at)) {
        buf_add(buf, str_head(rest, at + 1));
        if (path->key.ptr != NULL)
            text_add_escaped(buf, path->key, KEY_MAX_CHARS);
        else if (n_filled < ARRAY_LEN(path->index))
            buf_add_u64(buf, path->index[n_filled++]);
        rest = str_skip(rest, at + 1);
    }
    buf_add(buf, rest);
}

bool field_path_same_place(const struct field_path *a, const struct field_path *b)
{
    return (a->pattern == b->pattern || strcmp(a->pattern, b->pattern) == 0) &&
           str_equal(a->key, b->key);
}
