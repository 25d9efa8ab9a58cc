/* SPDX-License-Identifier: Apache-2.0 */

#include "yaml/doc/colons.h"

#include "base/buf.h"

/* The candidates are private-use characters of three bytes each, in U+E000 to U+E039.
 * Only those whose last two hexadecimal digits are decimal digits are used: an escape of
 * them can be written in two ways only, with `e0` or `E0`. */
#define STAND_IN_TENS 4

static bool ends_scalar(char c)
{
    return c == ',' || c == ']' || c == '}';
}

/* The character may be the last one of a plain scalar before its colons. */
static bool is_inside_scalar(char c)
{
    return strchr(" \t\r\n,[]{}\"'", c) == NULL;
}

/* The byte at `at` is a colon that ends a plain scalar, if the scalar is in flow
 * style. */
static bool is_last(struct str text, size_t at)
{
    size_t before = at;

    if (text.ptr[at] != ':' || at + 1 == text.len || !ends_scalar(text.ptr[at + 1]))
        return false;
    while (before > 0 && text.ptr[before] == ':')
        before--;
    return text.ptr[before] != ':' && text.ptr[before] != '\0' &&
           is_inside_scalar(text.ptr[before]);
}

static size_t find_last(struct str text, size_t from)
{
    while (from < text.len && !is_last(text, from))
        from++;
    return from;
}

/* The text contains the character, or an escape of it. */
static bool is_used(struct arena *arena, struct str text, struct str character,
                    unsigned code)
{
    return str_contains(text, character) ||
           str_contains(text, arena_format(arena, "e0%02x", code)) ||
           str_contains(text, arena_format(arena, "E0%02x", code));
}

static struct str find_stand_in(struct arena *arena, struct str text)
{
    for (unsigned tens = 0; tens < STAND_IN_TENS; tens++) {
        for (unsigned ones = 0; ones < 10; ones++) {
            const unsigned code = tens * 16 + ones;
            const struct str character =
                arena_format(arena, "\xee\x80%c", (char)(0x80 + code));

            if (!is_used(arena, text, character, code))
                return character;
        }
    }
    return STR_NONE;
}

static struct str replaced(struct arena *arena, struct str text, struct str stand_in)
{
    struct buf buf;
    size_t from = 0;

    buf_init(&buf, arena, BUF_MAX_BYTES * 2);
    for (size_t at = find_last(text, 0); at < text.len; at = find_last(text, from)) {
        buf_add(&buf, (struct str){text.ptr + from, at - from});
        buf_add(&buf, stand_in);
        from = at + 1;
    }
    buf_add(&buf, str_skip(text, from));
    return buf_str(&buf);
}

struct str colons_hide(struct arena *arena, struct str text, struct str *ret_stand_in)
{
    *ret_stand_in = STR_NONE;
    if (find_last(text, 0) == text.len)
        return text;
    *ret_stand_in = find_stand_in(arena, text);
    return ret_stand_in->len == 0 ? text : replaced(arena, text, *ret_stand_in);
}

struct str colons_show(struct arena *arena, struct str text, struct str stand_in)
{
    struct buf buf;

    if (stand_in.len == 0 || !str_contains(text, stand_in))
        return text;
    buf_init(&buf, arena, BUF_MAX_BYTES * 2);
    for (size_t i = 0; i < text.len;) {
        if (str_has_prefix(str_skip(text, i), stand_in)) {
            buf_add_byte(&buf, ':');
            i += stand_in.len;
        } else {
            buf_add_byte(&buf, text.ptr[i++]);
        }
    }
    return buf_str(&buf);
}
