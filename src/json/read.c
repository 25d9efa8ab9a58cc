/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_read: reads JSON texts into nodes.
 *
 * The source ends in a closing bracket.  White space, numbers and words all stop at that
 * bracket, so only code after a bracket and inside strings must check for the end. Values
 * that the shape selects become nodes.  Other values are skipped, but checked as
 * strictly, including duplicate names.  The order of this file: names, scalars, strings,
 * skipped values, values with nodes, the document.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/plain.h"
#include "base/text.h"
#include "json/source.h"

#define FIRST_NODES   96
#define MAX_NEW_NODES 8192
#define KEY_MAX_BYTES 1024
#define FEW_KEYS      24 /* up to this number, compare every pair */

const struct json_shape json_whole = {NULL, 0, &json_whole};
const struct json_shape json_chosen = {NULL, 0, NULL};

/* An open array or object whose members become nodes. */
struct frame {
    struct json *container;
    struct json **link; /* points to the next member */
    const struct json_shape *shape;
    uint64_t seen;       /* a bit for each field of the shape that was read */
    size_t first_key;    /* in `keys`: names of members without nodes */
    uint32_t n_unnamed;  /* nodes that are not a field of the shape */
    uint32_t next_field; /* the field to expect next, because writers keep an order */
    bool begun;
};

struct key {
    const char *ptr;
    uint32_t len;
};

/* `open` contains the first key of an object, or this for an array. */
#define OPEN_ARRAY UINT32_MAX

struct reader {
    struct json_source source;
    struct arena *nodes; /* for everything except decoded strings */
    json_choose *choose;
    const void *chosen_by;

    struct frame *frames; /* arrays and objects with nodes */
    size_t n_frames;
    size_t cap_frames;
    uint32_t *open; /* arrays and objects without nodes */
    size_t n_open;
    size_t cap_open;
    struct key *keys; /* names of members without nodes in the open objects */
    size_t n_keys;
    size_t cap_keys;

    struct json *next_node;
    struct json *end_nodes;
    size_t node_chunk;
    size_t n_nodes; /* the size of all chunks so far */
    size_t max_nodes;
    bool keeps_duplicates; /* the caller checks nodes for duplicate names */

    struct str twice; /* a duplicate name; ptr NULL: none */
    enum json_fault fault;
};

/* All functions that read return the byte after what they read, or NULL after a problem.
 * This one records the problem. */
static const char *fail(struct reader *reader, const char *at, const char *problem)
{
    return json_fail(&reader->source, at, problem);
}

static const char *fail_depth(struct reader *reader, const char *at)
{
    reader->fault = JSON_FAULT_DEPTH;
    return fail(reader, at, "arrays and objects are nested too deep");
}

static const char *fail_nodes(struct reader *reader, const char *at)
{
    reader->fault = JSON_FAULT_SIZE;
    return fail(reader, at, "the document contains too many values");
}

static struct str key_str(struct key key)
{
    return (struct str){key.ptr, key.len};
}

static int compare(const void *a, const void *b)
{
    return str_compare(key_str(*(const struct key *)a), key_str(*(const struct key *)b));
}

/* Compares the last bytes first, because names of the same length mostly differ there. */
static bool keys_equal(struct key a, struct key b)
{
    return a.len == b.len && (a.len == 0 || (a.ptr[a.len - 1] == b.ptr[b.len - 1] &&
                                             memcmp(a.ptr, b.ptr, a.len) == 0));
}

static bool few_differ(const struct key *keys, size_t n, struct str *ret_twice)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (keys_equal(keys[i], keys[k])) {
                *ret_twice = key_str(keys[i]);
                return false;
            }
        }
    }
    return true;
}

static bool all_differ(struct key *keys, size_t n, struct str *ret_twice)
{
    size_t i = 1;

    if (n == 2 && keys[0].len != keys[1].len)
        return true;
    if (n <= FEW_KEYS)
        return few_differ(keys, n, ret_twice);

    /* Go sorts maps when it writes them.  Then comparing neighbours is enough. */
    while (i < n && compare(&keys[i - 1], &keys[i]) < 0)
        i++;
    if (i == n)
        return true;

    qsort(keys, n, sizeof keys[0], compare);
    for (i = 1; i < n; i++) {
        if (keys_equal(keys[i - 1], keys[i])) {
            *ret_twice = key_str(keys[i]);
            return false;
        }
    }
    return true;
}

/* Make room for more keys.  Returns false if there are too many. */
static bool more_keys(struct reader *reader, const char *at)
{
    if (reader->n_keys >= reader->max_nodes) {
        (void)fail_nodes(reader, at);
        return false;
    }
    reader->keys = arena_grow(reader->nodes, reader->keys, &reader->cap_keys,
                              sizeof reader->keys[0]);
    return true;
}

static const char *pass_spaces(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
        at++;
    return at;
}

static const char *pass_digits(struct reader *reader, const char *at)
{
    if (!byte_is_digit(*at))
        return fail(reader, at, "expected a digit");
    while (byte_is_digit(*at))
        at++;
    return at;
}

/* Pass a number (RFC 8259, section 6). */
static const char *pass_number(struct reader *reader, const char *at)
{
    if (*at == '-')
        at++;
    at = *at == '0' ? at + 1 : pass_digits(reader, at);

    if (at != NULL && *at == '.')
        at = pass_digits(reader, at + 1);
    if (at != NULL && (*at == 'e' || *at == 'E')) {
        at++;
        if (*at == '+' || *at == '-')
            at++;
        at = pass_digits(reader, at);
    }
    return at;
}

static const struct {
    const char *text;
    size_t len;
    enum value_type type;
} words[] = {
    {"null", 4, VALUE_NULL},
    {"false", 5, VALUE_FALSE},
    {"true", 4, VALUE_TRUE},
};

static const char *pass_word(struct reader *reader, const char *at, enum value_type *ret)
{
    size_t room = (size_t)(reader->source.end - at);

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (room > words[i].len && memcmp(at, words[i].text, words[i].len) == 0) {
            *ret = words[i].type;
            return at + words[i].len;
        }
    }
    return fail(reader, at, "expected a value");
}

static inline const char *spaces(const char *at)
{
    return (unsigned char)*at <= ' ' ? pass_spaces(at) : at;
}

/* Skip white space before the byte that is expected here. */
static inline const char *seek(const char *at, char byte)
{
    return *at == byte ? at : pass_spaces(at);
}

/* Read a string whose bytes before `stop` are plain. */
static const char *take_odd_string(struct reader *reader, const char *at,
                                   const char *stop, const char **ret_ptr,
                                   uint32_t *ret_len)
{
    struct str string = STR_NONE;

    stop = json_decode_string(&reader->source, at, stop, &string);
    *ret_ptr = string.ptr;
    *ret_len = (uint32_t)string.len;
    return stop;
}

/* Read a string; at: after its opening quote.  This is the fast path for plain strings.
 */
static inline const char *take_string(struct reader *reader, const char *at,
                                      const char **ret_ptr, uint32_t *ret_len)
{
    const char *stop = at;

#ifdef __SSE2__
    for (; reader->source.end - stop >= PLAIN_BLOCK; stop += PLAIN_BLOCK) {
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
    return take_odd_string(reader, at, stop, ret_ptr, ret_len);
}

/* Read a member's name and its colon; at: after the opening quote. */
static inline const char *take_name(struct reader *reader, const char *at,
                                    const char **ret_ptr, uint32_t *ret_len)
{
    at = take_string(reader, at, ret_ptr, ret_len);
    if (at == NULL)
        return NULL;

    at = seek(at, ':');
    if (*at != ':')
        return fail(reader, at, "expected a colon");
    return spaces(at + 1);
}

/* Pass the opening quote of a name, which must be at `at` or after white space. */
static inline const char *open_name(struct reader *reader, const char *at)
{
    at = seek(at, '"');
    if (*at != '"')
        return fail(reader, at, "expected a member name in double quotes");
    return at + 1;
}

/* Pass a member's name and colon, and keep the name in `keys`. */
static inline const char *skip_name(struct reader *reader, const char *at)
{
    struct key *key = NULL;

    if (reader->n_keys == reader->cap_keys && !more_keys(reader, at))
        return NULL;
    at = open_name(reader, at);
    if (at == NULL)
        return NULL;
    key = &reader->keys[reader->n_keys++];
    return take_name(reader, at, &key->ptr, &key->len);
}

static inline const char *skip_scalar(struct reader *reader, const char *at)
{
    enum value_type type = VALUE_NULL;

    if (*at == '"') {
        const char *stop = plain_end(at + 1, reader->source.end);

        if (stop < reader->source.end && *stop == '"')
            return stop + 1;
        return json_pass_string(&reader->source, stop);
    }
    if (*at == '-' || byte_is_digit(*at))
        return pass_number(reader, at);
    return pass_word(reader, at, &type);
}

static inline bool push(struct reader *reader, uint32_t mark)
{
    if (reader->n_open == reader->cap_open)
        reader->open = arena_grow(reader->nodes, reader->open, &reader->cap_open,
                                  sizeof reader->open[0]);
    reader->open[reader->n_open++] = mark;
    return mark != OPEN_ARRAY;
}

/*
 * Pass opening brackets, with the first name of each object, down to the first scalar or
 * empty container, which is passed as well.
 */
static inline const char *skip_down(struct reader *reader, const char *at)
{
    while (at != NULL && (*at == '{' || *at == '[')) {
        bool is_object = *at == '{';
        const char *inner = spaces(at + 1);

        if (reader->n_frames + reader->n_open >= JSON_MAX_DEPTH)
            return fail_depth(reader, at);
        if (*inner == (is_object ? '}' : ']'))
            return inner + 1;

        at = inner;
        if (push(reader, is_object ? (uint32_t)reader->n_keys : OPEN_ARRAY))
            at = skip_name(reader, inner);
    }
    return at == NULL ? NULL : skip_scalar(reader, at);
}

static const char *close_object(struct reader *reader, const char *at, size_t first)
{
    size_t n = reader->n_keys - first;

    if (*at != '}')
        return fail(reader, at, "expected a comma or }");
    if (n > 1 && !all_differ(reader->keys + first, n, &reader->twice))
        return fail(reader, at, "appears twice in one object");
    reader->n_keys = first;
    return at + 1;
}

/* Pass what follows a value: closing brackets, then a comma and the next name.  Returns
 * the start of the next value, or the byte after the outermost bracket. */
static inline const char *skip_up(struct reader *reader, const char *at)
{
    while (at != NULL && reader->n_open > 0) {
        uint32_t mark = reader->open[reader->n_open - 1];

        if (at == reader->source.end)
            return fail(reader, at, "");

        at = spaces(at);
        if (*at == ',') {
            at = spaces(at + 1);
            return mark == OPEN_ARRAY ? at : skip_name(reader, at);
        }
        if (mark != OPEN_ARRAY)
            at = close_object(reader, at, mark);
        else if (*at == ']')
            at++;
        else
            return fail(reader, at, "expected a comma or ]");
        reader->n_open--;
    }
    return at;
}

/* Check and pass an array or object; at: its opening bracket. */
static const char *skip(struct reader *reader, const char *at)
{
    do {
        at = skip_down(reader, at);
        at = at == NULL ? NULL : skip_up(reader, at);
    } while (at != NULL && reader->n_open > 0);
    return at;
}

static const char *skip_value(struct reader *reader, const char *at)
{
    if (*at == '{' || *at == '[')
        return skip(reader, at);
    return skip_scalar(reader, at);
}

static void more_nodes(struct reader *reader)
{
    reader->next_node =
        arena_alloc(reader->nodes, reader->node_chunk * sizeof(struct json));
    reader->end_nodes = reader->next_node + reader->node_chunk;
    reader->n_nodes += reader->node_chunk;
    if (reader->node_chunk < MAX_NEW_NODES)
        reader->node_chunk *= 2;
}

static inline struct json *new_node(struct reader *reader)
{
    if (reader->next_node == reader->end_nodes)
        more_nodes(reader);
    *reader->next_node = (struct json){.field = JSON_NO_FIELD};
    return reader->next_node++;
}

static const char *read_raw(struct reader *reader, const char *at, struct json *node)
{
    const char *behind = skip(reader, at);

    node->is_raw = true;
    node->text_len = behind == NULL ? 0 : (uint32_t)(behind - at);
    return behind;
}

static const char *open_container(struct reader *reader, const char *at,
                                  struct json *node, const struct json_shape *shape)
{
    node->type = *at == '{' ? VALUE_OBJECT : VALUE_ARRAY;
    node->text_ptr = at;
    if (shape == NULL)
        return read_raw(reader, at, node);

    if (reader->n_frames == JSON_MAX_DEPTH)
        return fail_depth(reader, at);
    if (reader->n_frames == reader->cap_frames)
        reader->frames = arena_grow(reader->nodes, reader->frames, &reader->cap_frames,
                                    sizeof reader->frames[0]);
    reader->frames[reader->n_frames++] = (struct frame){
        .container = node,
        .link = &node->first,
        .shape = shape,
        .first_key = reader->n_keys,
    };
    return at + 1;
}

static const char *read_plain(struct reader *reader, const char *at, struct json *node)
{
    enum value_type type = VALUE_NUMBER;
    const char *behind = NULL;

    if (*at == '-' || byte_is_digit(*at))
        behind = pass_number(reader, at);
    else
        behind = pass_word(reader, at, &type);
    if (behind == NULL)
        return NULL;

    node->type = (uint8_t)type;
    node->text_ptr = at;
    node->text_len = (uint32_t)(behind - at);
    return behind;
}

static inline const char *read_value(struct reader *reader, const char *at,
                                     struct json *node, const struct json_shape *shape)
{
    if (*at == '"') {
        at = take_string(reader, at + 1, &node->text_ptr, &node->text_len);
        /* After a problem, the caller may still use what was read: it finds a null. */
        node->type = at == NULL ? VALUE_NULL : VALUE_STRING;
        return at;
    }
    if (*at == '{' || *at == '[')
        return open_container(reader, at, node, shape);
    return read_plain(reader, at, node);
}

/* Not inlined: only the copy in read_member() matters for speed. */
static const char *read_element(struct reader *reader, const char *at, struct json *node,
                                const struct json_shape *shape)
{
    return read_value(reader, at, node, shape);
}

static bool fail_twice(struct reader *reader, const char *at, struct str key)
{
    reader->twice = key;
    (void)fail(reader, at, "appears twice in one object");
    return false;
}

static bool is_named(const struct json_field *field, struct key key)
{
    return field->key.len == key.len && bytes_equal(field->key.ptr, key.ptr, key.len);
}

static uint32_t find_field(const struct json_shape *shape, struct key key)
{
    for (uint32_t i = 0; i < shape->n_fields; i++)
        if (is_named(&shape->fields[i], key))
            return i;
    return JSON_NO_FIELD;
}

/* True if the member's name is the field after the one found last, followed by a quote
 * and a colon.  name: the first byte of the name. */
static inline bool is_expected(const struct reader *reader, const struct frame *frame,
                               const char *name)
{
    const struct json_shape *shape = frame->shape;

    if (frame->next_field >= shape->n_fields)
        return false;

    const struct str key = shape->fields[frame->next_field].key;

    return (size_t)(reader->source.end - name) > key.len + 1 && name[key.len] == '"' &&
           name[key.len + 1] == ':' && bytes_equal(name, key.ptr, key.len);
}

/* Read a member's name and find its field of the shape. */
static inline const char *read_name(struct reader *reader, const struct frame *frame,
                                    const char *at, struct key *ret_key,
                                    uint32_t *ret_field)
{
    if (is_expected(reader, frame, at)) {
        *ret_field = frame->next_field;
        ret_key->ptr = at;
        ret_key->len = (uint32_t)frame->shape->fields[frame->next_field].key.len;
        return spaces(at + ret_key->len + 2);
    }
    at = take_name(reader, at, &ret_key->ptr, &ret_key->len);
    if (at != NULL)
        *ret_field = find_field(frame->shape, *ret_key);
    return at;
}

static struct key key_of(const struct json *member)
{
    return (struct key){member->key_ptr, member->key_len};
}

/* Returns false with a problem if two nodes that are not a field have the same name. */
static bool members_differ(struct reader *reader, const struct frame *frame,
                           const char *at)
{
    const struct json *object = frame->container;
    struct key *keys = NULL;
    struct str twice = STR_NONE;
    size_t n = 0;

    if (reader->keeps_duplicates)
        return true;
    keys = arena_alloc(reader->nodes, frame->n_unnamed * sizeof keys[0]);
    for (const struct json *member = object->first; member != NULL; member = member->next)
        if (member->field == JSON_NO_FIELD)
            keys[n++] = key_of(member);
    return all_differ(keys, n, &twice) || fail_twice(reader, at, twice);
}

/* The same for members without nodes.  Their names are removed from `keys`. */
static inline bool keys_differ(struct reader *reader, const struct frame *frame,
                               const char *at)
{
    const size_t n = reader->n_keys - frame->first_key;
    struct str twice = STR_NONE;

    reader->n_keys = frame->first_key;
    return n < 2 || all_differ(reader->keys + frame->first_key, n, &twice) ||
           fail_twice(reader, at, twice);
}

static inline const char *close_container(struct reader *reader,
                                          const struct frame *frame, const char *at)
{
    if (!keys_differ(reader, frame, at) ||
        (frame->n_unnamed > 1 && !members_differ(reader, frame, at)))
        return NULL;

    frame->container->text_len = (uint32_t)(at + 1 - frame->container->text_ptr);
    reader->n_frames--;
    return at + 1;
}

static inline struct json *hook_node(struct reader *reader, struct frame *frame)
{
    struct json *node = new_node(reader);

    *frame->link = node;
    frame->link = &node->next;
    frame->container->n++;
    return node;
}

/* Check a member that gets no node, and keep its name until the object ends. */
static inline const char *pass_member(struct reader *reader, const char *at,
                                      struct key key)
{
    if (reader->n_keys == reader->cap_keys && !more_keys(reader, at))
        return NULL;
    reader->keys[reader->n_keys++] = key;
    /* take_string() reports the exact place of a problem in the string. */
    if (*at == '"')
        return take_string(reader, at + 1, &key.ptr, &key.len);
    return skip_value(reader, at);
}

static inline bool is_opener(char byte)
{
    return byte == '{' || byte == '[';
}

static inline const char *read_member(struct reader *reader, struct frame *frame,
                                      const char *at, struct key key, uint32_t field)
{
    const struct json_shape *shape = frame->shape->each;
    struct json *node = NULL;

    if (field == JSON_NO_FIELD) {
        frame->n_unnamed++;
    } else {
        const uint64_t bit = UINT64_C(1) << field;

        if ((frame->seen & bit) != 0 &&
            !fail_twice(reader, at, (struct str){key.ptr, key.len}))
            return NULL;
        frame->seen |= bit;
        frame->next_field = field + 1;
        shape = frame->shape->fields[field].shape;
        if (shape == &json_chosen)
            shape = is_opener(*at) ? reader->choose(frame->container, reader->chosen_by)
                                   : NULL;
    }
    node = hook_node(reader, frame);
    node->key_ptr = key.ptr;
    node->key_len = key.len;
    node->field = (uint8_t)field;
    return read_value(reader, at, node, shape);
}

/* Find the next member or element.  Returns NULL after a problem, or if the container has
 * closed; then *at is the byte after it.  *at: after its opening bracket or a value. */
static const char *find_next(struct reader *reader, struct frame *frame, const char **at)
{
    const char closer = json_value_type(frame->container) == VALUE_OBJECT ? '}' : ']';
    const char *here = *at;

    *at = NULL;
    if (here == reader->source.end)
        return fail(reader, here, "");
    here = spaces(here);
    if (*here == closer) {
        *at = close_container(reader, frame, here);
        return NULL;
    }
    if (reader->next_node == reader->end_nodes && reader->n_nodes >= reader->max_nodes)
        return fail_nodes(reader, here);
    if (!frame->begun) {
        frame->begun = true;
        return here;
    }
    if (*here != ',')
        return fail(reader, here, "expected a comma or a closing bracket");
    return spaces(here + 1);
}

/* The fast path without white space: the opening quote of the object's next name, which
 * is the first one or follows a comma.  NULL if find_next() is needed. */
static inline const char *usual_name(const struct reader *reader, struct frame *frame,
                                     const char *at)
{
    if (at == reader->source.end || reader->next_node == reader->end_nodes)
        return NULL;
    if (frame->begun)
        return at[0] == ',' && at[1] == '"' ? at + 1 : NULL;
    frame->begun = at[0] == '"';
    return frame->begun ? at : NULL;
}

/* Read members of the innermost object, until it closes or a member opens a container. */
static const char *read_object(struct reader *reader, const char *at)
{
    const size_t n_frames = reader->n_frames;
    struct frame *frame = &reader->frames[n_frames - 1];
    const bool passes = frame->shape->n_fields > 0 && frame->shape->each == NULL;

    do {
        const char *name = usual_name(reader, frame, at);
        struct key key = {0};
        uint32_t field = 0;

        if (name == NULL && at != reader->source.end && *at == '}')
            return close_container(reader, frame, at);
        if (name == NULL)
            name = find_next(reader, frame, &at);
        name = name == NULL ? NULL : open_name(reader, name);
        if (name == NULL)
            return at;
        at = read_name(reader, frame, name, &key, &field);
        if (at == NULL)
            return NULL;
        if (passes && field == JSON_NO_FIELD)
            at = pass_member(reader, at, key);
        else
            at = read_member(reader, frame, at, key, field);
    } while (at != NULL && reader->n_frames == n_frames);
    return at;
}

/* The same for elements of an array. */
static const char *read_array(struct reader *reader, const char *at)
{
    const size_t n_frames = reader->n_frames;
    struct frame *frame = &reader->frames[n_frames - 1];

    do {
        const char *element = find_next(reader, frame, &at);

        if (element == NULL)
            return at;
        at = read_element(reader, element, hook_node(reader, frame), frame->shape->each);
    } while (at != NULL && reader->n_frames == n_frames);
    return at;
}

static const char *read_nodes(struct reader *reader, const char *at,
                              const struct json_shape *shape, struct json **ret)
{
    *ret = new_node(reader);
    at = read_element(reader, at, *ret, shape);
    while (at != NULL && reader->n_frames > 0) {
        if (json_value_type(reader->frames[reader->n_frames - 1].container) ==
            VALUE_OBJECT)
            at = read_object(reader, at);
        else
            at = read_array(reader, at);
    }
    return at;
}

static const char incomplete[] = "the document ends before it is complete";

/* Set *err to the problem.  Lines and columns (in bytes) count from 1. */
static bool report(const struct reader *reader, struct str bytes, size_t offset,
                   struct err *err)
{
    const enum err_code code =
        reader->fault == JSON_FAULT_SYNTAX ? ERR_SYNTAX : ERR_LIMIT;
    size_t line = 1;
    size_t line_begin = 0;

    for (size_t i = 0; i < offset; i++) {
        if (bytes.ptr[i] == '\n') {
            line++;
            line_begin = i + 1;
        }
    }
    if (reader->twice.ptr == NULL) {
        err_set(err, code, "%s", reader->source.problem);
    } else {
        AUTO(buf_clear) struct buf key = {0};

        buf_init(&key, NULL, KEY_MAX_BYTES);
        text_add_quoted(&key, reader->twice);
        err_set(err, code, "the name %s %s", buf_text(&key), reader->source.problem);
    }
    return err_prefix(err, "line %zu, column %zu", line, offset - line_begin + 1);
}

/* The first byte from `at` that is not white space, or `end`. */
static const char *bounded_spaces(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

/* Only white space may follow the document. */
static bool check_tail(struct reader *reader, struct str bytes, const char *at)
{
    const char *end = bytes.ptr + bytes.len;

    at = bounded_spaces(at, end);
    if (at < end)
        (void)fail(reader, at, "the document has ended, nothing may follow");
    return at == end;
}

/* The byte after the last closing bracket: the source ends there. */
static const char *bracket_end(struct str bytes)
{
    size_t n = bytes.len;

    while (n > 0 && bytes.ptr[n - 1] != '}' && bytes.ptr[n - 1] != ']')
        n--;
    return bytes.ptr + n;
}

/* A copy followed by a bracket, for texts that do not end in one. */
static char *copy_with_bracket(struct arena *arena, struct str bytes)
{
    char *copy = arena_alloc(arena, bytes.len + 1);

    if (bytes.len > 0)
        memcpy(copy, bytes.ptr, bytes.len);
    copy[bytes.len] = ']';
    return copy;
}

static void reader_init(struct reader *reader, struct arena *arena, struct arena *nodes)
{
    *reader = (struct reader){
        .source = {.arena = arena},
        .nodes = nodes,
        .node_chunk = FIRST_NODES,
        .max_nodes = JSON_MAX_NODES,
    };
}

/* Read a document.  The caller has set source.end.  at: the first byte that is not white
 * space. */
static bool read_bytes(struct reader *reader, struct str bytes, const char *at,
                       const struct json_shape *shape, struct json **ret, struct err *err)
{
    const char *problem_at = NULL;

    reader->source.begin = bytes.ptr;
    at = read_nodes(reader, at, shape, ret);
    if (at != NULL && check_tail(reader, bytes, at))
        return true;

    problem_at = reader->source.problem_at;
    if (problem_at >= reader->source.end && reader->source.problem[0] == '\0') {
        reader->source.problem = incomplete;
        problem_at = bytes.ptr + bytes.len;
    }
    return report(reader, bytes, (size_t)(problem_at - bytes.ptr), err);
}

/* Read a document that consists of one scalar. */
static bool read_scalar(struct reader *reader, struct str bytes, size_t begin,
                        struct json **ret, struct err *err)
{
    const struct str copy = {copy_with_bracket(reader->source.arena, bytes), bytes.len};

    reader->source.end = copy.ptr + copy.len + 1;
    return read_bytes(reader, copy, copy.ptr + begin, NULL, ret, err);
}

bool json_read(struct arena *arena, struct str bytes, const struct json_shape *shape,
               struct json **ret, struct err *err)
{
    const struct json_options options = {.texts = arena, .nodes = arena};

    return json_read_with(&options, bytes, shape, ret, err);
}

bool json_read_with(const struct json_options *options, struct str bytes,
                    const struct json_shape *shape, struct json **ret, struct err *err)
{
    struct reader reader;
    const char *at = NULL;

    *ret = NULL;
    if (bytes.len > JSON_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "%zu bytes are too many, the limit is %zu",
                       bytes.len, JSON_MAX_BYTES);

    at = bytes.len == 0 ? NULL : bounded_spaces(bytes.ptr, bytes.ptr + bytes.len);
    if (at == NULL || at == bytes.ptr + bytes.len)
        return err_set(err, ERR_SYNTAX, "the document is empty");

    reader_init(&reader, options->texts, options->nodes);
    reader.choose = options->choose;
    reader.chosen_by = options->by;
    if (*at != '{' && *at != '[')
        return read_scalar(&reader, bytes, (size_t)(at - bytes.ptr), ret, err);

    reader.source.end = bracket_end(bytes);
    if (reader.source.end <= at) {
        reader.source.problem = incomplete;
        return report(&reader, bytes, bytes.len, err);
    }
    return read_bytes(&reader, bytes, at, shape, ret, err);
}

void json_stream_init(struct json_stream *stream, struct arena *arena, struct str bytes)
{
    assert(bytes.len <= JSON_MAX_BYTES);
    *stream = (struct json_stream){
        .arena = arena,
        .text = {copy_with_bracket(arena, bytes), bytes.len},
        .max_nodes = JSON_STREAM_MAX_NODES,
    };
}

/* Record a problem in the stream.  at: where reading ended, or NULL after a problem. */
static bool stream_fail(struct json_stream *stream, const struct reader *reader,
                        const char *at)
{
    const char *end = stream->text.ptr + stream->text.len;

    if (at == NULL)
        at = reader->source.problem_at;
    stream->fault = reader->fault;
    stream->problem = at >= end ? incomplete : reader->source.problem;
    stream->at = at >= end ? stream->text.len : (size_t)(at - stream->text.ptr);
    return false;
}

bool json_stream_next(struct json_stream *stream, struct arena *nodes, struct json **ret)
{
    const char *end = stream->text.ptr + stream->text.len;
    const char *at = pass_spaces(stream->text.ptr + stream->at);
    struct reader reader;

    if (at == end || stream->problem != NULL)
        return false;

    reader_init(&reader, stream->arena, nodes);
    reader.source.begin = stream->text.ptr;
    reader.source.end = end + 1;
    reader.source.decoded = stream->decoded;
    reader.max_nodes = stream->max_nodes;
    reader.keeps_duplicates = true;
    at = read_nodes(&reader, at, &json_whole, ret);
    stream->decoded = reader.source.decoded;
    /* A value must not use the bracket that was added after the text. */
    if (at == NULL || at > end)
        return stream_fail(stream, &reader, at);

    stream->at = (size_t)(at - stream->text.ptr);
    return true;
}

size_t json_stream_offset(const struct json_stream *stream, const char *text)
{
    const uintptr_t in_text = (uintptr_t)text - (uintptr_t)stream->text.ptr;

    return in_text <= stream->text.len ? in_text
                                       : (uintptr_t)text - (uintptr_t)stream->decoded;
}
