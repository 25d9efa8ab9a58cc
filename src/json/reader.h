/*
 * json_reader: what the parts of the JSON reader share; nobody else includes it.
 *
 * The bytes that are read end in a closing bracket (json_read.c sees to that).  So no
 * look at a next byte needs a bound, except behind a bracket and inside strings: white
 * space, numbers and names of values all stop at that bracket.
 */
#ifndef JSON_READER_H
#define JSON_READER_H

#include "json/json.h"

/* An array or object whose members are being made into nodes. */
struct json_frame {
    struct json *container;
    struct json **link; /* where the next member is hooked in */
    const struct json_shape *shape;
    uint64_t seen;       /* a bit for each field of the shape that was there */
    size_t first_key;    /* of the names of members that get no node */
    uint32_t n_unnamed;  /* nodes that are no field of the shape */
    uint32_t next_field; /* the field expected next: writers keep an order */
    bool begun;
};

struct json_key {
    const char *ptr;
    uint32_t len;
};

#define JSON_OPEN_ARRAY UINT32_MAX /* in `open`: an array; else an object's first key */

struct json_reader {
    struct arena *arena; /* for strings that are decoded */
    struct arena *nodes; /* for the rest */
    const char *end;     /* end[-1] is `}` or `]` */

    struct json_frame *frames; /* arrays and objects with nodes */
    size_t n_frames;
    size_t cap_frames;
    uint32_t *open; /* arrays and objects without */
    size_t n_open;
    size_t cap_open;
    struct json_key *keys; /* names of members without nodes in the open objects */
    size_t n_keys;
    size_t cap_keys;

    struct json *next_node;
    struct json *end_nodes;
    size_t node_chunk;
    size_t n_nodes;       /* in all chunks so far */
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
const char *json_fail_nodes(struct json_reader *reader, const char *at);
const char *json_read_nodes(struct json_reader *reader, const char *at,
                            const struct json_shape *shape, struct json **ret);
const char *json_skip(struct json_reader *reader, const char *at);
/* The same for any value; at: its first byte. */
const char *json_skip_value(struct json_reader *reader, const char *at);
const char *json_pass_string(struct json_reader *reader, const char *at);
const char *json_pass_number(struct json_reader *reader, const char *at);
const char *json_pass_word(struct json_reader *reader, const char *at);
/* The whole string from `at`, of which the bytes before stop are plain, to
 * reader->string. */
const char *json_decode_string(struct json_reader *reader, const char *at,
                               const char *stop);
const char *json_pass_spaces(const char *at);

/* False with the name in *ret_twice; may reorder keys. */
bool json_keys_differ(struct json_key *keys, size_t n, struct str *ret_twice);
/* Room for more keys.  False after a problem: there are too many. */
bool json_more_keys(struct json_reader *reader, const char *at);
/* Twice the room in the arena; the old elements are moved. */
void *json_grow(struct arena *arena, const void *old, size_t *cap, size_t size);

static inline const char *json_spaces(const char *at)
{
    return (unsigned char)*at <= ' ' ? json_pass_spaces(at) : at;
}

/* To the byte that must stand here, white space before it left out. */
static inline const char *json_seek(const char *at, char byte)
{
    return *at == byte ? at : json_pass_spaces(at);
}

#endif
