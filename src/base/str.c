/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str: see str.h.
 */
#include "base/str.h"

bool str_find(struct str s, char byte, size_t *ret_at)
{
    const char *at = s.len == 0 ? NULL : memchr(s.ptr, byte, s.len);

    if (at == NULL)
        return false;
    *ret_at = (size_t)(at - s.ptr);
    return true;
}

bool str_contains(struct str s, struct str part)
{
    if (part.len == 0)
        return true;
    return part.len <= s.len && memmem(s.ptr, s.len, part.ptr, part.len) != NULL;
}

bool str_index(const struct str *all, size_t n, struct str s, size_t *ret_index)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(all[i], s)) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

/* Remove these two bytes from both ends. */
static struct str trim(struct str s, char one, char other)
{
    while (s.len > 0 && (s.ptr[s.len - 1] == one || s.ptr[s.len - 1] == other))
        s.len--;
    while (s.len > 0 && (s.ptr[0] == one || s.ptr[0] == other))
        s = str_skip(s, 1);
    return s;
}

bool str_is_blank(struct str s)
{
    return str_trim_blanks(s).len == 0;
}

struct str str_trim_blanks(struct str s)
{
    return trim(s, ' ', '\t');
}

struct str str_trim_spaces(struct str s)
{
    return trim(s, ' ', ' ');
}

static bool byte_is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str str_trim_white(struct str s)
{
    while (s.len > 0 && byte_is_white(s.ptr[s.len - 1]))
        s.len--;
    while (s.len > 0 && byte_is_white(s.ptr[0]))
        s = str_skip(s, 1);
    return s;
}

bool str_next_item(struct str *rest, char separator, bool *done, struct str *ret_item)
{
    size_t at;

    if (*done)
        return false;
    if (str_find(*rest, separator, &at)) {
        *ret_item = str_head(*rest, at);
        *rest = str_skip(*rest, at + 1);
        return true;
    }
    *ret_item = *rest;
    *rest = str_skip(*rest, rest->len);
    *done = true;
    return true;
}

bool str_to_u64(struct str s, uint64_t max, uint64_t *ret)
{
    uint64_t number = 0;

    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        const unsigned digit = (unsigned)(unsigned char)s.ptr[i] - '0';

        if (digit > 9 || number > max / 10 || digit > max - number * 10)
            return false;
        number = number * 10 + digit;
    }
    *ret = number;
    return true;
}

bool str_equal_folded(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (byte_lower(a.ptr[i]) != byte_lower(b.ptr[i]))
            return false;
    }
    return true;
}

/* On a mismatch, only the last `*` must match one byte more: the earlier ones matched as
 * early as possible. */
bool str_matches_glob(struct str text, struct str pattern)
{
    size_t t = 0;
    size_t p = 0;
    size_t star = pattern.len; /* the position of the last `*`; none yet */
    size_t taken = 0;          /* the end of the text that it matches */

    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
            p++;
            t++;
        } else if (star < pattern.len) {
            p = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

int str_order(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

uint64_t str_hash(struct str s, uint64_t seed)
{
    uint64_t hash = seed;

    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool str_is_made_of(struct str text, const char *more)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_alphanumeric(text.ptr[i]) &&
            (text.ptr[i] == '\0' || strchr(more, text.ptr[i]) == NULL))
            return false;
    }
    return true;
}
