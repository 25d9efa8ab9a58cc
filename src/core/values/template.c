/* SPDX-License-Identifier: Apache-2.0 */
/*
 * template: one pass, names by a table.
 */
#include "core/values/template.h"

#include <stddef.h>

#include "base/buf.h"

static const struct {
    struct str name;
    size_t offset;
} placeholders[] = {
    {STR_INIT("namespace"), offsetof(struct template_values, namespace)},
    {STR_INIT("name"), offsetof(struct template_values, name)},
    {STR_INIT("tenant"), offsetof(struct template_values, tenant)},
    {STR_INIT("class"), offsetof(struct template_values, class)},
    {STR_INIT("host"), offsetof(struct template_values, host)},
};

static struct str value_of(const struct template_values *values, struct str name)
{
    struct str value = STR_NONE;

    if (str_equal(name, values->placeholder))
        value = values->value;
    for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
        if (str_equal(name, placeholders[i].name))
            memcpy(&value, (const char *)values + placeholders[i].offset, sizeof value);
    }
    return value;
}

bool template_expand(struct str text, const struct template_values *values,
                     struct arena *arena, struct str *ret)
{
    struct buf buf = buf_in(arena);
    size_t open;
    size_t close;

    if (!str_find(text, '{', &open)) {
        *ret = text;
        return true;
    }
    while (str_find(text, '{', &open) && str_find(str_skip(text, open), '}', &close)) {
        struct str name = str_head(str_skip(text, open + 1), close - 1);
        struct str value = value_of(values, name);

        if (value.len == 0)
            return false;
        buf_add(&buf, str_head(text, open));
        buf_add(&buf, value);
        text = str_skip(text, open + close + 1);
    }
    buf_add(&buf, text);
    *ret = buf_str(&buf);
    return true;
}
