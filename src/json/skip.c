/* json_skip: arrays and objects that nobody reads are checked as strictly as all others,
 * duplicate names included, but leave no nodes. */
#include "json/scan.h"

/* at: the first name of an object, or the next one. */
static inline const char *skip_name(struct json_reader *reader, const char *at)
{
    struct json_key *key = NULL;

    if (reader->n_keys == reader->cap_keys && !json_more_keys(reader, at))
        return NULL;
    at = json_open_name(reader, at);
    if (at == NULL)
        return NULL;
    key = &reader->keys[reader->n_keys++];
    return json_take_name(reader, at, &key->ptr, &key->len);
}

static inline const char *skip_scalar(struct json_reader *reader, const char *at)
{
    if (*at == '"') {
        const char *stop = plain_end(at + 1, reader->end);

        if (stop < reader->end && *stop == '"')
            return stop + 1;
        return json_pass_string(reader, stop);
    }
    if (*at == '-' || (*at >= '0' && *at <= '9'))
        return json_pass_number(reader, at);
    return json_pass_word(reader, at);
}

static inline bool push(struct json_reader *reader, uint32_t mark)
{
    if (reader->n_open == reader->cap_open)
        reader->open = json_grow(reader->nodes, reader->open, &reader->cap_open,
                                 sizeof reader->open[0]);
    reader->open[reader->n_open++] = mark;
    return mark != JSON_OPEN_ARRAY;
}

/*
 * Pass brackets that open, and the names behind them, up to the first scalar, which is
 * passed too, or the first bracket that closes at once.
 */
static inline const char *skip_down(struct json_reader *reader, const char *at)
{
    while (at != NULL && (*at == '{' || *at == '[')) {
        bool is_object = *at == '{';
        const char *inner = json_spaces(at + 1);

        if (reader->n_frames + reader->n_open >= JSON_MAX_DEPTH)
            return json_fail_limit(reader, at);
        if (*inner == (is_object ? '}' : ']'))
            return inner + 1;

        at = inner;
        if (push(reader, is_object ? (uint32_t)reader->n_keys : JSON_OPEN_ARRAY))
            at = skip_name(reader, inner);
    }
    return at == NULL ? NULL : skip_scalar(reader, at);
}

static const char *close_object(struct json_reader *reader, const char *at, size_t first)
{
    size_t n = reader->n_keys - first;

    if (*at != '}')
        return json_fail(reader, at, "a comma or } must stand here");
    if (n > 1 && !json_keys_differ(reader->keys + first, n, &reader->problem_key))
        return json_fail(reader, at, "stands twice in one object");
    reader->n_keys = first;
    return at + 1;
}

/* Behind a value: brackets that close, then a comma and the next name.  Returns where the
 * next value begins, or what follows the outermost bracket. */
static inline const char *skip_up(struct json_reader *reader, const char *at)
{
    while (at != NULL && reader->n_open > 0) {
        uint32_t mark = reader->open[reader->n_open - 1];

        if (at == reader->end)
            return json_fail(reader, at, "");

        at = json_spaces(at);
        if (*at == ',') {
            at = json_spaces(at + 1);
            return mark == JSON_OPEN_ARRAY ? at : skip_name(reader, at);
        }
        if (mark != JSON_OPEN_ARRAY)
            at = close_object(reader, at, mark);
        else if (*at == ']')
            at++;
        else
            return json_fail(reader, at, "a comma or ] must stand here");
        reader->n_open--;
    }
    return at;
}

/* at: an opening bracket. */
const char *json_skip(struct json_reader *reader, const char *at)
{
    do {
        at = skip_down(reader, at);
        at = at == NULL ? NULL : skip_up(reader, at);
    } while (at != NULL && reader->n_open > 0);
    return at;
}

const char *json_skip_value(struct json_reader *reader, const char *at)
{
    if (*at == '{' || *at == '[')
        return json_skip(reader, at);
    return skip_scalar(reader, at);
}
