/* json_nodes: arrays and objects that somebody reads are made into nodes. */
#include "json/scan.h"

#define MAX_NEW_NODES 8192
#define FEW_MEMBERS   24 /* up to here each name is compared with each */

static void more_nodes(struct json_reader *reader)
{
    reader->next_node =
        arena_alloc(reader->nodes, reader->node_chunk * sizeof(struct json));
    reader->end_nodes = reader->next_node + reader->node_chunk;
    reader->n_nodes += reader->node_chunk;
    if (reader->node_chunk < MAX_NEW_NODES)
        reader->node_chunk *= 2;
}

static inline struct json *new_node(struct json_reader *reader)
{
    if (reader->next_node == reader->end_nodes)
        more_nodes(reader);
    *reader->next_node = (struct json){.field = JSON_NO_FIELD};
    return reader->next_node++;
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
        reader->frames = json_grow(reader->nodes, reader->frames, &reader->cap_frames,
                                   sizeof reader->frames[0]);
    reader->frames[reader->n_frames++] = (struct json_frame){
        .container = node,
        .link = &node->first,
        .shape = shape,
        .first_key = reader->n_keys,
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

/* Not inlined: the way through members holds the copy that counts. */
static const char *read_element(struct json_reader *reader, const char *at,
                                struct json *node, const struct json_shape *shape)
{
    return read_value(reader, at, node, shape);
}

static bool fail_twice(struct json_reader *reader, const char *at, struct str key)
{
    reader->problem_key = key;
    (void)json_fail(reader, at, "stands twice in one object");
    return false;
}

static bool is_named(const struct json_field *field, struct json_key key)
{
    return field->key.len == key.len && bytes_equal(field->key.ptr, key.ptr, key.len);
}

static uint32_t find_field(const struct json_shape *shape, struct json_key key)
{
    for (uint32_t i = 0; i < shape->n_fields; i++)
        if (is_named(&shape->fields[i], key))
            return i;
    return JSON_NO_FIELD;
}

/* The field behind the one found last, with its quote and colon: writers keep an order.
 * name: the first byte of a member's name. */
static inline bool is_expected(const struct json_reader *reader,
                               const struct json_frame *frame, const char *name)
{
    const struct json_shape *shape = frame->shape;

    if (frame->next_field >= shape->n_fields)
        return false;

    const struct str key = shape->fields[frame->next_field].key;

    return (size_t)(reader->end - name) > key.len + 1 && name[key.len] == '"' &&
           name[key.len + 1] == ':' && bytes_equal(name, key.ptr, key.len);
}

/* A member's name to *ret_key, and which field of the shape it is. */
static inline const char *read_name(struct json_reader *reader,
                                    const struct json_frame *frame, const char *at,
                                    struct json_key *ret_key, uint32_t *ret_field)
{
    if (is_expected(reader, frame, at)) {
        *ret_field = frame->next_field;
        ret_key->ptr = at;
        ret_key->len = (uint32_t)frame->shape->fields[frame->next_field].key.len;
        return json_spaces(at + ret_key->len + 2);
    }
    at = json_take_name(reader, at, &ret_key->ptr, &ret_key->len);
    if (at != NULL)
        *ret_field = find_field(frame->shape, *ret_key);
    return at;
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

/* Of the nodes that are no field of the shape: is a name given twice? */
static bool members_differ(struct json_reader *reader, const struct json_frame *frame,
                           const char *at)
{
    const struct json *object = frame->container;
    struct json_key *keys = NULL;
    struct str twice = STR_NONE;
    size_t n = 0;

    if (frame->n_unnamed <= FEW_MEMBERS)
        return few_members_differ(reader, object, at);

    keys = arena_alloc(reader->nodes, frame->n_unnamed * sizeof keys[0]);
    for (const struct json *member = object->first; member != NULL; member = member->next)
        if (member->field == JSON_NO_FIELD)
            keys[n++] = (struct json_key){member->key_ptr, member->key_len};
    return json_keys_differ(keys, n, &twice) || fail_twice(reader, at, twice);
}

/* The same of the members without nodes, whose names are forgotten then. */
static inline bool keys_differ(struct json_reader *reader, const struct json_frame *frame,
                               const char *at)
{
    const size_t n = reader->n_keys - frame->first_key;
    struct str twice = STR_NONE;

    reader->n_keys = frame->first_key;
    return n < 2 || json_keys_differ(reader->keys + frame->first_key, n, &twice) ||
           fail_twice(reader, at, twice);
}

static inline const char *close_container(struct json_reader *reader,
                                          const struct json_frame *frame, const char *at)
{
    if (!keys_differ(reader, frame, at) ||
        (frame->n_unnamed > 1 && !members_differ(reader, frame, at)))
        return NULL;

    frame->container->text_len = (uint32_t)(at + 1 - frame->container->text_ptr);
    reader->n_frames--;
    return at + 1;
}

static inline struct json *hook_node(struct json_reader *reader, struct json_frame *frame)
{
    struct json *node = new_node(reader);

    *frame->link = node;
    frame->link = &node->next;
    frame->container->n++;
    return node;
}

/* Nobody looks at it: it is checked, and its name kept until the object ends. */
static inline const char *pass_member(struct json_reader *reader, const char *at,
                                      struct json_key key)
{
    if (reader->n_keys == reader->cap_keys && !json_more_keys(reader, at))
        return NULL;
    reader->keys[reader->n_keys++] = key;
    /* Here too a wrong string is told as exactly as one that is read. */
    if (*at == '"')
        return json_take_string(reader, at + 1, &key.ptr, &key.len);
    return json_skip_value(reader, at);
}

static inline const char *read_member(struct json_reader *reader,
                                      struct json_frame *frame, const char *at,
                                      struct json_key key, uint32_t field)
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
    }
    node = hook_node(reader, frame);
    node->key_ptr = key.ptr;
    node->key_len = key.len;
    node->field = (uint8_t)field;
    return read_value(reader, at, node, shape);
}

/* Where the next member or element begins; NULL: there is a problem, or the container
 * has closed.  at: where it opened, or what stands behind a value. */
static const char *find_next(struct json_reader *reader, struct json_frame *frame,
                             const char **at)
{
    const char closer = json_value_type(frame->container) == VALUE_OBJECT ? '}' : ']';
    const char *here = *at;

    *at = NULL;
    if (here == reader->end)
        return json_fail(reader, here, "");
    here = json_spaces(here);
    if (*here == closer) {
        *at = close_container(reader, frame, here);
        return NULL;
    }
    if (reader->next_node == reader->end_nodes && reader->n_nodes >= JSON_MAX_NODES)
        return json_fail_nodes(reader, here);
    if (!frame->begun) {
        frame->begun = true;
        return here;
    }
    if (*here != ',')
        return json_fail(reader, here, "a comma or a closing bracket must stand here");
    return json_spaces(here + 1);
}

/* The usual, without white space: the opening quote of the object's next name, which is
 * the first one or follows a comma; NULL: it takes a closer look. */
static inline const char *usual_name(const struct json_reader *reader,
                                     struct json_frame *frame, const char *at)
{
    if (at == reader->end || reader->next_node == reader->end_nodes)
        return NULL;
    if (frame->begun)
        return at[0] == ',' && at[1] == '"' ? at + 1 : NULL;
    frame->begun = at[0] == '"';
    return frame->begun ? at : NULL;
}

/* On with the object opened last, until it closes or another opens. */
static const char *read_object(struct json_reader *reader, const char *at)
{
    const size_t n_frames = reader->n_frames;
    struct json_frame *frame = &reader->frames[n_frames - 1];
    const bool passes = frame->shape->n_fields > 0 && frame->shape->each == NULL;

    do {
        const char *name = usual_name(reader, frame, at);
        struct json_key key = {0};
        uint32_t field = 0;

        if (name == NULL && at != reader->end && *at == '}')
            return close_container(reader, frame, at);
        if (name == NULL)
            name = find_next(reader, frame, &at);
        name = name == NULL ? NULL : json_open_name(reader, name);
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

/* The same with an array. */
static const char *read_array(struct json_reader *reader, const char *at)
{
    const size_t n_frames = reader->n_frames;
    struct json_frame *frame = &reader->frames[n_frames - 1];

    do {
        const char *element = find_next(reader, frame, &at);

        if (element == NULL)
            return at;
        at = read_element(reader, element, hook_node(reader, frame), frame->shape->each);
    } while (at != NULL && reader->n_frames == n_frames);
    return at;
}

const char *json_read_nodes(struct json_reader *reader, const char *at,
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
