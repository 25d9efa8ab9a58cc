/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str: a borrowed run of bytes with its length.
 *
 * Not NUL-terminated; a NUL is a byte like any other.  No locale: letters are
 * ASCII letters.  A zeroed struct str is the empty text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"
#include "base/bytes.h"

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE     ((struct str){NULL, 0})
/* The same as an initialiser, for tables with static storage. */
#define STR_INIT(literal)                                                                \
    {                                                                                    \
        (literal), sizeof(literal) - 1                                                   \
    }
/* For printf: "%.*s", STR_ARGS(s).  Only for text known to be harmless. */
#define STR_ARGS(s) (int)(s).len, (s).ptr

static inline struct str str_from(const char *text)
{
    return (struct str){text, text == NULL ? 0 : strlen(text)};
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && bytes_equal(a.ptr, b.ptr, a.len);
}

/* Compare by unsigned bytes; a prefix sorts first.  <0, 0, >0. */
static inline int str_compare(struct str a, struct str b)
{
    const size_t both = a.len < b.len ? a.len : b.len;
    const int order = both == 0 ? 0 : memcmp(a.ptr, b.ptr, both);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* The same of two struct str, for qsort() and bsearch(). */
int str_order(const void *a, const void *b);

/* Without its first n bytes, or these alone; n <= len. */
static inline struct str str_skip(struct str s, size_t n)
{
    assert(n <= s.len);
    return (struct str){n == 0 ? s.ptr : s.ptr + n, s.len - n};
}
static inline struct str str_head(struct str s, size_t n)
{
    assert(n <= s.len);
    return (struct str){s.ptr, n};
}

static inline bool str_has_prefix(struct str s, struct str prefix)
{
    return s.len >= prefix.len && bytes_equal(s.ptr, prefix.ptr, prefix.len);
}
static inline bool str_has_suffix(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           bytes_equal(str_skip(s, s.len - suffix.len).ptr, suffix.ptr, suffix.len);
}
bool str_find(struct str s, char byte, size_t *ret_at);
bool str_contains(struct str s, struct str part);
/* Find s among n texts.  Returns false if it is none of them. */
bool str_index(const struct str *all, size_t n, struct str s, size_t *ret_index);

/* Blanks are space and tab. */
bool str_is_blank(struct str s); /* empty counts */
struct str str_trim_blanks(struct str s);
struct str str_trim_spaces(struct str s); /* U+0020 only */
struct str str_trim_white(struct str s);  /* blanks, line feeds, carriage returns */

/*
 * Take the text before the next separator off *rest.  True while there is an
 * item: "a,,b" has three, "" has one (empty).  Start with *done = false.
 */
bool str_next_item(struct str *rest, char separator, bool *done, struct str *ret_item);

/* Decimal digits only, no sign, no blanks, at most max; leading zeros are allowed. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *ret) MUST_CHECK;

/* Each byte is a letter, a digit, or one of `more`. */
bool str_is_made_of(struct str text, const char *more);

static inline bool byte_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool byte_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
static inline bool byte_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
static inline bool byte_is_alphanumeric(char c)
{
    return byte_is_lower(c) || byte_is_digit(c) || byte_is_upper(c);
}
static inline char byte_lower(char c)
{
    return byte_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}
/* The digit's value; 16 and above: no hexadecimal digit. */
static inline unsigned byte_hex_value(char c)
{
    const char low = byte_lower(c);

    if (byte_is_digit(c))
        return (unsigned)(c - '0');
    return low >= 'a' && low <= 'f' ? (unsigned)(low - 'a') + 10 : 16;
}

bool str_equal_folded(struct str a, struct str b); /* ignores the case of ASCII letters */

/* `*` matches any run of bytes, everything else itself; linear in practice, bounded
 * by len(pattern) * len(text). */
bool str_matches_glob(struct str text, struct str pattern);

/* FNV-1a, 64 bit; to continue a hash, pass its last result as `seed`. */
#define STR_HASH_SEED UINT64_C(0xcbf29ce484222325)
uint64_t str_hash(struct str s, uint64_t seed);

#endif
