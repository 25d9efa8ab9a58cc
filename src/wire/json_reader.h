/*
 * json_reader: what the parts of the JSON reader share; nobody else includes it.
 *
 * The bytes that are read end in a closing bracket (json_read.c sees to that).  So no
 * look at a next byte needs a bound, except behind a bracket and inside strings: white
 * space, numbers and names of values all stop at that bracket.
 */
#ifndef WIRE_JSON_READER_H
#define WIRE_JSON_READER_H

#include "wire/json.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* An array or object whose members are being made into nodes. */
struct json_frame {
    struct json *container;
    struct json **link; /* where the next member is hooked in */
    const struct json_shape *shape;
    size_t next_field; /* the field expected next: writers keep an order */
};

struct json_key {
    const char *ptr;
    uint32_t len;
};

#define JSON_OPEN_ARRAY UINT32_MAX /* in `open`: an array; else an object's first key */

struct json_reader {
    struct arena *arena;
    const char *end; /* end[-1] is `}` or `]` */

    struct json_frame *frames; /* arrays and objects with nodes */
    size_t n_frames;
    size_t cap_frames;
    uint32_t *open; /* arrays and objects without */
    size_t n_open;
    size_t cap_open;
    struct json_key *keys; /* names seen in the open objects without nodes */
    size_t n_keys;
    size_t cap_keys;

    struct json *next_node;
    struct json *end_nodes;
    size_t node_chunk;
    char *decoded;        /* where the next decoded string goes */
    struct str string;    /* what json_decode_string() read */
    enum value_type word; /* what json_pass_word() read */

    const char *problem_at;
    const char *problem;
    struct str problem_key; /* ptr NULL: none to be named */
    enum err_code problem_code;
};

/* These return the byte behind what they read, NULL after a problem. */
const char *json_fail(struct json_reader *reader, const char *at, const char *problem);
const char *json_fail_limit(struct json_reader *reader, const char *at);
const char *json_fail_key(struct json_reader *reader, const char *at);
const char *json_skip(struct json_reader *reader, const char *at);
const char *json_pass_string(struct json_reader *reader, const char *at);
const char *json_pass_number(struct json_reader *reader, const char *at);
const char *json_pass_word(struct json_reader *reader, const char *at);
const char *json_decode_string(struct json_reader *reader, const char *at,
                               const char *stop);
const char *json_pass_spaces(const char *at);

/* False with the name in *ret_twice; may reorder keys. */
bool json_keys_differ(struct json_key *keys, size_t n, struct str *ret_twice);
/* Twice the room in the arena; the old elements are moved. */
void *json_grow(struct arena *arena, const void *old, size_t *cap, size_t size);

#ifdef __SSE2__
#define JSON_BLOCK 16

/* One bit a byte of the block: no plain string byte (`"`, `\`, control, not ASCII). */
static inline unsigned json_block_stops(__m128i block)
{
    /* Signed: bytes from 0x80 on are negative, so one comparison finds them and the
     * controls. */
    __m128i odd = _mm_cmplt_epi8(block, _mm_set1_epi8(0x20));
    __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
    __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(odd, _mm_or_si128(quote, backslash)));
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
    for (; end - at >= JSON_BLOCK; at += JSON_BLOCK) {
        unsigned stops =
            json_block_stops(_mm_loadu_si128((const __m128i *)(const void *)at));

        if (stops != 0)
            return at + __builtin_ctz(stops);
    }
#endif
    while (at < end && json_byte_is_plain(*at))
        at++;
    return at;
}

/* at: behind the opening quote. */
static inline const char *json_take_string(struct json_reader *reader, const char *at,
                                           const char **ret_ptr, uint32_t *ret_len)
{
    const char *stop = json_plain_end(at, reader->end);

    if (stop == reader->end || *stop != '"') {
        stop = json_decode_string(reader, at, stop);
        *ret_ptr = reader->string.ptr;
        *ret_len = (uint32_t)reader->string.len;
        return stop;
    }

    *ret_ptr = at;
    *ret_len = (uint32_t)(stop - at);
    return stop + 1;
}

static inline const char *json_spaces(const char *at)
{
    return (unsigned char)*at <= ' ' ? json_pass_spaces(at) : at;
}

/* A member's name and its colon; at: where the opening quote should be. */
static inline const char *json_take_name(struct json_reader *reader, const char *at,
                                         const char **ret_ptr, uint32_t *ret_len)
{
    if (*at != '"')
        return json_fail(reader, at, "a member's name in double quotes must stand here");

    at = json_take_string(reader, at + 1, ret_ptr, ret_len);
    if (at == NULL)
        return NULL;

    at = json_spaces(at);
    if (*at != ':')
        return json_fail(reader, at, "a colon must stand here");
    return json_spaces(at + 1);
}

#endif
