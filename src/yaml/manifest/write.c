/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest_json: the nodes of one object -> its JSON text and the places of its fields.
 */
#include "yaml/manifest/parts.h"

#include <stdlib.h>

#include "base/text.h"
#include "json/json.h"

/* No path that a rule uses is longer.  Fields with longer paths have the place of their
 * parent. */
#define PATH_MAX_BYTES     1024
#define ANNOTATION_KEY_MAX 253
#define TEXT_MAX_BYTES     ((size_t)1 << 30)

/* How a value is written. */
struct manner {
    bool silent;  /* add no places below it */
    bool aliased; /* it is below an alias, so it counts as repeated */
};

struct frame {
    const struct node *node;
    const struct node *next; /* child */
    uint32_t index;          /* of next, in a list */
    size_t path_len;         /* of the node itself */
    bool by_key;             /* paths of members are in brackets: annotations, labels */
    struct manner below;
};

struct writer {
    const struct manifest_json *options;
    struct buf json;
    struct buf path;
    struct frame *stack;
    size_t depth;
    size_t cap;
    struct manifest_mark *marks;
    size_t n_marks;
    size_t cap_marks;
};

static bool refuse(const struct writer *writer, const struct node *node, const char *name,
                   const char *text)
{
    problems_add(writer->options->problems, SEVERITY_ERROR, name,
                 node_place(node, writer->options->file), "%s", text);
    return false;
}

bool manifest_json_spend(const struct manifest_json *options, const struct node *value,
                         size_t n_values, struct str text)
{
    *options->n_aliased += n_values + text.len / 1024;
    if (*options->n_aliased <= MANIFEST_MAX_ALIASED)
        return true;
    problems_add(options->problems, SEVERITY_ERROR, "too-large",
                 node_place(value, options->file),
                 "aliases (*) repeat more than 100000 values");
    return false;
}

static bool path_is(const struct writer *writer, struct str path)
{
    return str_equal(buf_str(&writer->path), path);
}

static void open_frame(struct writer *writer, const struct node *node,
                       struct manner manner)
{
    struct frame frame = {.node = node, .next = node->first, .below = manner};

    frame.path_len = writer->path.len;
    frame.by_key = path_is(writer, STR("metadata.annotations")) ||
                   path_is(writer, STR("metadata.labels"));
    if (path_is(writer, STR("status")) || path_is(writer, STR("metadata.managedFields")))
        frame.below.silent = true;
    if (writer->depth == writer->cap)
        writer->stack = arena_grow(writer->options->arena, writer->stack, &writer->cap,
                                   sizeof writer->stack[0]);
    writer->stack[writer->depth++] = frame;
    buf_add_byte(&writer->json, node->kind == NODE_MAP ? '{' : '[');
}

static void add_mark(struct writer *writer, const struct node *at)
{
    struct manifest_mark *mark;

    if (writer->n_marks == writer->cap_marks)
        writer->marks = arena_grow(writer->options->arena, writer->marks,
                                   &writer->cap_marks, sizeof writer->marks[0]);
    mark = &writer->marks[writer->n_marks++];
    mark->path = arena_dup(writer->options->arena, buf_str(&writer->path));
    mark->place = node_place(at, writer->options->file);
}

/* Set the path to that of the frame's child.  False: the child has no place of its own,
 * and the path is that of the frame. */
static bool extend_path(struct writer *writer, const struct frame *frame, struct str key)
{
    writer->path.len = frame->path_len;
    if (frame->below.silent)
        return false;
    if (frame->node->kind == NODE_LIST) {
        buf_addf(&writer->path, "[%u]", frame->index);
    } else if (frame->by_key) {
        buf_add_byte(&writer->path, '[');
        text_add_escaped(&writer->path, key, ANNOTATION_KEY_MAX);
        buf_add_byte(&writer->path, ']');
    } else {
        if (writer->path.len > 0)
            buf_add_byte(&writer->path, '.');
        text_add_escaped(&writer->path, key, ANNOTATION_KEY_MAX);
    }
    if (writer->path.len <= PATH_MAX_BYTES)
        return true;
    writer->path.len = frame->path_len;
    return false;
}

/* The JSON text counts twice because it is copied at the end.  False: the budget is
 * exceeded, and the problem is noted. */
static bool has_room(const struct writer *writer, const struct node *value)
{
    const struct manifest_json *options = writer->options;
    const size_t bytes = options->arena->total + 2 * writer->json.len;

    if (budget_holds(&options->budget, bytes))
        return true;
    budget_refuse(&options->budget, bytes, BUDGET_TO_LOAD,
                  node_place(value, options->file), options->problems);
    return false;
}

static bool write_value(struct writer *writer, const struct node *value,
                        struct manner manner)
{
    const struct node *target = node_target(value);
    const char *reason = NULL;

    if (value->kind == NODE_ALIAS)
        manner.aliased = true;
    if ((manner.aliased || value->repeated) &&
        !manifest_json_spend(writer->options, value, manner.aliased ? 1 : 0,
                             target->text))
        return false;
    if (!has_room(writer, value))
        return false;
    if (writer->json.len > TEXT_MAX_BYTES)
        return refuse(writer, value, "too-large", "aliases (*) repeat too much text");
    if (target->kind != NODE_SCALAR) {
        open_frame(writer, target, manner);
        return true;
    }
    if (!manifest_scalar_write(writer->options->arena, target, &writer->json, &reason))
        return refuse(writer, value, "scalar", reason);
    return true;
}

static bool write_member(struct writer *writer, const struct frame *frame,
                         const struct node *key)
{
    struct str text = STR_NONE;
    const char *reason = NULL;

    if (!manifest_scalar_key(writer->options->arena, key, &text, &reason))
        return refuse(writer, key, "scalar", reason);

    const bool has_path = extend_path(writer, frame, text);

    if ((frame->below.aliased || key->repeated) &&
        !manifest_json_spend(writer->options, key, 0, text))
        return false;
    if (has_path)
        add_mark(writer, key);
    json_add_key(&writer->json, text);
    return write_value(writer, key->next,
                       (struct manner){!has_path, frame->below.aliased});
}

static bool write_item(struct writer *writer, const struct frame *frame,
                       const struct node *item)
{
    const bool has_path = extend_path(writer, frame, STR_NONE);

    if (has_path)
        add_mark(writer, item);
    json_add_comma(&writer->json);
    return write_value(writer, item, (struct manner){!has_path, frame->below.aliased});
}

/* Write the next child of the open list or map, or its end. */
static bool step(struct writer *writer)
{
    struct frame *top = &writer->stack[writer->depth - 1];
    const struct node *child = top->next;
    const bool is_map = top->node->kind == NODE_MAP;

    if (child == NULL) {
        buf_add_byte(&writer->json, is_map ? '}' : ']');
        writer->depth--;
        return true;
    }
    const struct frame frame = *top; /* the stack may move */

    top->next = is_map ? child->next->next : child->next;
    top->index++;
    return is_map ? write_member(writer, &frame, child)
                  : write_item(writer, &frame, child);
}

/* Write the members of the object that only the list around it gives. */
static void write_defaults(struct writer *writer, const struct node *object)
{
    const struct {
        const char *key;
        struct str value;
    } defaults[] = {
        {"apiVersion", writer->options->default_api_version},
        {"kind", writer->options->default_kind},
    };

    for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
        if (defaults[i].value.len == 0 ||
            node_member(object, str_from(defaults[i].key)) != NULL)
            continue;
        json_add_key(&writer->json, str_from(defaults[i].key));
        json_add_string(&writer->json, defaults[i].value);
    }
}

static int by_path(const void *a, const void *b)
{
    const struct manifest_mark *left = a;
    const struct manifest_mark *right = b;

    return str_compare(left->path, right->path);
}

static void finish(struct writer *writer, struct manifest *ret)
{
    if (writer->n_marks > 1)
        qsort(writer->marks, writer->n_marks, sizeof writer->marks[0], by_path);
    ret->json = arena_dup(writer->options->arena, buf_str(&writer->json));
    ret->marks = writer->marks;
    ret->n_marks = writer->n_marks;
}

bool manifest_json_write(const struct manifest_json *options, const struct node *object,
                         struct manifest *ret)
{
    struct writer writer = {.options = options};
    bool done = true;

    buf_init(&writer.json, NULL, BUF_MAX_BYTES * 8);
    buf_init(&writer.path, NULL, BUF_MAX_BYTES);
    open_frame(&writer, object,
               (struct manner){false, options->origin == MANIFEST_ALIASED});
    write_defaults(&writer, object);
    while (done && writer.depth > 0)
        done = step(&writer);
    if (done)
        finish(&writer, ret);
    buf_clear(&writer.json);
    buf_clear(&writer.path);
    return done;
}
