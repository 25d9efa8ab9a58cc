/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/html.h"

#include <stdarg.h>

#include "base/text.h"

#define FLUSH_BYTES ((size_t)64 << 10)

void html_init(struct html *html, FILE *stream_or_null)
{
    buf_init(&html->buf, NULL, SIZE_MAX);
    html->stream = stream_or_null;
}

void html_clear(struct html *html)
{
    buf_clear(&html->buf);
}

void html_flush(struct html *html)
{
    if (html->stream == NULL || html->buf.len == 0)
        return;
    /* A short write sets the stream's error indicator, which the caller checks. */
    (void)fwrite(html->buf.ptr, 1, html->buf.len, html->stream);
    html->buf.len = 0;
}

static void flush_when_full(struct html *html)
{
    if (html->buf.len >= FLUSH_BYTES)
        html_flush(html);
}

void html_add_literal(struct html *html, const char *literal)
{
    buf_add_text(&html->buf, literal);
    flush_when_full(html);
}

/* The context of a text. */
enum context {
    CONTEXT_TEXT,
    CONTEXT_ATTRIBUTE, /* in double quotes */
};

/* NULL: the character needs no entity. */
static const char *entity_of(uint32_t code, enum context context)
{
    const bool is_attribute = context == CONTEXT_ATTRIBUTE;

    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return is_attribute ? "&quot;" : NULL;
    case '\'':
        return is_attribute ? "&#39;" : NULL;
    default:
        return NULL;
    }
}

/* HTML cannot represent these characters, not even as numeric references. */
static bool is_noncharacter(uint32_t code)
{
    return (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
}

static void add_hidden(struct buf *buf, uint32_t code)
{
    if (code == '\n')
        buf_add_text(buf, "\\n");
    else if (code == '\t')
        buf_add_text(buf, "\\t");
    else if (code == '\r')
        buf_add_text(buf, "\\r");
    else
        buf_addf(buf, "\\u%04x", (unsigned)code);
}

/* Add the first character of *rest, or one invalid byte, and skip it. */
static void add_character(struct buf *buf, struct str *rest, enum context context)
{
    uint32_t code = 0;
    const size_t len = text_character(*rest, &code);

    if (len == 0) {
        buf_addf(buf, "\\x%02x", (unsigned)(unsigned char)rest->ptr[0]);
        *rest = str_skip(*rest, 1);
        return;
    }
    if (entity_of(code, context) != NULL)
        buf_add_text(buf, entity_of(code, context));
    else if (text_is_hidden(code) || is_noncharacter(code))
        add_hidden(buf, code);
    else
        buf_add(buf, str_head(*rest, len));
    *rest = str_skip(*rest, len);
}

static bool is_plain(char byte, enum context context)
{
    return byte >= ' ' && byte < 0x7f && entity_of((unsigned char)byte, context) == NULL;
}

static void add_escaped(struct html *html, struct str text, enum context context)
{
    struct str rest = text;

    while (rest.len > 0) {
        size_t n = 0;

        while (n < rest.len && is_plain(rest.ptr[n], context))
            n++;
        buf_add(&html->buf, str_head(rest, n));
        rest = str_skip(rest, n);
        if (rest.len > 0)
            add_character(&html->buf, &rest, context);
    }
    flush_when_full(html);
}

void html_text(struct html *html, struct str text)
{
    add_escaped(html, text, CONTEXT_TEXT);
}

void html_word(struct html *html, const char *text)
{
    add_escaped(html, str_from(text), CONTEXT_TEXT);
}

void html_number(struct html *html, size_t number)
{
    buf_add_u64(&html->buf, number);
}

void html_textf(struct html *html, const char *format, ...)
{
    struct arena arena = {0};
    va_list args;

    va_start(args, format);
    add_escaped(html, arena_format_args(&arena, format, args), CONTEXT_TEXT);
    va_end(args);
    arena_clear(&arena);
}

void html_add_attribute(struct html *html, const char *name, struct str value)
{
    buf_add_byte(&html->buf, ' ');
    buf_add_text(&html->buf, name);
    buf_add_text(&html->buf, "=\"");
    add_escaped(html, value, CONTEXT_ATTRIBUTE);
    buf_add_byte(&html->buf, '"');
}

void html_attributef(struct html *html, const char *name, const char *format, ...)
{
    struct arena arena = {0};
    va_list args;

    va_start(args, format);
    html_add_attribute(html, name, arena_format_args(&arena, format, args));
    va_end(args);
    arena_clear(&arena);
}

void html_add_slug(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];

        if (byte_is_lower(byte) || byte_is_digit(byte) || byte == '-')
            buf_add_byte(buf, byte);
        else
            buf_addf(buf, "_%02X", (unsigned)(unsigned char)byte);
    }
}
