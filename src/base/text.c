/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text: see text.h.
 *
 * All functions use one decoder.  A byte that it does not accept is a broken byte, and
 * decoding starts again at the next one.
 */
#include "base/text.h"

#include "base/plain.h"

enum quoting {
    QUOTING_NONE,
    QUOTING_DOUBLE, /* `"` gets a backslash */
};

/* The length of a character by its first byte; 0 for a byte that begins no character. */
static size_t length_begun_by(unsigned char byte)
{
    static const struct {
        unsigned char last;
        unsigned char len;
    } ranges[] = {{0x7f, 1}, {0xc1, 0}, {0xdf, 2}, {0xef, 3}, {0xf4, 4}};

    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        if (byte <= ranges[i].last)
            return ranges[i].len;
    }
    return 0;
}

size_t text_character(struct str value, uint32_t *ret_code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)value.ptr;
    const size_t len = length_begun_by(at[0]);
    uint32_t code = at[0];

    if (len > value.len)
        return 0;
    if (len < 2) {
        *ret_code = code;
        return len;
    }
    code &= 0x7fu >> len;
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3fu);
    }
    if (code < smallest[len] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *ret_code = code;
    return len;
}

/* The number of leading bytes that are ASCII and not a control, `"` or `\`. */
static size_t clean_run(struct str value)
{
    const size_t n = plain_run(value.ptr, value.len);
    size_t delete = 0;

    return str_find(str_head(value, n), 0x7f, &delete) ? delete : n;
}

bool text_is_hidden(uint32_t code)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } ranges[] = {
        {0x00, 0x1f},     /* C0 */
        {0x7f, 0x9f},     /* DEL, C1 */
        {0xad, 0xad},     /* soft hyphen */
        {0x061c, 0x061c}, /* Arabic letter mark */
        {0x180e, 0x180e}, /* Mongolian vowel separator */
        {0x200b, 0x200f}, /* zero width space and joiners, left-to-right mark and back */
        {0x2028, 0x202e}, /* line and paragraph separator, bidirectional embeddings */
        {0x2060, 0x206f}, /* word joiner, invisible operators, bidirectional isolates */
        {0xfeff, 0xfeff}, /* zero width no-break space */
        {0xe0000, 0xe007f}, /* tags */
    };

    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

/* The letter of the short escape of a control character, or 0. */
static char short_escape(uint32_t code)
{
    switch (code) {
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static void add_hidden(struct buf *buf, uint32_t code)
{
    const char letter = short_escape(code);

    if (letter != 0) {
        buf_add_byte(buf, '\\');
        buf_add_byte(buf, letter);
    } else {
        buf_addf(buf, "\\u%04x", (unsigned)code);
    }
}

static void add_broken(struct buf *buf, char byte)
{
    buf_addf(buf, "\\x%02x", (unsigned)(unsigned char)byte);
}

/* Add the next character of *rest, escaped if necessary. */
static void add_escaped_character(struct buf *buf, struct str *rest, enum quoting quoting)
{
    uint32_t code = 0;
    size_t len = text_character(*rest, &code);

    if (len == 0) {
        add_broken(buf, rest->ptr[0]);
        len = 1;
    } else if (text_is_hidden(code)) {
        add_hidden(buf, code);
    } else {
        if (code == '\\' || (code == '"' && quoting == QUOTING_DOUBLE))
            buf_add_byte(buf, '\\');
        buf_add(buf, str_head(*rest, len));
    }
    *rest = str_skip(*rest, len);
}

static void add_escaped(struct buf *buf, struct str value, size_t max_chars,
                        enum quoting quoting)
{
    struct str rest = value;
    size_t left = max_chars;

    while (rest.len > 0 && left > 0) {
        const size_t clean = clean_run(rest);
        const size_t run = clean < left ? clean : left;

        buf_add(buf, str_head(rest, run));
        rest = str_skip(rest, run);
        left -= run;
        if (rest.len > 0 && left > 0) {
            add_escaped_character(buf, &rest, quoting);
            left--;
        }
    }
    if (rest.len > 0)
        buf_add(buf, STR("..."));
}

void text_add_quoted(struct buf *buf, struct str value)
{
    buf_add_byte(buf, '"');
    add_escaped(buf, value, TEXT_QUOTED_MAX, QUOTING_DOUBLE);
    buf_add_byte(buf, '"');
}

void text_add_escaped(struct buf *buf, struct str value, size_t max_chars)
{
    add_escaped(buf, value, max_chars, QUOTING_NONE);
}

/* The number of leading bytes that need no escape in a JSON string. */
static size_t json_run(struct str value)
{
    size_t n = plain_run(value.ptr, value.len);

    while (n < value.len && (unsigned char)value.ptr[n] >= 0x80) {
        uint32_t code = 0;
        const size_t len = text_character(str_skip(value, n), &code);

        if (len == 0)
            break;
        n += len;
        n += plain_run(value.ptr + n, value.len - n);
    }
    return n;
}

static void add_json_escape(struct buf *buf, char byte)
{
    const unsigned char c = (unsigned char)byte;

    if (c >= 0x80) {
        buf_add(buf, STR("\xef\xbf\xbd")); /* U+FFFD */
    } else if (c >= 0x20) {
        buf_add_byte(buf, '\\');
        buf_add_byte(buf, byte);
    } else {
        add_hidden(buf, c);
    }
}

void text_add_json(struct buf *buf, struct str value)
{
    struct str rest = value;

    buf_add_byte(buf, '"');
    while (rest.len > 0) {
        const size_t run = json_run(rest);

        buf_add(buf, str_head(rest, run));
        rest = str_skip(rest, run);
        if (rest.len > 0) {
            add_json_escape(buf, rest.ptr[0]);
            rest = str_skip(rest, 1);
        }
    }
    buf_add_byte(buf, '"');
}

void text_add_list(struct buf *buf, const struct str *items, size_t n)
{
    const size_t shown = n < TEXT_LIST_MAX ? n : TEXT_LIST_MAX;

    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            buf_add(buf, STR(", "));
        text_add_escaped(buf, items[i], TEXT_QUOTED_MAX);
    }
    if (n > shown) {
        buf_add(buf, STR(" and "));
        buf_add_u64(buf, n - shown);
        buf_add(buf, STR(" more"));
    }
}

struct str text_join(struct arena *arena, const struct str *items, size_t n)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < n; i++) {
        buf_add(&buf, i == 0 ? STR_NONE : STR(", "));
        buf_add(&buf, items[i]);
    }
    return buf_str(&buf);
}

/* The number of bytes in the first max_chars characters, or in all if there are fewer.
 * *ret_chars: the number of these characters. */
static size_t bytes_of(struct str value, size_t max_chars, size_t *ret_chars)
{
    size_t at = 0;
    size_t chars = 0;

    while (at < value.len && chars < max_chars) {
        uint32_t code = 0;
        const size_t len = text_character(str_skip(value, at), &code);

        at += len == 0 ? 1 : len;
        chars++;
    }
    *ret_chars = chars;
    return at;
}

size_t text_length(struct str value)
{
    size_t chars = 0;

    (void)bytes_of(value, SIZE_MAX, &chars);
    return chars;
}

struct str text_cut(struct arena *arena, struct str value, size_t max_chars)
{
    const size_t dots = max_chars < 3 ? max_chars : 3;
    size_t chars = 0;
    struct buf buf = buf_in(arena);
    size_t kept;

    if (bytes_of(value, max_chars, &chars) == value.len)
        return value;
    kept = bytes_of(value, max_chars - dots, &chars);
    buf_add(&buf, str_head(value, kept));
    buf_add(&buf, str_head(STR("..."), dots));
    return buf_str(&buf);
}

bool text_is_utf8(struct str value)
{
    size_t len = 1;

    for (; value.len > 0 && len > 0; value = str_skip(value, len)) {
        uint32_t code = 0;

        len = text_character(value, &code);
    }
    return len > 0;
}
