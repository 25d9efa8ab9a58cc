/*
 * json_scan: strings, names and white space, inlined into the ways through a document.
 *
 * Sixteen bytes at once with SSE2 (every x86-64), else one by one; never past the end.
 */
#ifndef WIRE_JSON_SCAN_H
#define WIRE_JSON_SCAN_H

#include "wire/json_reader.h"

#ifdef __SSE2__
#include <emmintrin.h>

#define JSON_BLOCK 16

static inline __m128i json_block(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* One bit a byte of the block: no plain string byte (`"`, `\`, control, not ASCII). */
static inline unsigned json_block_stops(__m128i block)
{
    /* With the quote and the blank exchanged, and signed, where bytes from 0x80 on are
     * negative, one comparison finds the quote, the controls and what is not ASCII. */
    __m128i moved = _mm_xor_si128(block, _mm_set1_epi8('"' ^ ' '));
    __m128i odd = _mm_cmplt_epi8(moved, _mm_set1_epi8(' ' + 1));
    __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(odd, backslash));
}
#endif

static inline bool json_byte_is_plain(char byte)
{
    unsigned char value = (unsigned char)byte;

    return value >= 0x20 && value < 0x80 && value != '"' && value != '\\';
}

/* The first byte of a string that is not plain, or end. */
static inline const char *json_plain_end(const char *at, const char *end)
{
#ifdef __SSE2__
    for (; end - at >= JSON_BLOCK; at += JSON_BLOCK)
        if (json_block_stops(json_block(at)) != 0)
            return at + __builtin_ctz(json_block_stops(json_block(at)));
#endif
    while (at < end && json_byte_is_plain(*at))
        at++;
    return at;
}

/* at: behind the opening quote.  Most strings are plain and short: those end here. */
static inline const char *json_take_string(struct json_reader *reader, const char *at,
                                           const char **ret_ptr, uint32_t *ret_len)
{
    const char *stop = at;

#ifdef __SSE2__
    for (; reader->end - stop >= JSON_BLOCK; stop += JSON_BLOCK) {
        unsigned stops = json_block_stops(json_block(stop));

        if (stops == 0)
            continue;
        stop += __builtin_ctz(stops);
        if (*stop != '"')
            break;
        *ret_ptr = at;
        *ret_len = (uint32_t)(stop - at);
        return stop + 1;
    }
#endif
    stop = json_decode_string(reader, at, stop);
    *ret_ptr = reader->string.ptr;
    *ret_len = (uint32_t)reader->string.len;
    return stop;
}

/* A member's name and its colon; at: where the opening quote should be. */
static inline const char *json_take_name(struct json_reader *reader, const char *at,
                                         const char **ret_ptr, uint32_t *ret_len)
{
    at = json_seek(at, '"');
    if (*at != '"')
        return json_fail(reader, at, "a member's name in double quotes must stand here");

    at = json_take_string(reader, at + 1, ret_ptr, ret_len);
    if (at == NULL)
        return NULL;

    at = json_seek(at, ':');
    if (*at != ':')
        return json_fail(reader, at, "a colon must stand here");
    return json_spaces(at + 1);
}

#endif
