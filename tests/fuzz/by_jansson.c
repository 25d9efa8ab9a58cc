/* SPDX-License-Identifier: Apache-2.0 */
#include "by_jansson.h"

#include <stdlib.h>

#include "base/mem.h"
#include "fuzz.h"

json_t *by_jansson(struct str text, json_error_t *ret_error)
{
    return json_loadb(text.ptr, text.len,
                      JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL,
                      ret_error);
}

json_t *by_jansson_valid(struct str text)
{
    json_error_t error;
    json_t *root = by_jansson(text, &error);

    if (root == NULL)
        fuzz_broken(error.text, __FILE__, __LINE__);
    return root;
}

bool by_jansson_is_limit(const json_error_t *error)
{
    const enum json_error_code code = json_error_code(error);

    return code == json_error_numeric_overflow || code == json_error_stack_overflow ||
           code == json_error_null_byte_in_key ||
           strstr(error->text, "invalid Unicode") != NULL;
}

static bool same_number(const json_t *theirs, struct str text)
{
    AUTO(mem_free) char *copy = mem_dup_text(text.ptr, text.len);

    if (json_is_integer(theirs))
        return strtoll(copy, NULL, 10) == json_integer_value(theirs);
    return !(strtod(copy, NULL) < json_real_value(theirs)) &&
           !(strtod(copy, NULL) > json_real_value(theirs));
}

/* Of arrays and objects only their type and size are compared. */
static bool same_outside(const json_t *theirs, const struct json *ours)
{
    switch (json_typeof(theirs)) {
    case JSON_STRING:
        return json_value_type(ours) == VALUE_STRING &&
               str_equal(json_text(ours), by_jansson_text(theirs));
    case JSON_INTEGER:
    case JSON_REAL:
        return json_value_type(ours) == VALUE_NUMBER &&
               same_number(theirs, json_text(ours));
    case JSON_TRUE:
        return json_value_type(ours) == VALUE_TRUE;
    case JSON_FALSE:
        return json_value_type(ours) == VALUE_FALSE;
    case JSON_NULL:
        return json_value_type(ours) == VALUE_NULL;
    case JSON_ARRAY:
        return json_value_type(ours) == VALUE_ARRAY && !ours->is_raw &&
               json_array_size(theirs) == ours->n;
    case JSON_OBJECT:
        return json_value_type(ours) == VALUE_OBJECT && !ours->is_raw &&
               json_object_size(theirs) == ours->n;
    default:
        return false;
    }
}

struct pair {
    const json_t *theirs;
    const struct json *ours;
};

bool by_jansson_same(const json_t *theirs, const struct json *ours)
{
    AUTO(mem_free) struct pair *todo = NULL;
    size_t cap = 0;
    size_t n = 1;

    todo = mem_grow(todo, &cap, 1, sizeof *todo);
    todo[0] = (struct pair){theirs, ours};
    while (n > 0) {
        const struct pair at = todo[--n];
        size_t index = 0;

        if (at.theirs == NULL || !same_outside(at.theirs, at.ours))
            return false;
        todo = mem_grow(todo, &cap, n + at.ours->n, sizeof *todo);
        for (const struct json *child = at.ours->first; child != NULL;
             child = child->next)
            todo[n++] = (struct pair){
                json_is_object(at.theirs)
                    ? json_object_getn(at.theirs, child->key_ptr, child->key_len)
                    : json_array_get(at.theirs, index++),
                child};
    }
    return true;
}
