/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/probe/probe.h"

#include "base/text.h"
#include "core/object/managed.h"
#include "json/pointer.h"

#define VALUE_CHARS_MAX 500

struct changes {
    struct buf *out;
    struct arena arena;
    struct json *object; /* before the patch */
};

static void changes_clear(struct changes *changes)
{
    arena_clear(&changes->arena);
}
DEFINE_AUTO_CLEAR(changes_clear, struct changes);

/* Add a step of a path at that depth, in the notation of Kubernetes: keys of labels and
 * annotations are in brackets.  top: the first step of the path. */
static void add_step(struct buf *out, struct str step, size_t depth, struct str top)
{
    const bool in_map = depth == 2 && str_equal(top, STR("metadata"));
    uint64_t index;

    if (in_map || str_to_u64(step, UINT32_MAX, &index)) {
        buf_add_byte(out, '[');
        text_add_escaped(out, step, VALUE_CHARS_MAX);
        buf_add_byte(out, ']');
    } else {
        buf_add_text(out, depth == 0 ? "" : ".");
        text_add_escaped(out, step, VALUE_CHARS_MAX);
    }
}

/* member: a member of the value at the path; NULL: the value itself is meant. */
static void add_path(struct changes *changes, struct str path, const struct json *member)
{
    struct str rest = path.len == 0 ? path : str_skip(path, 1);
    struct str step = STR_NONE;
    struct str top = STR_NONE;
    bool done = path.len == 0;
    size_t depth = 0;

    while (pointer_next(&changes->arena, &rest, &done, &step)) {
        if (depth == 0)
            top = step;
        add_step(changes->out, step, depth++, top);
    }
    if (member != NULL)
        add_step(changes->out, json_key(member), depth, top);
}

static bool was_there(struct changes *changes, struct str path, const struct json *member)
{
    const struct json *node = pointer_get(&changes->arena, changes->object, path);

    if (node != NULL && member != NULL)
        node = json_member(node, json_key(member));
    return node != NULL;
}

static void add_value(struct changes *changes, const struct json *value)
{
    struct buf text = {.arena = &changes->arena, .max_bytes = BUF_MAX_BYTES};

    if (json_value_type(value) == VALUE_STRING) {
        text_add_escaped(changes->out, json_text(value), VALUE_CHARS_MAX);
        return;
    }
    json_write(&text, value, &changes->arena);
    text_add_escaped(changes->out, buf_str(&text), VALUE_CHARS_MAX);
}

/* The last step names the annotation that lists the webhook's keys. */
static bool is_managed(struct changes *changes, struct str path,
                       const struct json *member)
{
    struct str rest = path.len == 0 ? path : str_skip(path, 1);
    struct str step = STR_NONE;
    bool done = path.len == 0;

    if (member != NULL)
        return str_equal(json_key(member), MANAGED_KEY);
    while (pointer_next(&changes->arena, &rest, &done, &step))
        continue;
    return str_equal(step, MANAGED_KEY);
}

/* member: as above; value NULL: it is removed. */
static void add_line(struct changes *changes, struct str path, const struct json *member,
                     const struct json *value)
{
    char sign = value == NULL ? '-' : '+';

    if (is_managed(changes, path, member))
        return;
    if (value != NULL && was_there(changes, path, member))
        sign = '~';
    buf_addf(changes->out, "  %c ", sign);
    add_path(changes, path, member);
    if (value != NULL) {
        buf_add_text(changes->out, ": ");
        add_value(changes, value);
    }
    buf_add_byte(changes->out, '\n');
}

/* A map that is added as a whole is printed key by key. */
static void add_operation(struct changes *changes, const struct json *operation)
{
    const struct json *path = json_member(operation, STR("path"));
    const struct json *value = json_member(operation, STR("value"));

    if (path == NULL || json_value_type(path) != VALUE_STRING)
        return;
    if (value == NULL || json_value_type(value) != VALUE_OBJECT || value->n == 0) {
        add_line(changes, json_text(path), NULL, value);
        return;
    }
    for (const struct json *member = value->first; member != NULL; member = member->next)
        add_line(changes, json_text(path), member, member);
}

void probe_add_changes(struct buf *out, struct str object, struct str patch)
{
    AUTO(changes_clear) struct changes changes = {.out = out};
    struct json *operations = NULL;
    struct err ignored;

    if (!json_read(&changes.arena, object, &json_whole, &changes.object, &ignored) ||
        !json_read(&changes.arena, patch, &json_whole, &operations, &ignored))
        return;
    for (const struct json *at = operations->first; at != NULL; at = at->next)
        add_operation(&changes, at);
}
