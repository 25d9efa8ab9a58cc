/* json_skip: arrays and objects that nobody reads are checked as strictly as all others,
 * duplicate names included, but leave no nodes. */
#include "wire/json_reader.h"

static bool in_object(const struct json_reader *reader)
{
    return reader->open[reader->n_open - 1] != JSON_OPEN_ARRAY;
}

/* at: the opening bracket.  Returns what follows it. */
static const char *open_bracket(struct json_reader *reader, const char *at)
{
    if (reader->n_frames + reader->n_open >= JSON_MAX_DEPTH)
        return json_fail_limit(reader, at);
    if (reader->n_open == reader->cap_open)
        reader->open = json_grow(reader->arena, reader->open, &reader->cap_open,
                                 sizeof reader->open[0]);

    reader->open[reader->n_open++] =
        *at == '{' ? (uint32_t)reader->n_keys : JSON_OPEN_ARRAY;
    return json_spaces(at + 1);
}

static const char *skip_name(struct json_reader *reader, const char *at)
{
    struct json_key *key = NULL;

    if (reader->n_keys == reader->cap_keys)
        reader->keys = json_grow(reader->arena, reader->keys, &reader->cap_keys,
                                 sizeof reader->keys[0]);
    key = &reader->keys[reader->n_keys++];
    return json_take_name(reader, at, &key->ptr, &key->len);
}

static const char *skip_scalar(struct json_reader *reader, const char *at)
{
    if (*at == '"') {
        const char *stop = json_plain_end(at + 1, reader->end);

        if (stop < reader->end && *stop == '"')
            return stop + 1;
        return json_pass_string(reader, stop);
    }
    if (*at == '-' || (*at >= '0' && *at <= '9'))
        return json_pass_number(reader, at);
    return json_pass_word(reader, at);
}

static const char *close_bracket(struct json_reader *reader, const char *at)
{
    size_t first = reader->open[reader->n_open - 1];
    size_t n = reader->n_keys - first;

    if (!in_object(reader)) {
        if (*at != ']')
            return json_fail(reader, at, "a comma or ] must stand here");
    } else {
        if (*at != '}')
            return json_fail(reader, at, "a comma or } must stand here");
        if (n > 1 && !json_keys_differ(reader->keys + first, n, &reader->problem_key))
            return json_fail_key(reader, at);
        reader->n_keys = first;
    }
    reader->n_open--;
    return at + 1;
}

/* Behind a value: closing brackets, then the comma.  Returns where the next name or value
 * begins, or what follows the outermost bracket. */
static const char *skip_up(struct json_reader *reader, const char *at)
{
    while (reader->n_open > 0) {
        if (at == reader->end)
            return json_fail(reader, at, "");

        at = json_spaces(at);
        if (*at == ',')
            return json_spaces(at + 1);
        at = close_bracket(reader, at);
        if (at == NULL)
            return NULL;
    }
    return at;
}

/* at: an opening bracket. */
const char *json_skip(struct json_reader *reader, const char *at)
{
    bool at_name = false;

    do {
        if (at_name)
            at = skip_name(reader, at);
        if (at == NULL)
            return NULL;

        if (*at != '{' && *at != '[') {
            at = skip_scalar(reader, at);
        } else {
            char closer = *at == '{' ? '}' : ']';

            at = open_bracket(reader, at);
            if (at == NULL)
                return NULL;
            if (*at != closer) {
                at_name = closer == '}';
                continue;
            }
        }
        at = at == NULL ? NULL : skip_up(reader, at);
        at_name = at != NULL && reader->n_open > 0 && in_object(reader);
    } while (reader->n_open > 0);
    return at;
}
