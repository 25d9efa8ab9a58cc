/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_text: JSON text -> node trees.
 */
#include "yaml/manifest/parts.h"

#include "base/mem.h"
#include "json/json.h"
#include "yaml/doc/compose.h"

/* The memory of one value: as JSON and as a node. */
#define NODES_BYTES (sizeof(struct json) + sizeof(struct node))

struct json_reader {
    struct composer composer;
    struct problems *problems;
    const char *file;
    struct arena texts;
    struct json_stream stream;
    size_t marked; /* mark is the place of this byte */
    struct mark mark;
    const struct json *next[JSON_MAX_DEPTH]; /* child of each open list or map */
};

/* Nodes are visited in the order of the text, so all marks together take one pass over
 * it. */
static struct mark mark_at(struct json_reader *reader, size_t offset)
{
    for (; reader->marked < offset; reader->marked++) {
        const unsigned char byte = (unsigned char)reader->stream.text.ptr[reader->marked];

        if (byte == '\n') {
            reader->mark.line++;
            reader->mark.column = 1;
        } else if (byte < 0x80 || byte >= 0xc0) {
            reader->mark.column++;
        }
    }
    return reader->mark;
}

static struct mark mark_of(struct json_reader *reader, const char *text,
                           enum node_style style)
{
    const size_t offset = json_stream_offset(&reader->stream, text);

    return mark_at(reader, style == NODE_QUOTED ? offset - 1 : offset);
}

static enum doc_step refuse(struct json_reader *reader)
{
    static const char *const names[] = {
        [JSON_FAULT_SYNTAX] = "syntax",
        [JSON_FAULT_DEPTH] = "too-deep",
        [JSON_FAULT_SIZE] = "too-large",
    };
    const struct json_stream *stream = &reader->stream;
    const struct mark mark = mark_at(reader, stream->at);
    const struct place place = {reader->file, mark.line, mark.column};

    if (stream->fault == JSON_FAULT_SIZE && stream->max_nodes < JSON_STREAM_MAX_NODES)
        budget_refuse(&reader->composer.budget,
                      budget_left(&reader->composer.budget, 0) + 1, BUDGET_TO_LOAD, place,
                      reader->problems);
    problems_add(reader->problems, SEVERITY_ERROR, names[stream->fault], place, "%s%s",
                 stream->fault == JSON_FAULT_SYNTAX ? "not valid JSON: " : "",
                 stream->problem);
    return DOC_BROKEN;
}

static bool add_scalar(struct json_reader *reader, struct str text, enum node_style style)
{
    struct node *node =
        composer_scalar(&reader->composer, mark_of(reader, text.ptr, style));

    if (node == NULL)
        return false;
    node->style = style;
    node->text = text;
    return true;
}

static bool add_value(struct json_reader *reader, const struct json *value)
{
    const enum value_type type = json_value_type(value);

    if (type != VALUE_ARRAY && type != VALUE_OBJECT)
        return add_scalar(reader, json_text(value),
                          type == VALUE_STRING ? NODE_QUOTED : NODE_JSON);
    if (composer_open(&reader->composer, type == VALUE_OBJECT ? NODE_MAP : NODE_LIST,
                      mark_of(reader, value->text_ptr, NODE_JSON)) == NULL)
        return false;
    reader->next[reader->composer.depth - 1] = value->first;
    return true;
}

/* False: a limit was reached, and the problem is noted. */
static bool add_tree(struct json_reader *reader, const struct json *root)
{
    struct composer *composer = &reader->composer;
    bool done = add_value(reader, root);

    while (done && composer->depth > 0) {
        const struct json **next = &reader->next[composer->depth - 1];
        const struct json *child = *next;

        if (child == NULL) {
            (void)composer_close(composer);
            continue;
        }
        *next = child->next;
        if (composer_wants_key(composer))
            done = add_scalar(reader, json_key(child), NODE_QUOTED);
        done = done && add_value(reader, child);
    }
    return done;
}

struct json_reader *json_reader_new(const char *file, struct str bytes,
                                    struct problems *problems)
{
    struct json_reader *reader = mem_alloc(1, sizeof *reader);

    if (str_has_prefix(bytes, STR("\xef\xbb\xbf")))
        bytes = str_skip(bytes, 3);
    reader->file = file;
    reader->problems = problems;
    reader->mark = (struct mark){1, 1};
    json_stream_init(&reader->stream, &reader->texts, bytes);
    composer_init(&reader->composer, file, JSON_MAX_DEPTH, problems);
    reader->composer.keeps_last = true;
    return reader;
}

void json_reader_limit(struct json_reader *reader, const struct budget *budget)
{
    const size_t fit = budget_left(budget, reader->texts.total) / NODES_BYTES;

    reader->composer.budget = *budget;
    if (budget->max_bytes != SIZE_MAX && fit < JSON_STREAM_MAX_NODES)
        reader->stream.max_nodes = fit;
}

void json_reader_free(struct json_reader *reader)
{
    if (reader == NULL)
        return;
    arena_clear(&reader->texts);
    mem_free(reader);
}

enum doc_step json_reader_next(struct json_reader *reader, struct arena *arena,
                               struct node **ret_root)
{
    struct json *root = NULL;

    if (!json_stream_next(&reader->stream, arena, &root))
        return reader->stream.problem == NULL ? DOC_END : refuse(reader);
    composer_start(&reader->composer, arena);
    if (!add_tree(reader, root))
        return DOC_BROKEN;
    *ret_root = reader->composer.root;
    return DOC_READY;
}
