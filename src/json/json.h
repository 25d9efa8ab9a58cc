/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: JSON texts (RFC 8259) read into nodes that borrow from the input.
 *
 * Accepts all valid JSON to a depth of JSON_MAX_DEPTH, with lengths (NUL is a byte like
 * any other), numbers as text; refuses duplicate names in any object, even if no nodes
 * are made for it.  A lone surrogate becomes U+FFFD, as in Go.  No recursion.  Threads:
 * any.
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "base/buf.h"
#include "base/err.h"

#define JSON_MAX_DEPTH 10000
#define JSON_MAX_BYTES ((size_t)256 << 20)
/* The limit of values with nodes.  An object that the API server stores (1.5 MiB) has far
 * fewer; more would let a small body take all the memory of a pod. */
#define JSON_MAX_NODES 400000

enum value_type {
    VALUE_NULL,
    VALUE_FALSE,
    VALUE_TRUE,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT,
};

#define JSON_NO_FIELD   UINT8_MAX
#define JSON_MAX_FIELDS 64

/* One value.  Read its type, key and text by the functions below. */
struct json {
    struct json *next;  /* the next member or element */
    struct json *first; /* NULL: empty, or kept only as text */
    const char *key_ptr;
    const char *text_ptr;
    uint32_t key_len;
    uint32_t text_len;
    uint32_t n;    /* members or elements that `first` leads to */
    uint8_t type;  /* enum value_type */
    uint8_t field; /* which field of the shape this member is, or JSON_NO_FIELD */
    bool is_raw;   /* an array or object that was checked, but has no nodes */
};

/*
 * What to make nodes for.  A member named in `fields` is read as that field's shape says,
 * other members and all elements as `each`.  Shape NULL: an array or object is checked
 * and kept as text.  Where there are fields and `each` is NULL, other members are checked
 * and leave nothing.
 */
struct json_field {
    struct str key;
    const struct json_shape *shape;
};
struct json_shape {
    const struct json_field *fields;
    uint32_t n_fields; /* at most JSON_MAX_FIELDS */
    const struct json_shape *each;
};
extern const struct json_shape json_whole;  /* nodes for everything */
extern const struct json_shape json_chosen; /* of a field: json_choose says which */

/* The shape of a member, chosen by the members of its object read so far; NULL: it is
 * kept as text. */
typedef const struct json_shape *json_choose(const struct json *object, const void *by);

/* The arenas for results, and the meaning of json_chosen. */
struct json_options {
    struct arena *texts; /* decoded strings */
    struct arena *nodes; /* the texts they refer to outlive them */
    json_choose *choose;
    const void *by; /* what it chooses by */
};

/* Read bytes, which must not change while the nodes are used.  Returns false with
 * ERR_SYNTAX or ERR_LIMIT (size, depth) and the place; *ret is then what was read so far,
 * or NULL. */
bool json_read(struct arena *arena, struct str bytes, const struct json_shape *shape,
               struct json **ret, struct err *err) MUST_CHECK;
/* The same, with options. */
bool json_read_with(const struct json_options *options, struct str bytes,
                    const struct json_shape *shape, struct json **ret, struct err *err)
    MUST_CHECK;

/*
 * A text of values that follow each other, as manifests are: each with nodes for
 * everything, up to JSON_STREAM_MAX_NODES.  A name that is given twice is left to the
 * caller, who knows where both are.
 */
#define JSON_STREAM_MAX_NODES ((size_t)16 << 20)

enum json_fault {
    JSON_FAULT_SYNTAX,
    JSON_FAULT_DEPTH,
    JSON_FAULT_SIZE,
};
struct json_stream {
    struct arena *arena;
    struct str text; /* a copy that ends in a bracket, which is not part of it */
    size_t at;       /* how far it is read; after a problem, where that is */
    char *decoded;
    size_t max_nodes; /* JSON_STREAM_MAX_NODES, unless the caller has less room */
    enum json_fault fault;
    const char *problem; /* NULL: none so far */
};

/* arena: for texts; bytes: at most JSON_MAX_BYTES. */
void json_stream_init(struct json_stream *stream, struct arena *arena, struct str bytes);
/* Returns false if the text has ended, or if there is a problem. */
bool json_stream_next(struct json_stream *stream, struct arena *nodes, struct json **ret)
    MUST_CHECK;
/* The place in the text where a key or text of a node begins, without its quote. */
size_t json_stream_offset(const struct json_stream *stream, const char *text);

static inline enum value_type json_value_type(const struct json *node)
{
    return (enum value_type)node->type;
}
static inline struct str json_key(const struct json *node)
{
    return (struct str){node->key_ptr, node->key_len};
}
/* A string's decoded bytes; for any other value its source text. */
static inline struct str json_text(const struct json *node)
{
    return (struct str){node->text_ptr, node->text_len};
}
const char *value_type_phrase(enum value_type type); /* "a number", "an array", ... */

/* The object's members by field of its shape; NULL if absent or null.  n: n_fields. */
void json_fields(const struct json *object, const struct json *ret[], size_t n);
/* The member with that name; NULL if there is none, or if it is not an object. */
struct json *json_member(const struct json *object, struct str key);

/* A writer keeps no state: a comma is due unless the text so far ends in a bracket that
 * opens, or in a colon.  Brackets are added as bytes. */
void json_add_comma(struct buf *buf); /* before an element, if one is due */
void json_add_key(struct buf *buf, struct str key);

/* As text_add_json(), but fast if nothing has to be escaped. */
void json_add_string(struct buf *buf, struct str text);
/* Compact text; order and spelling of numbers are kept.  scratch: for nested values. */
void json_write(struct buf *buf, const struct json *node, struct arena *scratch);
/* Valid JSON -> compact text with sorted names; equal values have equal texts. */
struct str json_canonical(struct arena *arena, struct str text);

#endif
