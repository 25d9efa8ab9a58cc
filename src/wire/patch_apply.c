/* SPDX-License-Identifier: Apache-2.0 */
/* patch_apply: applies the operations in order to the document's nodes. */
#include "wire/patch.h"

#include "base/text.h"
#include "json/json.h"
#include "json/pointer.h"

/* The document, and the operation being applied to it. */
struct applying {
    struct arena *arena;
    struct json *root;
    struct pointer_end end;
    const struct json *value; /* NULL: the operation has none */
};

/* Applies an operation.  Returns NULL, or the reason why it does not apply. */
typedef const char *apply_operation(struct applying *to);

static const char no_parent[] = "nothing in the document is at the path's parent";
static const char no_target[] = "nothing in the document is at the path";

/* A separate node with the value; a missing value is null. */
static struct json *copy_value(struct applying *to)
{
    struct json *copy = ARENA_NEW(to->arena, struct json, 1);
    static const char null_text[] = "null";

    if (to->value != NULL)
        *copy = *to->value;
    else
        *copy = (struct json){.text_ptr = null_text, .text_len = 4, .type = VALUE_NULL};
    copy->next = NULL;
    copy->key_ptr = to->end.last.ptr;
    copy->key_len = (uint32_t)to->end.last.len;
    return copy;
}

static void replace_at(struct applying *to, struct json **link)
{
    struct json *copy = copy_value(to);

    if (*link == NULL)
        to->end.parent->n++;
    else
        copy->next = (*link)->next;
    *link = copy;
}

static const char *apply_add(struct applying *to)
{
    struct json *parent = to->end.parent;
    struct json **gap = NULL;
    struct json *copy = NULL;

    if (parent == NULL) {
        to->root = copy_value(to);
        return NULL;
    }
    if (json_value_type(parent) == VALUE_OBJECT) {
        replace_at(to, pointer_link(parent, to->end.last));
        return NULL;
    }

    gap = pointer_gap(parent, to->end.last);
    if (gap == NULL)
        return "the array has no such position";
    copy = copy_value(to);
    copy->next = *gap;
    *gap = copy;
    parent->n++;
    return NULL;
}

static const char *apply_remove(struct applying *to)
{
    struct json **link = NULL;

    if (to->end.parent == NULL)
        return "the whole document cannot be removed";
    link = pointer_link(to->end.parent, to->end.last);
    if (link == NULL || *link == NULL)
        return no_target;

    *link = (*link)->next;
    to->end.parent->n--;
    return NULL;
}

/* The API server's library takes a missing member as an `add`. */
static const char *apply_replace(struct applying *to)
{
    struct json **link = NULL;

    if (to->end.parent == NULL) {
        to->root = copy_value(to);
        return NULL;
    }
    link = pointer_link(to->end.parent, to->end.last);
    if (link == NULL)
        return no_target;
    replace_at(to, link);
    return NULL;
}

static struct str one_spelling(struct arena *arena, const struct json *node)
{
    struct buf buf = buf_in(arena);

    json_write(&buf, node, arena);
    return json_canonical(arena, buf_str(&buf));
}

/* A missing member equals null. */
static const char *apply_test(struct applying *to)
{
    struct json *const *link = &to->root;
    struct str want = one_spelling(to->arena, copy_value(to));
    struct str have = STR("null");

    if (to->end.parent != NULL)
        link = pointer_link(to->end.parent, to->end.last);
    if (link == NULL)
        return no_target;
    if (*link != NULL)
        have = one_spelling(to->arena, *link);
    return str_equal(have, want) ? NULL : "the value there is different";
}

static const struct {
    const char *name;
    apply_operation *apply;
} operations[] = {
    {"add", apply_add},
    {"remove", apply_remove},
    {"replace", apply_replace},
    {"test", apply_test},
};

static apply_operation *find_operation(const struct json *name)
{
    if (name == NULL || json_value_type(name) != VALUE_STRING)
        return NULL;
    for (size_t i = 0; i < ARRAY_LEN(operations); i++)
        if (str_equal(json_text(name), str_from(operations[i].name)))
            return operations[i].apply;
    return NULL;
}

static const char *apply_one(struct applying *to, const struct json *operation)
{
    const struct json *path = json_member(operation, STR("path"));
    apply_operation *apply = find_operation(json_member(operation, STR("op")));

    if (apply == NULL)
        return "op must be add, remove, replace or test";
    if (path == NULL || json_value_type(path) != VALUE_STRING)
        return "path must be a string";
    if (!pointer_follow(to->arena, to->root, json_text(path), &to->end))
        return no_parent;

    to->value = json_member(operation, STR("value"));
    return apply(to);
}

static bool refuse(struct arena *arena, size_t index, const struct json *operation,
                   const char *why, struct err *err)
{
    struct buf buf = buf_in(arena);

    json_write(&buf, operation, arena);
    struct str text = buf_str(&buf);

    buf_init(&buf, arena, BUF_MAX_BYTES);
    text_add_escaped(&buf, text, 200);
    return err_set(err, ERR_INVALID, "operation %zu, %s: %s", index, buf_text(&buf), why);
}

bool patch_apply(struct arena *arena, struct str document, struct str patch,
                 struct str *ret, struct err *err)
{
    struct applying to = {.arena = arena};
    struct json *operations_read = NULL;
    struct buf buf = buf_in(arena);
    size_t index = 0;

    if (!json_read(arena, document, &json_whole, &to.root, err))
        return err_prefix(err, "the document");
    if (!json_read(arena, patch, &json_whole, &operations_read, err))
        return err_prefix(err, "the patch");
    if (json_value_type(operations_read) != VALUE_ARRAY)
        return err_set(err, ERR_INVALID, "the patch is %s, it must be an array",
                       value_type_phrase(json_value_type(operations_read)));

    for (const struct json *operation = operations_read->first; operation != NULL;
         operation = operation->next, index++) {
        const char *why = apply_one(&to, operation);

        if (why != NULL)
            return refuse(arena, index, operation, why, err);
    }

    json_write(&buf, to.root, arena);
    if (buf.full)
        return err_set(err, ERR_LIMIT, "the patched document is too large");
    *ret = buf_str(&buf);
    return true;
}
