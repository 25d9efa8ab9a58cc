/*
 * json_scan: strings and names, inlined into the ways through a document.
 */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "base/plain.h"
#include "json/reader.h"

/* at: behind the opening quote.  Most strings are plain and short: those end here. */
static inline const char *json_take_string(struct json_reader *reader, const char *at,
                                           const char **ret_ptr, uint32_t *ret_len)
{
    const char *stop = at;

#ifdef __SSE2__
    for (; reader->end - stop >= PLAIN_BLOCK; stop += PLAIN_BLOCK) {
        unsigned stops = plain_stops(plain_block(stop));

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

/* The same for a member's name and its colon. */
static inline const char *json_take_name(struct json_reader *reader, const char *at,
                                         const char **ret_ptr, uint32_t *ret_len)
{
    at = json_take_string(reader, at, ret_ptr, ret_len);
    if (at == NULL)
        return NULL;

    at = json_seek(at, ':');
    if (*at != ':')
        return json_fail(reader, at, "a colon must stand here");
    return json_spaces(at + 1);
}

/* Where the name itself begins; at: where its opening quote should be. */
static inline const char *json_open_name(struct json_reader *reader, const char *at)
{
    at = json_seek(at, '"');
    if (*at != '"')
        return json_fail(reader, at, "a member's name in double quotes must stand here");
    return at + 1;
}

#endif
