/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placeholders: matches patterns, and finds the values of their placeholders.
 */
#include "core/policy/placeholders.h"

bool name_pattern_matches(const struct name_pattern *pattern, struct str name)
{
    const size_t n_hole = pattern->placeholder.len > 0 ? 1 : 0;

    if (!name_pattern_has_hole(pattern))
        return str_equal(name, pattern->text);
    return name.len >= pattern->text.len - 1 + n_hole &&
           str_has_prefix(name, str_head(pattern->text, pattern->hole)) &&
           str_has_suffix(name, str_skip(pattern->text, pattern->hole + 1));
}

static struct str value_for(const struct family *family,
                            const struct tenant_values *values)
{
    return family->key.binding == DOMAIN_BY_NAMESPACE ? values->namespace : values->value;
}

static bool is_label_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static bool is_label_text(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_label_byte(text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

static bool is_number(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return true;
}

#define LABEL_MAX_BYTES 63

bool family_has_instance(const struct family *family, const struct tenant_values *values)
{
    const struct domain_family *key = &family->key;
    const struct str value = value_for(family, values);
    const size_t n_fixed = (size_t)key->n_before + key->n_after;
    const size_t n_star = family->entry == DOMAIN_WILDCARD ? 2 : 0;

    if (!is_label_text(value) || n_fixed + value.len > LABEL_MAX_BYTES ||
        n_star + key->key.len - 1 + value.len > NAME_MAX_BYTES)
        return false;
    if ((key->n_before == 0 && value.ptr[0] == '-') ||
        (key->n_after == 0 && value.ptr[value.len - 1] == '-'))
        return false;
    /* The last label of a name must not be a number. */
    return name_parent(key->key).len > 0 ||
           !is_number(str_head(key->key, key->n_before)) ||
           !is_number(str_skip(key->key, (size_t)key->n_before + 1)) || !is_number(value);
}

bool family_instance(const struct family *family, const struct tenant_values *values,
                     struct arena *arena, struct str *ret)
{
    const struct domain_family *key = &family->key;
    const char *star = family->entry == DOMAIN_WILDCARD ? "*." : "";

    if (!family_has_instance(family, values))
        return false;
    *ret = arena_format(arena, "%s%.*s%.*s%.*s", star,
                        STR_ARGS(str_head(key->key, key->n_before)),
                        STR_ARGS(value_for(family, values)),
                        STR_ARGS(str_skip(key->key, (size_t)key->n_before + 1)));
    return true;
}
