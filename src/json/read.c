/* json_read: where a document begins and ends, and what is said of a wrong one. */
#include "base/text.h"
#include "json/reader.h"

#define FIRST_FRAMES  24
#define FIRST_OPEN    48
#define FIRST_KEYS    64
#define FIRST_NODES   96
#define KEY_MAX_BYTES 1024

const struct json_shape json_whole = {NULL, 0, &json_whole};

void *json_grow(struct arena *arena, const void *old, size_t *cap, size_t size)
{
    return arena_grow(arena, old, cap, size);
}

bool json_more_keys(struct json_reader *reader, const char *at)
{
    if (reader->n_keys >= JSON_MAX_NODES) {
        (void)json_fail_nodes(reader, at);
        return false;
    }
    reader->keys =
        json_grow(reader->nodes, reader->keys, &reader->cap_keys, sizeof reader->keys[0]);
    return true;
}

/* Line and column (of bytes) count from 1. */
static bool report(const struct json_reader *reader, struct str bytes, size_t offset,
                   struct err *err)
{
    size_t line = 1;
    size_t line_begin = 0;

    for (size_t i = 0; i < offset; i++) {
        if (bytes.ptr[i] == '\n') {
            line++;
            line_begin = i + 1;
        }
    }
    if (reader->problem_key.ptr == NULL) {
        err_set(err, reader->problem_code, "%s", reader->problem);
    } else {
        AUTO(buf_clear) struct buf key = {0};

        buf_init(&key, NULL, KEY_MAX_BYTES);
        text_add_quoted(&key, reader->problem_key);
        err_set(err, reader->problem_code, "the name %s %s", buf_text(&key),
                reader->problem);
    }
    return err_prefix(err, "line %zu, column %zu", line, offset - line_begin + 1);
}

/* What follows the last closing bracket: behind a whole document only white space may. */
static bool check_tail(struct json_reader *reader, struct str bytes, const char *at)
{
    const char *end = bytes.ptr + bytes.len;

    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    if (at < end)
        (void)json_fail(reader, at, "the document has ended, nothing may follow");
    return at == end;
}

/* The part of bytes that ends in the last closing bracket; it is what is read. */
static const char *bracket_end(struct str bytes)
{
    size_t n = bytes.len;

    while (n > 0 && bytes.ptr[n - 1] != '}' && bytes.ptr[n - 1] != ']')
        n--;
    return bytes.ptr + n;
}

static bool read_bytes(struct json_reader *reader, struct str bytes, const char *at,
                       const struct json_shape *shape, struct json **ret, struct err *err)
{
    const char *end = bytes.ptr + bytes.len;
    const char *problem_at = NULL;

    at = json_read_nodes(reader, at, shape, ret);
    if (at != NULL && check_tail(reader, bytes, at))
        return true;

    problem_at = reader->problem_at;
    if (problem_at >= reader->end && reader->problem[0] == '\0') {
        reader->problem = "the document ends before it is complete";
        problem_at = end;
    }
    return report(reader, bytes, (size_t)(problem_at - bytes.ptr), err);
}

/* A lone scalar, which has no bracket to end in, is read from a copy that has. */
static bool read_scalar(struct json_reader *reader, struct str bytes, size_t begin,
                        struct json **ret, struct err *err)
{
    char *copy = arena_alloc(reader->arena, bytes.len + 1);
    struct str text = {copy, bytes.len};

    memcpy(copy, bytes.ptr, bytes.len);
    copy[bytes.len] = ']';
    reader->end = copy + bytes.len + 1;
    return read_bytes(reader, text, copy + begin, NULL, ret, err);
}

bool json_read(struct arena *arena, struct str bytes, const struct json_shape *shape,
               struct json **ret, struct err *err)
{
    return json_read_apart(arena, arena, bytes, shape, ret, err);
}

bool json_read_apart(struct arena *arena, struct arena *nodes, struct str bytes,
                     const struct json_shape *shape, struct json **ret, struct err *err)
{
    struct json_frame frames[FIRST_FRAMES];
    uint32_t open[FIRST_OPEN];
    struct json_key keys[FIRST_KEYS];
    struct json_reader reader = {
        .arena = arena,
        .nodes = nodes,
        .frames = frames,
        .cap_frames = FIRST_FRAMES,
        .open = open,
        .cap_open = FIRST_OPEN,
        .keys = keys,
        .cap_keys = FIRST_KEYS,
        .node_chunk = FIRST_NODES,
    };
    size_t begin = 0;

    *ret = NULL;
    if (bytes.len > JSON_MAX_BYTES)
        return err_set(err, ERR_LIMIT, "%zu bytes are too many, the limit is %zu",
                       bytes.len, JSON_MAX_BYTES);

    while (begin < bytes.len && (bytes.ptr[begin] == ' ' || bytes.ptr[begin] == '\n' ||
                                 bytes.ptr[begin] == '\r' || bytes.ptr[begin] == '\t'))
        begin++;
    if (begin == bytes.len)
        return err_set(err, ERR_SYNTAX, "the document is empty");

    if (bytes.ptr[begin] != '{' && bytes.ptr[begin] != '[')
        return read_scalar(&reader, bytes, begin, ret, err);

    reader.end = bracket_end(bytes);
    if (reader.end <= bytes.ptr + begin) {
        reader.problem = "the document ends before it is complete";
        reader.problem_code = ERR_SYNTAX;
        return report(&reader, bytes, bytes.len, err);
    }
    return read_bytes(&reader, bytes, bytes.ptr + begin, shape, ret, err);
}
