/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placeholders: {x} in the namespaces of tenants, which bind it, and its uses in their
 * domains and hosts and in values.
 */
#include "yaml/policy/sections/sections.h"

#define NAME_MAX 16

/* A placeholder in a value. */
struct placeholder_use {
    struct text_at name;
    const struct placeholder_use *next;
};

static const struct str fixed_names[] = {STR_INIT("namespace"), STR_INIT("name"),
                                         STR_INIT("tenant"), STR_INIT("class"),
                                         STR_INIT("host")};

static const struct words value_words = {"unknown-placeholder", "placeholder",
                                         fixed_names, ARRAY_LEN(fixed_names)};

static bool is_fixed(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(fixed_names); i++) {
        if (str_equal(fixed_names[i], name))
            return true;
    }
    return false;
}

static bool is_name(struct str name)
{
    if (name.len == 0 || name.len > NAME_MAX || name.ptr[0] < 'a' || name.ptr[0] > 'z')
        return false;
    for (size_t i = 1; i < name.len; i++) {
        const char c = name.ptr[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            return false;
    }
    return true;
}

bool placeholder_is_in(struct str text)
{
    size_t at;

    return str_find(text, '{', &at) || str_find(text, '}', &at);
}

const char *placeholder_find(struct str text, struct placeholder *ret)
{
    size_t open;
    size_t length;

    if (!str_find(text, '{', &open) || !str_find(str_skip(text, open), '}', &length))
        return "a placeholder is written {x}";
    ret->at = open;
    ret->name = str_head(str_skip(text, open + 1), length - 1);
    ret->tail = str_skip(text, open + length + 1);
    if (placeholder_is_in(ret->tail) || placeholder_is_in(str_head(text, open)) ||
        placeholder_is_in(ret->name))
        return "it may have one placeholder only";
    if (!is_name(ret->name))
        return "the name of a placeholder is a lower-case letter, and up to 15 "
               "lower-case "
               "letters or digits";
    return NULL;
}

const char *placeholder_of_pattern(struct reader *reader, struct str text,
                                   struct name_pattern *ret)
{
    struct placeholder found = {0};
    const char *reason = placeholder_find(text, &found);

    if (reason != NULL)
        return reason;
    if (is_fixed(found.name))
        return "{namespace}, {name}, {tenant}, {class} and {host} have their own "
               "meaning; "
               "use another name";
    ret->text = arena_format(&reader->policy->arena, "%.*s{%.*s", (int)found.at, text.ptr,
                             STR_ARGS(found.tail));
    ret->hole = found.at;
    ret->placeholder = found.name;
    (void)map_put(&reader->bound_placeholders, found.name, 0);
    return NULL;
}

/* Every pattern in the tenant's namespaces has the placeholder. */
static bool is_bound(const struct tenant *tenant, struct str name)
{
    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        if (!str_equal(tenant->namespaces[i].placeholder, name))
            return false;
    }
    return tenant->n_namespaces > 0;
}

static const char *binding_reason(const struct tenant *tenant, struct str name,
                                  enum domain_binding *ret)
{
    *ret = str_equal(name, STR("namespace")) ? DOMAIN_BY_NAMESPACE : DOMAIN_BY_VALUE;
    if (*ret == DOMAIN_BY_NAMESPACE || is_bound(tenant, name))
        return NULL;
    return is_fixed(name) ? "only {namespace} and the placeholder of the tenant's "
                            "namespaces are allowed here"
                          : "every pattern under namespaces of the tenant must have this "
                            "placeholder";
}

/* Check the family as a name, with `a` in place of its placeholder. */
static bool check_sample(struct reader *reader, const struct text_at *given,
                         const struct placeholder *found, enum family_list list,
                         struct name *ret)
{
    struct arena *arena = &reader->policy->arena;
    const bool is_host = list == FAMILY_HOSTS;
    const char *reason = NULL;
    const struct str sample = arena_format(arena, "%.*sa%.*s", (int)found->at,
                                           given->text.ptr, STR_ARGS(found->tail));

    if (!name_parse(arena, sample, ret, &reason)) {
        REFUSE(reader, is_host ? "bad-host" : "bad-domain", given->place,
               "%s is not a %s: %s", reader_quoted(reader, given->text),
               is_host ? "host name" : "domain", reason);
        return false;
    }
    if (!ret->is_wildcard || is_host)
        return true;
    REFUSE(reader, "wildcard-domain", given->place,
           "domain %s: write it without \"*.\", a domain covers every name below it",
           reader_quoted(reader, given->text));
    return false;
}

static bool refuse(struct reader *reader, const struct text_at *given, const char *reason)
{
    REFUSE(reader, "bad-placeholder", given->place, "%s: %s",
           reader_quoted(reader, given->text), reason);
    return false;
}

static enum domain_entry entry_of(const struct name *name, enum family_list list)
{
    if (list == FAMILY_DOMAINS)
        return DOMAIN_BELOW;
    return name->is_wildcard ? DOMAIN_WILDCARD : DOMAIN_EXACT;
}

bool family_read(struct reader *reader, const struct text_at *given,
                 const struct tenant *tenant, enum family_list list, struct family *ret)
{
    struct arena *arena = &reader->policy->arena;
    struct placeholder found = {0};
    struct name name;
    const char *reason = placeholder_find(given->text, &found);
    size_t dot;

    if (reason == NULL)
        reason = binding_reason(tenant, found.name, &ret->key.binding);
    if (reason != NULL)
        return refuse(reader, given, reason);
    if (!check_sample(reader, given, &found, list, &name))
        return false;

    const size_t star = name.is_wildcard ? 2 : 0;

    if (found.at < star || str_find(str_head(name.base, found.at - star), '.', &dot))
        return refuse(
            reader, given,
            "a placeholder is allowed in the first label only, after \"*.\" in the "
            "second");

    const size_t n_before = found.at - star;
    const size_t n_label = name.base.len - name_parent(name.base).len -
                           (name_parent(name.base).len > 0 ? 1 : 0);

    ret->entry = entry_of(&name, list);
    ret->key.n_before = (uint8_t)n_before;
    ret->key.n_after = (uint8_t)(n_label - n_before - 1);
    ret->key.key = arena_format(arena, "%.*s{%.*s", (int)n_before, name.base.ptr,
                                STR_ARGS(str_skip(name.base, n_before + 1)));
    ret->text = arena_format(arena, "%s%.*s{%.*s}%.*s", star > 0 ? "*." : "",
                             (int)n_before, name.base.ptr, STR_ARGS(found.name),
                             STR_ARGS(str_skip(name.base, n_before + 1)));
    return true;
}

bool placeholder_refuse_in(struct reader *reader, const struct text_at *text)
{
    if (!placeholder_is_in(text->text))
        return false;
    (void)refuse(
        reader, text,
        "placeholders are allowed in namespaces, domains and hosts of tenants, and "
        "in values");
    return true;
}

bool placeholder_use(struct reader *reader, const struct text_at *name)
{
    struct placeholder_use *use;

    if (is_fixed(name->text))
        return true;
    if (!is_name(name->text)) {
        reader_unknown(reader, &value_words, name);
        return false;
    }
    use = ARENA_NEW(&reader->arena, struct placeholder_use, 1);
    *use = (struct placeholder_use){*name, reader->uses};
    reader->uses = use;
    (void)map_put(&reader->used_placeholders, name->text, 0);
    return true;
}

void placeholder_uses_check(struct reader *reader)
{
    for (const struct placeholder_use *use = reader->uses; use != NULL; use = use->next) {
        uint32_t value;

        if (!map_get(&reader->bound_placeholders, use->name.text, &value))
            reader_unknown(reader, &value_words, &use->name);
    }
}
