/*
 * json_text: JSON text -> node trees.
 */
#include "yaml/manifest/json_text.h"

#include "base/mem.h"
#include "base/text.h"
#include "yaml/doc/compose.h"

#define REPLACEMENT 0xfffd /* for half a surrogate pair, as Go writes it */

struct json_reader {
    struct composer composer;
    struct problems *problems;
    struct arena *arena;
    const char *file;
    struct str bytes;
    size_t at;
    size_t marked; /* mark is the place of this byte */
    struct mark mark;
    bool may_close; /* a list or map was opened just before */
    bool broken;
};

static bool at_end(const struct json_reader *reader)
{
    return reader->at == reader->bytes.len;
}

/* The byte at the reader; NUL, which is no JSON outside strings, at the end. */
static char peek(const struct json_reader *reader)
{
    return at_end(reader) ? '\0' : reader->bytes.ptr[reader->at];
}

/* The reader only goes forward, so marks cost one walk over the text in all. */
static struct mark here(struct json_reader *reader)
{
    for (; reader->marked < reader->at; reader->marked++) {
        const unsigned char byte = (unsigned char)reader->bytes.ptr[reader->marked];

        if (byte == '\n') {
            reader->mark.line++;
            reader->mark.column = 1;
        } else if (byte < 0x80 || byte >= 0xc0) {
            reader->mark.column++;
        }
    }
    return reader->mark;
}

static bool refuse(struct json_reader *reader, const char *text)
{
    const struct mark mark = here(reader);
    const struct place place = {reader->file, mark.line, mark.column};

    problems_add(reader->problems, SEVERITY_ERROR, "syntax", place, "not valid JSON: %s",
                 at_end(reader) ? "the text ends too early" : text);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_blanks(struct json_reader *reader)
{
    while (is_blank(peek(reader))) /* the end is none */
        reader->at++;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(struct json_reader *reader)
{
    const size_t start = reader->at;

    while (is_digit(peek(reader)))
        reader->at++;
    return reader->at > start;
}

static bool skip_number(struct json_reader *reader)
{
    if (peek(reader) == '-')
        reader->at++;
    if (peek(reader) == '0')
        reader->at++;
    else if (!skip_digits(reader))
        return refuse(reader, "a value is expected here");
    if (peek(reader) == '.') {
        reader->at++;
        if (!skip_digits(reader))
            return refuse(reader, "a digit is expected here");
    }
    if (byte_lower(peek(reader)) == 'e') {
        reader->at++;
        if (peek(reader) == '+' || peek(reader) == '-')
            reader->at++;
        if (!skip_digits(reader))
            return refuse(reader, "a digit is expected here");
    }
    return true;
}

static bool skip_literal(struct json_reader *reader)
{
    static const struct str literals[] = {STR_INIT("true"), STR_INIT("false"),
                                          STR_INIT("null")};
    const struct str rest = str_skip(reader->bytes, reader->at);

    for (size_t i = 0; i < ARRAY_LEN(literals); i++) {
        if (str_has_prefix(rest, literals[i])) {
            reader->at += literals[i].len;
            return true;
        }
    }
    return skip_number(reader);
}

static bool hex4(struct str digits, uint32_t *ret)
{
    uint32_t value = 0;

    if (digits.len < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        const char low = byte_lower(digits.ptr[i]);

        if (is_digit(low))
            value = value * 16 + (uint32_t)(low - '0');
        else if (low >= 'a' && low <= 'f')
            value = value * 16 + (uint32_t)(low - 'a') + 10;
        else
            return false;
    }
    *ret = value;
    return true;
}

static size_t put_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | (code >> 6));
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | (code >> 12));
        to[1] = (char)(0x80 | ((code >> 6) & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | (code >> 18));
    to[1] = (char)(0x80 | ((code >> 12) & 0x3f));
    to[2] = (char)(0x80 | ((code >> 6) & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* raw begins behind "\u"; *ret_used counts from there.  The digits were checked. */
static uint32_t code_point(struct str raw, size_t *ret_used)
{
    uint32_t high = 0;
    uint32_t low = 0;

    (void)hex4(raw, &high);
    *ret_used = 4;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high >= 0xdc00 || raw.len < 10 || raw.ptr[4] != '\\' || raw.ptr[5] != 'u')
        return REPLACEMENT;
    (void)hex4(str_skip(raw, 6), &low);
    if (low < 0xdc00 || low > 0xdfff)
        return REPLACEMENT;
    *ret_used = 10;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* raw is checked; what comes out is never longer. */
static struct str unescape(struct arena *arena, struct str raw)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    char *text = arena_alloc(arena, raw.len);
    size_t n = 0;

    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\') {
            text[n++] = raw.ptr[i];
            continue;
        }
        i++;
        if (raw.ptr[i] == 'u') {
            size_t used = 0;

            n += put_utf8(text + n, code_point(str_skip(raw, i + 1), &used));
            i += used;
        } else {
            text[n++] = to[strchr(from, raw.ptr[i]) - from];
        }
    }
    return (struct str){text, n};
}

/* The backslash is behind the reader. */
static bool skip_escape(struct json_reader *reader)
{
    const char c = peek(reader);
    uint32_t code = 0;

    if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL) {
        reader->at++;
        return true;
    }
    if (c != 'u' || !hex4(str_skip(reader->bytes, reader->at + 1), &code))
        return refuse(reader, "an unknown escape");
    reader->at += 5;
    return true;
}

static bool read_string(struct json_reader *reader, struct str *ret)
{
    const size_t start = ++reader->at;
    bool escapes = false;

    while (peek(reader) != '"') {
        const unsigned char byte = (unsigned char)peek(reader);

        if (at_end(reader) || byte < 0x20)
            return refuse(reader, "a control character in a text; write it as \\u00XX");
        reader->at++;
        if (byte == '\\') {
            escapes = true;
            if (!skip_escape(reader))
                return false;
        }
    }

    const struct str raw = {reader->bytes.ptr + start, reader->at - start};

    if (!text_is_utf8(raw)) {
        reader->at = start;
        return refuse(reader, "this text is not UTF-8");
    }
    reader->at++;
    *ret = escapes ? unescape(reader->arena, raw) : raw;
    return true;
}

static bool read_scalar(struct json_reader *reader)
{
    const size_t start = reader->at;
    const bool is_text = peek(reader) == '"';
    struct node *node = composer_scalar(&reader->composer, here(reader));
    struct str text = STR_NONE;

    if (node == NULL)
        return false;
    if (is_text ? !read_string(reader, &text) : !skip_literal(reader))
        return false;
    node->style = is_text ? NODE_QUOTED : NODE_JSON;
    node->text =
        is_text ? text : (struct str){reader->bytes.ptr + start, reader->at - start};
    return true;
}

static bool read_key(struct json_reader *reader)
{
    if (peek(reader) != '"')
        return refuse(reader, "a key in double quotes is expected here");
    if (!read_scalar(reader))
        return false;
    skip_blanks(reader);
    if (peek(reader) != ':')
        return refuse(reader, "a colon is expected here");
    reader->at++;
    return true;
}

static char closing(const struct json_reader *reader)
{
    return composer_top(&reader->composer)->kind == NODE_MAP ? '}' : ']';
}

/* Behind a value: a comma, or the end of what it stands in. */
static bool read_behind(struct json_reader *reader)
{
    while (reader->composer.depth > 0) {
        skip_blanks(reader);
        if (peek(reader) == ',') {
            reader->at++;
            return true;
        }
        if (peek(reader) != closing(reader))
            return refuse(reader, "a comma or a closing bracket is expected here");
        reader->at++;
        (void)composer_close(&reader->composer);
    }
    return true;
}

/* A key, an opening bracket, or a whole value with what is behind it. */
static bool step(struct json_reader *reader)
{
    const bool was_opened = reader->may_close;

    reader->may_close = false;
    skip_blanks(reader);

    const char c = peek(reader);

    if (was_opened && c == closing(reader))
        return read_behind(reader);
    if (composer_wants_key(&reader->composer))
        return read_key(reader);
    if (c == '{' || c == '[') {
        reader->may_close = true;
        if (composer_open(&reader->composer, c == '{' ? NODE_MAP : NODE_LIST,
                          here(reader)) == NULL)
            return false;
        reader->at++;
        return true;
    }
    return read_scalar(reader) && read_behind(reader);
}

struct json_reader *json_reader_new(const char *file, struct str bytes,
                                    struct problems *problems)
{
    struct json_reader *reader = mem_alloc(1, sizeof *reader);

    if (str_has_prefix(bytes, STR("\xef\xbb\xbf")))
        bytes = str_skip(bytes, 3);
    reader->file = file;
    reader->bytes = bytes;
    reader->problems = problems;
    reader->mark = (struct mark){1, 1};
    composer_init(&reader->composer, file, JSON_TEXT_DEPTH, problems);
    return reader;
}

void json_reader_free(struct json_reader *reader)
{
    if (reader == NULL)
        return;
    composer_clear(&reader->composer);
    mem_free(reader);
}

enum doc_step json_reader_next(struct json_reader *reader, struct arena *arena,
                               struct node **ret_root)
{
    if (reader->broken)
        return DOC_BROKEN;
    skip_blanks(reader);
    if (at_end(reader))
        return DOC_END;
    reader->arena = arena;
    composer_start(&reader->composer, arena);
    do {
        if (!step(reader)) {
            reader->broken = true;
            return DOC_BROKEN;
        }
    } while (reader->composer.depth > 0);
    *ret_root = reader->composer.root;
    return DOC_READY;
}
