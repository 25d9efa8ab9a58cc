/* SPDX-License-Identifier: Apache-2.0 */
/* field_path: writes a field with its brackets filled, and compares paths. */
#include "core/values/field_path.h"

#include "base/text.h"

#define KEY_MAX_CHARS 253

const struct field builtin_fields[FIELD_COUNT] = {
#define FIELD(id, path) [FIELD_##id] = {.text = STR_INIT(path), .order = FIELD_##id},
#include "core/values/fields.def"
#undef FIELD
};

/* Add the brackets that begin at rest[at], filled.  Returns their number of bytes. */
static size_t fill_brackets(struct buf *buf, const struct field_path *path,
                            struct str rest, size_t *n_filled)
{
    size_t close = 0;

    if (!str_find(rest, ']', &close))
        close = rest.len;
    buf_add_byte(buf, '[');
    if (close == 1 && *n_filled < ARRAY_LEN(path->index))
        buf_add_u64(buf, path->index[(*n_filled)++]);
    else if (close == 2 && rest.ptr[1] == '*')
        text_add_escaped(buf, path->key, KEY_MAX_CHARS);
    else
        text_add_escaped(buf, str_head(str_skip(rest, 1), close - 1), KEY_MAX_CHARS);
    return close;
}

void field_path_add(struct buf *buf, const struct field_path *path)
{
    struct str rest = path->field->text;
    size_t n_filled = 0;
    size_t at = 0;

    while (str_find(rest, '[', &at)) {
        buf_add(buf, str_head(rest, at));
        rest = str_skip(rest, at);
        rest = str_skip(rest, fill_brackets(buf, path, rest, &n_filled));
    }
    buf_add(buf, rest);
}

bool field_path_same_place(const struct field_path *a, const struct field_path *b)
{
    return a->field == b->field && str_equal(a->key, b->key);
}

/* Annotations sort after the fields of every kind. */
static uint64_t rank(const struct field *field)
{
    return field == &builtin_fields[FIELD_ANNOTATION] ? UINT64_MAX : field->order;
}

int field_path_compare(const struct field_path *a, const struct field_path *b)
{
    const uint64_t left = rank(a->field);
    const uint64_t right = rank(b->field);
    int order = (left > right) - (left < right);

    for (size_t i = 0; order == 0 && i < ARRAY_LEN(a->index); i++)
        order = (a->index[i] > b->index[i]) - (a->index[i] < b->index[i]);
    return order != 0 ? order : str_compare(a->key, b->key);
}
