/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain: runs of ASCII that need no escape in a JSON string.
 *
 * No control character, `"`, `\`, nor anything over ASCII.  Sixteen bytes at once with
 * SSE2 (every x86-64), else one by one; never past the end.
 */
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __SSE2__
#include <emmintrin.h>

#define PLAIN_BLOCK 16

static inline __m128i plain_block(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* One bit a byte of the block: no plain string byte (`"`, `\`, control, not ASCII). */
static inline unsigned plain_stops(__m128i block)
{
    /* With the quote and the blank exchanged, and signed, where bytes from 0x80 on are
     * negative, one comparison finds the quote, the controls and what is not ASCII. */
    __m128i moved = _mm_xor_si128(block, _mm_set1_epi8('"' ^ ' '));
    __m128i odd = _mm_cmplt_epi8(moved, _mm_set1_epi8(' ' + 1));
    __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(odd, backslash));
}
#endif

static inline bool byte_is_plain(char byte)
{
    unsigned char value = (unsigned char)byte;

    return value >= 0x20 && value < 0x80 && value != '"' && value != '\\';
}

/* The first byte of a string that is not plain, or end. */
static inline const char *plain_end(const char *at, const char *end)
{
#ifdef __SSE2__
    for (; end - at >= PLAIN_BLOCK; at += PLAIN_BLOCK)
        if (plain_stops(plain_block(at)) != 0)
            return at + __builtin_ctz(plain_stops(plain_block(at)));
#endif
    while (at < end && byte_is_plain(*at))
        at++;
    return at;
}

/* How many of the first bytes are plain; the last block may overlap the one before. */
static inline size_t plain_run(const char *at, size_t len)
{
    size_t n = 0;

#ifdef __SSE2__
    unsigned stops = 0;

    for (; len - n >= PLAIN_BLOCK; n += PLAIN_BLOCK) {
        stops = plain_stops(plain_block(at + n));
        if (stops != 0)
            return n + (size_t)__builtin_ctz(stops);
    }
    if (n > 0 && n < len) {
        n = len - PLAIN_BLOCK;
        stops = plain_stops(plain_block(at + n));
        return stops == 0 ? len : n + (size_t)__builtin_ctz(stops);
    }
#endif
    while (n < len && byte_is_plain(at[n]))
        n++;
    return n;
}

#endif
