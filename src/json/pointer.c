/* SPDX-License-Identifier: Apache-2.0 */
/* pointer: resolves JSON Pointers; see pointer.h. */
#include "json/pointer.h"

#define INDEX_MAX ((uint64_t)UINT32_MAX)

/* Decode `~1` to a slash and `~0` to a tilde, in one pass, so that `~01` becomes `~1`. */
static struct str unescape(struct arena *arena, struct str step)
{
    char *text = NULL;
    size_t n = 0;
    size_t at = 0;

    if (!str_find(step, '~', &at))
        return step;

    text = arena_alloc(arena, step.len);
    for (size_t i = 0; i < step.len; i++) {
        char c = step.ptr[i];

        if (c == '~' && i + 1 < step.len &&
            (step.ptr[i + 1] == '0' || step.ptr[i + 1] == '1'))
            c = step.ptr[++i] == '0' ? '~' : '/';
        text[n++] = c;
    }
    return (struct str){text, n};
}

/* Read an index as the API server's library does: a sign and leading zeros are allowed,
 * and a negative index counts from the end of `size` places. */
static bool read_index(struct str step, uint32_t size, uint32_t *ret)
{
    bool is_negative = step.len > 0 && step.ptr[0] == '-';
    uint64_t number = 0;

    if (step.len > 0 && (step.ptr[0] == '-' || step.ptr[0] == '+'))
        step = str_skip(step, 1);
    if (step.len == 0 || !str_to_u64(step, INDEX_MAX, &number))
        return false;

    if (is_negative && number > 0) {
        if (number > size)
            return false;
        number = size - number;
    }
    if (number >= size)
        return false;
    *ret = (uint32_t)number;
    return true;
}

static struct json **link_at(struct json *array, uint32_t index)
{
    struct json **link = &array->first;

    while (index-- > 0)
        link = &(*link)->next;
    return link;
}

struct json **pointer_link(struct json *parent, struct str step)
{
    uint32_t index = 0;

    if (json_value_type(parent) == VALUE_ARRAY)
        return read_index(step, parent->n, &index) ? link_at(parent, index) : NULL;

    struct json **link = &parent->first;

    while (*link != NULL && !str_equal(json_key(*link), step))
        link = &(*link)->next;
    return link;
}

struct json **pointer_gap(struct json *array, struct str step)
{
    uint32_t index = 0;

    if (str_equal(step, STR("-")))
        return link_at(array, array->n);
    return read_index(step, array->n + 1, &index) ? link_at(array, index) : NULL;
}

static bool is_container(const struct json *node)
{
    return json_value_type(node) == VALUE_ARRAY || json_value_type(node) == VALUE_OBJECT;
}

bool pointer_next(struct arena *arena, struct str *rest, bool *done, struct str *ret_step)
{
    if (!str_next_item(rest, '/', done, ret_step))
        return false;
    *ret_step = unescape(arena, *ret_step);
    return true;
}

bool pointer_follow(struct arena *arena, struct json *root, struct str path,
                    struct pointer_end *ret)
{
    struct str rest = path;
    struct str step = STR_NONE;
    struct json *parent = root;
    bool done = false;

    if (path.len == 0) {
        *ret = (struct pointer_end){NULL, STR_NONE};
        return true;
    }
    if (path.ptr[0] != '/' || !is_container(root))
        return false;

    rest = str_skip(rest, 1);
    (void)pointer_next(arena, &rest, &done, &step);
    while (!done) {
        struct json **link = pointer_link(parent, step);

        if (link == NULL || *link == NULL || !is_container(*link))
            return false;
        parent = *link;
        (void)pointer_next(arena, &rest, &done, &step);
    }
    *ret = (struct pointer_end){parent, step};
    return true;
}

struct json *pointer_get(struct arena *arena, struct json *root, struct str path)
{
    struct pointer_end end = {NULL, STR_NONE};
    struct json **link = &root;

    if (!pointer_follow(arena, root, path, &end))
        return NULL;
    if (end.parent != NULL)
        link = pointer_link(end.parent, end.last);
    return link == NULL ? NULL : *link;
}
