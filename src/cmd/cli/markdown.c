/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markdown: see markdown.h.  Special characters are written as character references,
 * which no Markdown parser treats as markup.
 */
#include "cmd/cli/markdown.h"

#include "base/text.h"

/* Bytes that have no special meaning anywhere, if all others are escaped. */
static bool is_plain(char byte)
{
    return byte_is_alphanumeric(byte) || byte == ' ' || byte == ',' ||
           (unsigned char)byte >= 0x80;
}

/* Bytes that have no special meaning in a code span, even within a table. */
static bool is_plain_in_code(char byte)
{
    size_t at;

    return is_plain(byte) || str_find(STR(".-_/:*{}()[]=+;\"'#$%^!?>~&"), byte, &at);
}

static void add_escaped(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_plain(text.ptr[i]))
            buf_add_byte(buf, text.ptr[i]);
        else
            buf_addf(buf, "&#%u;", (unsigned)(unsigned char)text.ptr[i]);
    }
}

/* The text with control and invisible characters escaped. */
static struct buf readable(struct str text)
{
    struct buf buf = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&buf, text, SIZE_MAX);
    return buf;
}

void markdown_add_text(struct buf *buf, struct str text)
{
    AUTO(buf_clear) struct buf shown = readable(text);

    add_escaped(buf, buf_str(&shown));
}

/* A code span can display the text: it also must not begin or end with a blank. */
static bool fits_span(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_plain_in_code(text.ptr[i]))
            return false;
    }
    return text.len > 0 && text.ptr[0] != ' ' && text.ptr[text.len - 1] != ' ';
}

void markdown_add_code(struct buf *buf, struct str text)
{
    AUTO(buf_clear) struct buf shown = readable(text);

    if (fits_span(buf_str(&shown))) {
        buf_add_byte(buf, '`');
        buf_add(buf, buf_str(&shown));
        buf_add_byte(buf, '`');
        return;
    }
    buf_add_text(buf, "<code>");
    add_escaped(buf, buf_str(&shown));
    buf_add_text(buf, "</code>");
}

void markdown_add_table(struct buf *buf, const char *const *titles, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? "| " : " | ");
        buf_add_text(buf, titles[i]);
    }
    buf_add_text(buf, " |\n|");
    for (size_t i = 0; i < n; i++)
        buf_add_text(buf, " --- |");
    buf_add_byte(buf, '\n');
}
