/* json_read: the way through a document, and the nodes. */
#include "base/text.h"
#include "wire/json_scan.h"

#define FIRST_FRAMES  24
#define FIRST_OPEN    48
#define FIRST_KEYS    64
#define FIRST_NODES   96
#define MAX_NEW_NODES 8192
#define FEW_MEMBERS   24 /* up to here each name is compared with each */
#define KEY_MAX_BYTES 1024

const struct json_shape json_whole = {NULL, 0, &json_whole};

void *json_grow(struct arena *arena, const void *old, size_t *cap, size_t size)
{
    void *grown = arena_alloc(arena, *cap * 2 * size);

    memcpy(grown, old, *cap * size);
    *cap *= 2;
    return grown;
}

static void more_nodes(struct json_reader *reader)
{
    reader->next_node =
        arena_alloc(reader->arena, reader->node_chunk * sizeof(struct json));
    reader->end_nodes = reader->next_node + reader->node_chunk;
    reader->n_nodes += reader->node_chunk;
    if (reader->node_chunk < MAX_NEW_NODES)
        reader->node_chunk *= 2;
}

static inline struct json *new_node(struct json_reader *reader)
{
    struct json *node = NULL;

    if (reader->next_node == reader->end_nodes)
        more_nodes(reader);
    node = reader->next_node++;
    *node = (struct json){.field = JSON_NO_FIELD};
    return node;
}

static const char *read_raw(struct json_reader *reader, const char *at, struct json *node)
{
    const char *behind = json_skip(reader, at);

    node->is_raw = true;
    node->text_len = behind == NULL ? 0 : (uint32_t)(behind - at);
    return behind;
}

static const char *open_container(struct json_reader *reader, const char *at,
                                  struct json *node, const struct json_shape *shape)
{
    node->type = *at == '{' ? VALUE_OBJECT : VALUE_ARRAY;
    node->text_ptr = at;
    if (shape == NULL)
        return read_raw(reader, at, node);

    if (reader->n_frames == JSON_MAX_DEPTH)
        return json_fail_limit(reader, at);
    if (reader->n_frames == reader->cap_frames)
        reader->frames = json_grow(reader->arena, reader->frames, &reader->cap_frames,
                                   sizeof reader->frames[0]);
    reader->frames[reader->n_frames++] = (struct json_frame){
        .container = node,
        .link = &node->first,
        .shape = shape,
        .closer = *at == '{' ? '}' : ']',
    };
    return at + 1;
}

static const char *read_plain(struct json_reader *reader, const char *at,
                              struct json *node)
{
    const char *behind = NULL;

    reader->word = VALUE_NUMBER;
    if (*at == '-' || (*at >= '0' && *at <= '9'))
        behind = json_pass_number(reader, at);
    else
        behind = json_pass_word(reader, at);
    if (behind == NULL)
        return NULL;

    node->type = (uint8_t)reader->word;
    node->text_ptr = at;
    node->text_len = (uint32_t)(behind - at);
    return behind;
}

static inline const char *read_value(struct json_reader *reader, const char *at,
                                     struct json *node, const struct json_shape *shape)
{
    if (*at == '"') {
        at = json_take_string(reader, at + 1, &node->text_ptr, &node->text_len);
        /* A string that was refused leaves null to those who look at what was read. */
        node->type = at == NULL ? VALUE_NULL : VALUE_STRING;
        return at;
    }
    if (*at == '{' || *at == '[')
        return open_container(reader, at, node, shape);
    return read_plain(reader, at, node);
}

static bool fail_twice(struct json_reader *reader, const char *at, struct str key)
{
    reader->problem_key = key;
    (void)json_fail(reader, at, "stands twice in one object");
    return false;
}

static inline uint32_t find_field(const struct json_shape *shape, uint32_t from,
                                  uint32_t to, const struct json *node)
{
    for (uint32_t i = from; i < to; i++)
        if (shape->fields[i].key.len == node->key_len &&
            memcmp(shape->fields[i].key.ptr, node->key_ptr, node->key_len) == 0)
            return i;
    return JSON_NO_FIELD;
}

/*
 * Tell the node which field of the shape it is; looks first behind the one found last.
 * False: the field was there before.
 */
static inline bool name_field(struct json_reader *reader, struct json_frame *frame,
                              const char *at, struct json *node)
{
    const struct json_shape *shape = frame->shape;
    uint32_t i = find_field(shape, frame->next_field, shape->n_fields, node);

    if (i == JSON_NO_FIELD)
        i = find_field(shape, 0, frame->next_field, node);
    if (i == JSON_NO_FIELD) {
        frame->n_unnamed++;
        return true;
    }
    if ((frame->seen & UINT64_C(1) << i) != 0)
        return fail_twice(reader, at, json_key(node));

    frame->seen |= UINT64_C(1) << i;
    frame->next_field = i + 1;
    node->field = (uint8_t)i;
    return true;
}

/* Equal names of equal length: those that differ mostly do so in their last byte. */
static bool names_equal(const struct json *a, const struct json *b)
{
    return a->key_len == b->key_len &&
           (a->key_len == 0 ||
            (a->key_ptr[a->key_len - 1] == b->key_ptr[b->key_len - 1] &&
             memcmp(a->key_ptr, b->key_ptr, a->key_len) == 0));
}

static bool few_members_differ(struct json_reader *reader, const struct json *object,
                               const char *at)
{
    for (const struct json *a = object->first->next; a != NULL; a = a->next) {
        if (a->field != JSON_NO_FIELD)
            continue;
        for (const struct json *b = object->first; b != a; b = b->next)
            if (names_equal(a, b))
                return fail_twice(reader, at, json_key(a));
    }
    return true;
}

/* Of the members that are no field of the shape: is a name given twice? */
static bool members_differ(struct json_reader *reader, const struct json_frame *frame,
                           const char *at)
{
    const struct json *object = frame->container;
    struct json_key *keys = NULL;
    struct str twice = STR_NONE;
    size_t n = 0;

    if (frame->n_unnamed <= FEW_MEMBERS)
        return few_members_differ(reader, object, at);

    keys = arena_alloc(reader->arena, frame->n_unnamed * sizeof keys[0]);
    for (const struct json *member = object->first; member != NULL; member = member->next)
        if (member->field == JSON_NO_FIELD)
            keys[n++] = (struct json_key){member->key_ptr, member->key_len};
    return json_keys_differ(keys, n, &twice) || fail_twice(reader, at, twice);
}

static inline const char *close_container(struct json_reader *reader,
                                          const struct json_frame *frame, const char *at)
{
    if (frame->n_unnamed > 1 && !members_differ(reader, frame, at))
        return NULL;

    frame->container->text_len = (uint32_t)(at + 1 - frame->container->text_ptr);
    reader->n_frames--;
    return at + 1;
}

/* The next member's or element's value, and in *ret_shape what to make of it. */
static inline const char *begin_member(struct json_reader *reader,
                                       struct json_frame *frame, const char *at,
                                       struct json *node,
                                       const struct json_shape **ret_shape)
{
    *ret_shape = frame->shape->each;
    if (frame->container->n > 0) {
        if (*at != ',')
            return json_fail(reader, at, "a comma or a closing bracket must stand here");
        at = json_spaces(at + 1);
    }

    if (frame->closer == '}') {
        at = json_take_name(reader, at, &node->key_ptr, &node->key_len);
        if (at == NULL || !name_field(reader, frame, at, node))
            return NULL;
        if (node->field != JSON_NO_FIELD)
            *ret_shape = frame->shape->fields[node->field].shape;
    }
    *frame->link = node;
    frame->link = &node->next;
    frame->container->n++;
    return at;
}

/* Not inlined: the way through members holds the one copy that counts. */
static const char *read_root(struct json_reader *reader, const char *at,
                             struct json *node, const struct json_shape *shape)
{
    return read_value(reader, at, node, shape);
}

static const char *read_rest(struct json_reader *reader, const char *at)
{
    while (at != NULL && reader->n_frames > 0) {
        struct json_frame *frame = &reader->frames[reader->n_frames - 1];
        const struct json_shape *shape = NULL;
        struct json *node = NULL;

        if (at == reader->end)
            return json_fail(reader, at, "");
        at = json_spaces(at);
        if (*at == frame->closer) {
            at = close_container(reader, frame, at);
            continue;
        }

        if (reader->next_node == reader->end_nodes && reader->n_nodes >= JSON_MAX_NODES)
            return json_fail_nodes(reader, at);
        node = new_node(reader);
        at = begin_member(reader, frame, at, node, &shape);
        at = at == NULL ? NULL : read_value(reader, at, node, shape);
    }
    return at;
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

    *ret = new_node(reader);
    at = read_root(reader, at, *ret, shape);
    at = at == NULL ? NULL : read_rest(reader, at);
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
    struct json_frame frames[FIRST_FRAMES];
    uint32_t open[FIRST_OPEN];
    struct json_key keys[FIRST_KEYS];
    struct json_reader reader = {
        .arena = arena,
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
