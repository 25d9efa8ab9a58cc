/* changes: see probe.h. */
#include "cmd/probe/probe.h"

#include "base/text.h"
#include "json/json.h"

#define VALUE_CHARS_MAX 500
#define TOKENS_MAX      64 /* of one path */

struct changes {
    struct buf *out;
    struct arena arena;
    const struct json *object; /* before */
};

static void changes_clear(struct changes *changes)
{
    arena_clear(&changes->arena);
}
DEFINE_AUTO_CLEAR(changes_clear, struct changes);

/* A path of a patch, taken apart: RFC 6901. */
struct pointer {
    struct str tokens[TOKENS_MAX];
    size_t n;
};

static struct str unescape(struct arena *arena, struct str token)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] == '~' && i + 1 < token.len) {
            i++;
            buf_add_byte(&buf, token.ptr[i] == '1' ? '/' : '~');
        } else {
            buf_add_byte(&buf, token.ptr[i]);
        }
    }
    return buf_str(&buf);
}

static void pointer_parse(struct arena *arena, struct str path, struct pointer *ret)
{
    struct str token;
    bool done = false;

    ret->n = 0;
    if (path.len == 0)
        return;
    path = str_skip(path, 1);
    while (ret->n < TOKENS_MAX && str_next_item(&path, '/', &done, &token))
        ret->tokens[ret->n++] = unescape(arena, token);
}

static const struct json *element(const struct json *array, struct str index)
{
    const struct json *node = array->first;
    uint64_t at;

    if (!str_to_u64(index, UINT32_MAX, &at))
        return NULL;
    for (; node != NULL && at > 0; at--)
        node = node->next;
    return node;
}

static const struct json *find(const struct json *node, const struct pointer *pointer)
{
    for (size_t i = 0; i < pointer->n && node != NULL; i++) {
        if (json_value_type(node) == VALUE_ARRAY)
            node = element(node, pointer->tokens[i]);
        else
            node = json_member(node, pointer->tokens[i]);
    }
    return node;
}

/* As Kubernetes writes places: keys of maps of users in brackets. */
static void add_path(struct buf *out, const struct pointer *pointer)
{
    for (size_t i = 0; i < pointer->n; i++) {
        struct str token = pointer->tokens[i];
        uint64_t index;
        bool in_map = i == 2 && str_equal(pointer->tokens[0], STR("metadata"));

        if (in_map || str_to_u64(token, UINT32_MAX, &index)) {
            buf_add_byte(out, '[');
            text_add_escaped(out, token, VALUE_CHARS_MAX);
            buf_add_byte(out, ']');
        } else {
            buf_add_text(out, i == 0 ? "" : ".");
            text_add_escaped(out, token, VALUE_CHARS_MAX);
        }
    }
}

static void add_value(struct changes *changes, const struct json *value)
{
    struct buf text;

    if (json_value_type(value) == VALUE_STRING) {
        text_add_escaped(changes->out, json_text(value), VALUE_CHARS_MAX);
        return;
    }
    buf_init(&text, &changes->arena, BUF_MAX_BYTES);
    json_write(&text, value, &changes->arena);
    text_add_escaped(changes->out, buf_str(&text), VALUE_CHARS_MAX);
}

/* value NULL: it goes. */
static void add_line(struct changes *changes, const struct pointer *pointer,
                     const struct json *value)
{
    bool was_there = find(changes->object, pointer) != NULL;
    char sign = value == NULL ? '-' : '+';

    if (value != NULL && was_there)
        sign = '~';
    buf_addf(changes->out, "  %c ", sign);
    add_path(changes->out, pointer);
    if (value != NULL) {
        buf_add_text(changes->out, ": ");
        add_value(changes, value);
    }
    buf_add_byte(changes->out, '\n');
}

/* A whole map that is added is shown key by key. */
static void add_operation(struct changes *changes, const struct json *operation)
{
    const struct json *path = json_member(operation, STR("path"));
    const struct json *value = json_member(operation, STR("value"));
    struct pointer pointer;

    if (path == NULL || json_value_type(path) != VALUE_STRING)
        return;
    pointer_parse(&changes->arena, json_text(path), &pointer);
    if (value == NULL || json_value_type(value) != VALUE_OBJECT || value->n == 0 ||
        pointer.n == TOKENS_MAX) {
        add_line(changes, &pointer, value);
        return;
    }
    pointer.n++;
    for (const struct json *member = value->first; member != NULL;
         member = member->next) {
        pointer.tokens[pointer.n - 1] = json_key(member);
        add_line(changes, &pointer, member);
    }
}

void probe_add_changes(struct buf *out, struct str object, struct str patch)
{
    AUTO(changes_clear) struct changes changes = {.out = out};
    struct json *before = NULL;
    struct json *operations = NULL;
    struct err ignored;

    if (!json_read(&changes.arena, object, &json_whole, &before, &ignored) ||
        !json_read(&changes.arena, patch, &json_whole, &operations, &ignored))
        return;
    changes.object = before;
    for (const struct json *at = operations->first; at != NULL; at = at->next)
        add_operation(&changes, at);
}
