/* json: looking at nodes, and documents that follow each other. */
#include <assert.h>

#include "wire/json.h"

static const char *const type_phrases[] = {
    [VALUE_NULL] = "null",        [VALUE_FALSE] = "a boolean", [VALUE_TRUE] = "a boolean",
    [VALUE_NUMBER] = "a number",  [VALUE_STRING] = "a string", [VALUE_ARRAY] = "an array",
    [VALUE_OBJECT] = "an object",
};

const char *value_type_phrase(enum value_type type)
{
    return type_phrases[type];
}

void json_fields(const struct json *object, const struct json *ret[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = NULL;

    for (const struct json *member = object->first; member != NULL;
         member = member->next) {
        if (member->field == JSON_NO_FIELD || member->type == VALUE_NULL)
            continue;
        assert(member->field < n);
        ret[member->field] = member;
    }
}

struct json *json_member(const struct json *object, struct str key)
{
    if (json_value_type(object) != VALUE_OBJECT)
        return NULL;

    for (struct json *member = object->first; member != NULL; member = member->next)
        if (str_equal(json_key(member), key))
            return member;
    return NULL;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Behind the string that begins at `at`. */
static size_t string_end(struct str text, size_t at)
{
    for (at++; at < text.len && text.ptr[at] != '"'; at++)
        if (text.ptr[at] == '\\')
            at++;
    return at < text.len ? at + 1 : text.len;
}

/* Behind the bracket that closes the one at the beginning; len when none does. */
static size_t bracket_end(struct str text)
{
    size_t depth = 0;
    size_t at = 0;

    while (at < text.len) {
        char c = text.ptr[at];

        if (c == '"') {
            at = string_end(text, at);
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        if (depth == 0)
            break;
    }
    return at;
}

/* A scalar, or what is no JSON: as far as the line goes. */
static size_t line_end(struct str text)
{
    size_t at = 0;

    while (at < text.len && text.ptr[at] != '\n')
        at++;
    return at;
}

bool json_next_document(struct str *rest, struct str *ret)
{
    size_t n = 0;

    while (rest->len > 0 && is_space(rest->ptr[0]))
        *rest = str_skip(*rest, 1);
    if (rest->len == 0)
        return false;

    n = rest->ptr[0] == '{' || rest->ptr[0] == '[' ? bracket_end(*rest) : line_end(*rest);
    *ret = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return true;
}
