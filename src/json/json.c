/* SPDX-License-Identifier: Apache-2.0 */
/* json: access to nodes. */
#include <assert.h>

#include "json/json.h"

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
