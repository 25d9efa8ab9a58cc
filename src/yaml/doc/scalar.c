/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar: the type that a YAML reader gives to an unquoted text.
 */
#include "yaml/doc/scalar.h"

#include <stdlib.h>

#include "base/buf.h"

/* The longest text that is read as a number.  A longer run of digits is a text, as is a
 * number that does not fit a double. */
#define NUMBER_MAX_BYTES 400

/* Words that have a type, separated by blanks.  The first word of SCALAR_NULL is the
 * empty text. */
static const struct {
    enum scalar_kind kind;
    struct str all;
} words[] = {
    {SCALAR_NULL, STR_INIT(" ~ null Null NULL")},
    {SCALAR_TRUE, STR_INIT("y Y yes Yes YES true True TRUE on On ON")},
    {SCALAR_FALSE, STR_INIT("n N no No NO false False FALSE off Off OFF")},
    {SCALAR_NOT_FINITE, STR_INIT(".nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF "
                                 "-.inf -.Inf -.INF")},
};
#define WORD_MAX_BYTES 5

/* Bases by the prefix after the sign; the shortest prefix is last. */
static const struct {
    struct str prefix;
    uint64_t base;
} bases[] = {
    {STR_INIT("0x"), 16}, {STR_INIT("0X"), 16}, {STR_INIT("0b"), 2}, {STR_INIT("0B"), 2},
    {STR_INIT("0o"), 8},  {STR_INIT("0O"), 8},  {STR_INIT("0"), 8},
};

static bool to_u64(struct str digits, uint64_t base, uint64_t *ret)
{
    uint64_t value = 0;

    if (digits.len == 0)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        const uint64_t digit = byte_hex_value(digits.ptr[i]);

        if (digit >= base || value > (UINT64_MAX - digit) / base)
            return false;
        value = value * base + digit;
    }
    *ret = value;
    return true;
}

/* Go's ParseInt and ParseUint with base 0: a leading 0 is octal. */
static bool resolve_integer(struct arena *arena, struct str text, struct str *ret)
{
    const bool is_signed = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    const bool negative = is_signed && text.ptr[0] == '-';
    struct str digits = str_skip(text, is_signed ? 1 : 0);
    uint64_t base = 10;
    uint64_t value = 0;

    if (digits.len > 1) {
        for (size_t i = 0; i < ARRAY_LEN(bases); i++) {
            if (str_has_prefix(digits, bases[i].prefix)) {
                base = bases[i].base;
                digits = str_skip(digits, bases[i].prefix.len);
                break;
            }
        }
    }
    if (!to_u64(digits, base, &value))
        return false;
    if (is_signed && value > (uint64_t)INT64_MAX + (negative ? 1 : 0))
        return false;
    *ret = arena_format(arena, "%s%llu", negative && value != 0 ? "-" : "",
                        (unsigned long long)value);
    return true;
}

static size_t skip_digits(struct str text, size_t at)
{
    while (at < text.len && byte_is_digit(text.ptr[at]))
        at++;
    return at;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?, cut into its parts. */
struct fraction {
    bool negative;
    struct str whole;
    struct str behind;   /* the digits after the point */
    struct str exponent; /* with its letter */
};

static bool fraction_parse(struct str text, struct fraction *ret)
{
    const size_t start =
        text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+') ? 1 : 0;
    const size_t point = skip_digits(text, start);
    size_t end = point;

    *ret = (struct fraction){.negative = start == 1 && text.ptr[0] == '-'};
    ret->whole = (struct str){text.ptr + start, point - start};
    if (point < text.len && text.ptr[point] == '.') {
        end = skip_digits(text, point + 1);
        ret->behind = (struct str){text.ptr + point + 1, end - point - 1};
    }
    if (ret->whole.len == 0 && ret->behind.len == 0)
        return false;
    if (end == text.len)
        return true;
    if (byte_lower(text.ptr[end]) != 'e')
        return false;

    const size_t sign =
        end + 1 < text.len && (text.ptr[end + 1] == '-' || text.ptr[end + 1] == '+') ? 2
                                                                                     : 1;

    ret->exponent = str_skip(text, end);
    return end + sign < text.len && skip_digits(text, end + sign) == text.len;
}

static bool resolve_fraction(struct arena *arena, struct str text, struct str *ret)
{
    struct fraction parts;

    if (!fraction_parse(text, &parts))
        return false;
    while (parts.whole.len > 1 && parts.whole.ptr[0] == '0')
        parts.whole = str_skip(parts.whole, 1);

    struct buf json = buf_in(arena);

    if (parts.negative)
        buf_add_byte(&json, '-');
    buf_add(&json, parts.whole.len == 0 ? STR("0") : parts.whole);
    if (parts.behind.len > 0) {
        buf_add_byte(&json, '.');
        buf_add(&json, parts.behind);
    }
    buf_add(&json, parts.exponent);

    const double value = strtod(buf_text(&json), NULL);

    if (value - value != 0) /* infinite: Go reports a range error and keeps the text */
        return false;
    *ret = buf_str(&json);
    return true;
}

static bool resolve_word(struct str text, enum scalar_kind *ret)
{
    if (text.len > WORD_MAX_BYTES)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct str rest = words[i].all;
        struct str word = STR_NONE;
        bool done = false;

        while (str_next_item(&rest, ' ', &done, &word)) {
            if (str_equal(word, text)) {
                *ret = words[i].kind;
                return true;
            }
        }
    }
    return false;
}

static struct str without_underscores(struct arena *arena, struct str text)
{
    size_t at = 0;

    if (!str_find(text, '_', &at))
        return text;

    char *plain = arena_alloc(arena, text.len);
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '_')
            plain[n++] = text.ptr[i];
    }
    return (struct str){plain, n};
}

enum scalar_kind scalar_resolve(struct arena *arena, struct str text,
                                struct str *ret_number)
{
    enum scalar_kind kind = SCALAR_TEXT;

    if (resolve_word(text, &kind))
        return kind;
    if (text.len > NUMBER_MAX_BYTES)
        return SCALAR_TEXT;

    const char first = text.ptr[0];

    if (first == '.')
        return resolve_fraction(arena, text, ret_number) ? SCALAR_FRACTION : SCALAR_TEXT;
    if (!byte_is_digit(first) && first != '-' && first != '+')
        return SCALAR_TEXT;

    const struct str plain = without_underscores(arena, text);

    if (resolve_integer(arena, plain, ret_number))
        return SCALAR_INTEGER;
    if (resolve_fraction(arena, plain, ret_number))
        return SCALAR_FRACTION;
    return SCALAR_TEXT;
}

/* YAML 1.1 numbers of base 60: [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)? */
static bool is_sexagesimal(struct str text)
{
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+') ? 1 : 0;
    size_t n_groups = 0;

    if (at == text.len || !byte_is_digit(text.ptr[at]))
        return false;
    at = skip_digits(text, at);
    while (at < text.len && text.ptr[at] == ':') {
        const size_t end = skip_digits(text, at + 1);
        const size_t digits = end - at - 1;

        if (digits == 0 || digits > 2 || (digits == 2 && text.ptr[at + 1] > '5'))
            return false;
        n_groups++;
        at = end;
    }
    if (n_groups > 0 && at < text.len && text.ptr[at] == '.')
        at = skip_digits(text, at + 1);
    return n_groups > 0 && at == text.len;
}

const char *scalar_mistaken_for(struct arena *arena, struct str text)
{
    struct str number;

    switch (scalar_resolve(arena, text, &number)) {
    case SCALAR_TEXT:
        return is_sexagesimal(text) ? "a number" : NULL;
    case SCALAR_NULL:
        return "a null";
    case SCALAR_TRUE:
    case SCALAR_FALSE:
        return "a bool";
    case SCALAR_INTEGER:
    case SCALAR_FRACTION:
    case SCALAR_NOT_FINITE:
        break;
    }
    return "a number";
}
