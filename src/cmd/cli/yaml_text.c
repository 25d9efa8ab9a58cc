/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/output.h"

#include "base/text.h"
#include "json/json.h"

#define DEPTH_MAX 64

struct level {
    const struct json *next; /* the member or element to be written next */
    size_t indent;
    bool is_array;
};

struct writer {
    struct buf *buf;
    struct arena arena;
    struct level levels[DEPTH_MAX];
    size_t depth;
    bool begun; /* the line has its indentation, and a dash */
};

/* YAML 1.1 words for booleans and null, which kubectl's parser knows. */
static bool is_word(struct str text)
{
    static const char *const words[] = {"y",   "n",    "yes",   "no",  "on",
                                        "off", "true", "false", "null"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_equal_folded(text, str_from(words[i])))
            return true;
    }
    return false;
}

/* Every parser reads this as text: it begins with a letter or a slash, contains no `: `,
 * and is not one of the words. */
static bool is_plain(struct str text)
{
    if (text.len == 0 || is_word(text) || !str_is_made_of(text, "._/-@,:= ()+*;") ||
        !(byte_is_lower(byte_lower(text.ptr[0])) || text.ptr[0] == '/'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        const bool last = i + 1 == text.len;

        if ((text.ptr[i] == ' ' && last) ||
            (text.ptr[i] == ':' && (last || text.ptr[i + 1] == ' ')))
            return false;
    }
    return true;
}

/* Characters that JSON permits, but YAML reads as line ends or refuses. */
static const struct {
    const char *bytes;
    const char *escape;
} specials[] = {
    {"\x7f", "\\x7f"},           {"\xc2\x85", "\\N"},         {"\xe2\x80\xa8", "\\L"},
    {"\xe2\x80\xa9", "\\P"},     {"\xef\xbb\xbf", "\\ufeff"}, {"\xef\xbf\xbe", "\\ufffe"},
    {"\xef\xbf\xbf", "\\uffff"},
};

/* Add the escape, or the byte itself.  Returns the number of bytes consumed. */
static size_t add_special(struct buf *buf, struct str rest)
{
    const unsigned char first = (unsigned char)rest.ptr[0];

    for (size_t i = 0; i < ARRAY_LEN(specials); i++) {
        const struct str bytes = str_from(specials[i].bytes);

        if (str_has_prefix(rest, bytes)) {
            buf_add_text(buf, specials[i].escape);
            return bytes.len;
        }
    }
    if (first == 0xc2 && rest.len > 1 && (unsigned char)rest.ptr[1] < 0xa0) {
        buf_addf(buf, "\\x%02x", (unsigned)(unsigned char)rest.ptr[1]);
        return 2;
    }
    buf_add_byte(buf, rest.ptr[0]);
    return 1;
}

/* A JSON string is a YAML string, except for the special characters. */
static void add_quoted(struct buf *buf, struct str text)
{
    AUTO(buf_clear) struct buf json = {.max_bytes = BUF_MAX_BYTES};
    struct str rest;

    text_add_json(&json, text);
    rest = buf_str(&json);
    while (rest.len > 0)
        rest = str_skip(rest, add_special(buf, rest));
}

static void add_string(struct buf *buf, struct str text)
{
    if (is_plain(text))
        buf_add(buf, text);
    else
        add_quoted(buf, text);
}

static void begin_line(struct writer *writer, size_t indent)
{
    if (!writer->begun)
        buf_addf(writer->buf, "%*s", (int)indent, "");
    writer->begun = false;
}

static void add_leaf(struct writer *writer, const struct json *node)
{
    const enum value_type type = json_value_type(node);

    if (type == VALUE_STRING)
        add_string(writer->buf, json_text(node));
    else if (type == VALUE_ARRAY || type == VALUE_OBJECT)
        json_write(writer->buf, node, &writer->arena); /* empty, or too deep */
    else
        buf_add(writer->buf, json_text(node));
    buf_add_byte(writer->buf, '\n');
}

static bool is_branch(const struct writer *writer, const struct json *node)
{
    const enum value_type type = json_value_type(node);

    return (type == VALUE_ARRAY || type == VALUE_OBJECT) && node->first != NULL &&
           writer->depth < DEPTH_MAX;
}

/* Begin a level for node, which follows a key or a dash of the level `up`. */
static void enter(struct writer *writer, const struct level *up, const struct json *node)
{
    const bool is_array = json_value_type(node) == VALUE_ARRAY;
    /* A list is not indented below its key. */
    const size_t step = is_array && !up->is_array ? 0 : 2;
    const size_t indent = up->indent + step;

    if (!up->is_array)
        buf_add_byte(writer->buf, '\n');
    writer->begun = up->is_array;
    writer->levels[writer->depth++] = (struct level){node->first, indent, is_array};
}

static void write_next(struct writer *writer, struct level *level)
{
    const struct json *node = level->next;

    level->next = node->next;
    begin_line(writer, level->indent);
    if (level->is_array) {
        buf_add_byte(writer->buf, '-');
    } else {
        add_string(writer->buf, json_key(node));
        buf_add_byte(writer->buf, ':');
    }
    if (level->is_array || !is_branch(writer, node))
        buf_add_byte(writer->buf, ' ');
    if (is_branch(writer, node))
        enter(writer, level, node);
    else
        add_leaf(writer, node);
}

bool yaml_text_add(struct buf *buf, struct str json, struct err *err)
{
    struct writer writer = {.buf = buf};
    struct json *top = NULL;
    AUTO(arena_clear) struct arena arena = {0};

    if (!json_read(&arena, json, &json_whole, &top, err))
        return false;
    if (!is_branch(&writer, top))
        add_leaf(&writer, top);
    else
        writer.levels[writer.depth++] =
            (struct level){top->first, 0, json_value_type(top) == VALUE_ARRAY};
    while (writer.depth > 0) {
        struct level *level = &writer.levels[writer.depth - 1];

        if (level->next == NULL)
            writer.depth--;
        else
            write_next(&writer, level);
    }
    arena_clear(&writer.arena);
    return true;
}
