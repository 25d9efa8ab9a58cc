/* SPDX-License-Identifier: Apache-2.0 */
/* json_write: writes nodes as text, and the canonical text of a value. */
#include <stdlib.h>

#include "base/plain.h"
#include "base/text.h"
#include "json/json.h"

void json_add_string(struct buf *buf, struct str text)
{
    char *to = NULL;

    if (text.len == 0 || plain_run(text.ptr, text.len) != text.len) {
        text_add_json(buf, text);
        return;
    }

    to = buf_reserve(buf, text.len + 2);
    if (to == NULL)
        return;
    to[0] = '"';
    memcpy(to + 1, text.ptr, text.len);
    to[text.len + 1] = '"';
    buf->len += text.len + 2;
}

void json_add_comma(struct buf *buf)
{
    const char last = buf->len == 0 ? '{' : buf->ptr[buf->len - 1];

    if (last != '{' && last != '[' && last != ':')
        buf_add_byte(buf, ',');
}

void json_add_key(struct buf *buf, struct str key)
{
    json_add_comma(buf);
    json_add_string(buf, key);
    buf_add_byte(buf, ':');
}

static int compare_keys(const void *a, const void *b)
{
    const struct json *const *left = a;
    const struct json *const *right = b;

    return str_compare(json_key(*left), json_key(*right));
}

static void sort_members(struct arena *arena, struct json *object)
{
    struct json **members = arena_alloc(arena, object->n * sizeof(struct json *));
    struct json **link = &object->first;
    size_t n = 0;

    for (struct json *member = object->first; member != NULL; member = member->next)
        members[n++] = member;
    qsort(members, n, sizeof(struct json *), compare_keys);

    for (size_t i = 0; i < n; i++) {
        *link = members[i];
        link = &members[i]->next;
    }
    *link = NULL;
}

/* An open array or object. */
struct level {
    struct json *next; /* the member to write next */
    char closer;
};

struct writer {
    struct buf *buf;
    struct arena *arena;
    bool sorts; /* members are sorted in the nodes themselves */
    struct level *levels;
    size_t n;
    size_t cap;
};

static void enter(struct writer *writer, struct json *node)
{
    if (writer->sorts && node->type == VALUE_OBJECT && node->n > 1)
        sort_members(writer->arena, node);
    if (writer->n == writer->cap)
        writer->levels = arena_grow(writer->arena, writer->levels, &writer->cap,
                                    sizeof writer->levels[0]);
    buf_add_byte(writer->buf, node->type == VALUE_OBJECT ? '{' : '[');
    writer->levels[writer->n++] =
        (struct level){node->first, node->type == VALUE_OBJECT ? '}' : ']'};
}

static void write_value(struct writer *writer, struct json *node)
{
    if (node->type == VALUE_STRING)
        json_add_string(writer->buf, json_text(node));
    else if (node->type < VALUE_STRING || node->is_raw)
        buf_add(writer->buf, json_text(node));
    else
        enter(writer, node);
}

static void write_all(struct writer *writer, struct json *root)
{
    write_value(writer, root);
    while (writer->n > 0) {
        struct level *level = &writer->levels[writer->n - 1];
        struct json *member = level->next;

        if (member == NULL) {
            buf_add_byte(writer->buf, level->closer);
            writer->n--;
            continue;
        }
        level->next = member->next;
        if (level->closer == '}')
            json_add_key(writer->buf, json_key(member));
        else
            json_add_comma(writer->buf);
        write_value(writer, member);
    }
}

void json_write(struct buf *buf, const struct json *node, struct arena *scratch)
{
    struct writer writer = {.buf = buf, .arena = scratch};

    /* The writer changes nodes only if it sorts. */
    write_all(&writer, (struct json *)(uintptr_t)node);
}

struct str json_canonical(struct arena *arena, struct str text)
{
    struct json *root = NULL;
    struct err err;
    struct buf buf = buf_in(arena);
    struct writer writer = {.buf = &buf, .arena = arena, .sorts = true};

    if (!json_read(arena, text, &json_whole, &root, &err))
        return text;
    write_all(&writer, root);
    return buf_str(&buf);
}
