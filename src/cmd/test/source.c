/* SPDX-License-Identifier: Apache-2.0 */
/* source: finds values in the text of a test file; see update.h. */
#include "base/text.h"
#include "cmd/test/update.h"
#include "yaml/doc/hidden.h"
#include "yaml/doc/node.h"
#include "yaml/doc/scalar.h"

#define BOM STR("\xef\xbb\xbf")

void test_source_init(struct test_source *source, struct str bytes, struct arena *arena)
{
    size_t *lines = NULL;
    size_t n = 0;
    size_t cap = 0;
    size_t at = str_has_prefix(bytes, BOM) ? BOM.len : 0;

    while (at <= bytes.len) {
        if (n == cap)
            lines = arena_grow(arena, lines, &cap, sizeof *lines);
        lines[n++] = at;
        while (at < bytes.len && bytes.ptr[at] != '\n' && bytes.ptr[at] != '\r')
            at++;
        if (at + 1 < bytes.len && bytes.ptr[at] == '\r' && bytes.ptr[at + 1] == '\n')
            at++;
        at++;
    }
    *source = (struct test_source){bytes, lines, n};
}

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

size_t test_source_offset(const struct test_source *source, const struct node *node)
{
    size_t at = source->bytes.len;

    if (node->line <= source->n_lines)
        at = source->lines[node->line - 1];
    for (uint32_t column = 1; column < node->column && at < source->bytes.len; column++) {
        at++;
        while (at < source->bytes.len && !begins_character(source->bytes.ptr[at]))
            at++;
    }
    return at;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The offset after the closing quote of the text that begins at `at`. */
static size_t quoted_end(struct str bytes, size_t at)
{
    const char quote = bytes.ptr[at++];

    while (at < bytes.len) {
        const bool twice =
            quote == '\'' && at + 1 < bytes.len && bytes.ptr[at + 1] == quote;

        if (quote == '"' && bytes.ptr[at] == '\\')
            at += 2;
        else if (bytes.ptr[at] == quote && twice)
            at += 2;
        else if (bytes.ptr[at++] == quote)
            break;
    }
    return at < bytes.len ? at : bytes.len;
}

static size_t line_end(struct str bytes, size_t at)
{
    while (at < bytes.len && bytes.ptr[at] != '\n' && bytes.ptr[at] != '\r')
        at++;
    return at;
}

/* The offset after the bracket that closes the one at `at`.  A quote counts only where a
 * value can begin, a comment only after white space. */
static size_t flow_end(struct str bytes, size_t at)
{
    size_t depth = 0;
    bool begins = true;

    while (at < bytes.len) {
        const char c = bytes.ptr[at];

        if (begins && (c == '"' || c == '\'')) {
            at = quoted_end(bytes, at);
            begins = false;
            continue;
        }
        if (c == '#' && is_white(bytes.ptr[at - 1])) {
            at = line_end(bytes, at);
            continue;
        }
        at++;
        if (c == '[' || c == '{')
            depth++;
        if ((c == ']' || c == '}') && --depth == 0)
            break;
        if (!is_white(c))
            begins = c == '[' || c == '{' || c == ',' || c == ':';
    }
    return at;
}

/* The end of the last line of a block text, whose lines are indented deeper than
 * `indent`. */
static size_t block_end(struct str bytes, size_t at, size_t indent)
{
    size_t end = line_end(bytes, at);

    at = end;
    while (at < bytes.len) {
        size_t blanks = 0;
        size_t behind;

        at += bytes.ptr[at] == '\r' && at + 1 < bytes.len && bytes.ptr[at + 1] == '\n';
        at++;
        while (at + blanks < bytes.len && bytes.ptr[at + blanks] == ' ')
            blanks++;
        behind = line_end(bytes, at);
        if (at + blanks < behind && blanks <= indent)
            break;
        if (at + blanks < behind)
            end = behind;
        at = behind;
    }
    return end;
}

/* The offset at which the bytes have spelled the whole text.  White space may differ,
 * because YAML folds line breaks and indents. */
static size_t plain_end(struct str bytes, size_t at, struct str text)
{
    size_t i = 0;

    while (i < text.len && at < bytes.len) {
        if (bytes.ptr[at] == text.ptr[i]) {
            at++;
            i++;
        } else if (is_white(bytes.ptr[at])) {
            at++;
        } else if (is_white(text.ptr[i])) {
            i++;
        } else {
            break;
        }
    }
    return at;
}

static const struct node *last_child(const struct node *node)
{
    const struct node *last = node->first;

    while (last != NULL && last->next != NULL)
        last = last->next;
    return last;
}

size_t test_source_end(const struct test_source *source, const struct node *node,
                       size_t indent)
{
    const struct str bytes = source->bytes;
    size_t at = test_source_offset(source, node);

    /* A block ends where its last value does. */
    while (node->kind != NODE_SCALAR && at < bytes.len && bytes.ptr[at] != '[' &&
           bytes.ptr[at] != '{' && node->first != NULL) {
        indent = node->column - 1;
        node = last_child(node);
        at = test_source_offset(source, node);
    }
    if (at >= bytes.len)
        return bytes.len;
    if (node->kind != NODE_SCALAR)
        return flow_end(bytes, at);
    if (node_is_blank(node))
        return at;
    switch (bytes.ptr[at]) {
    case '"':
    case '\'':
        return quoted_end(bytes, at);
    case '|':
    case '>':
        return block_end(bytes, at, indent);
    default:
        return plain_end(bytes, at, node->text);
    }
}

/* True if every YAML reader reads the unquoted text back as the same text. */
static bool is_plain(struct str text)
{
    AUTO(arena_clear) struct arena arena = {0};
    const char *mistaken;

    if (text.len == 0 || !str_is_made_of(text, "._/-") ||
        !(byte_is_alphanumeric(text.ptr[0]) || text.ptr[0] == '/'))
        return false;
    mistaken = scalar_mistaken_for(&arena, text);
    return mistaken == NULL || str_equal(str_from(mistaken), STR("a number"));
}

/* Characters that YAML forbids or that a person cannot see. */
static bool is_escaped(struct str character, uint32_t code)
{
    size_t at = 0;
    size_t found = 0;
    uint32_t hidden = 0;

    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xfeff ||
           code == 0xfffe || code == 0xffff ||
           hidden_next(character, &at, &found, &hidden);
}

void test_scalar_add(struct buf *buf, struct str text)
{
    if (is_plain(text)) {
        buf_add(buf, text);
        return;
    }
    buf_add_byte(buf, '"');
    while (text.len > 0) {
        uint32_t code = 0xfffd;
        size_t n = text_character(text, &code);
        const struct str character = str_head(text, n == 0 ? 1 : n);

        if (n == 0)
            buf_add_text(buf, "\\ufffd");
        else if (code == '\n')
            buf_add_text(buf, "\\n");
        else if (code == '"' || code == '\\')
            buf_addf(buf, "\\%c", (int)code);
        else if (is_escaped(character, code))
            buf_addf(buf, "\\u%04x", (unsigned)code);
        else
            buf_add(buf, character);
        text = str_skip(text, character.len);
    }
    buf_add_byte(buf, '"');
}
