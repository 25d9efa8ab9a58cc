/* SPDX-License-Identifier: Apache-2.0 */
/* texts: one reader for each grammar. */
#include "core/kinds/texts.h"

#include "core/kinds/router_rule.h"

static void add(struct arena *arena, struct str name, enum host_reading reading,
                struct text_names *ret)
{
    if (ret->n == TEXT_MAX_NAMES) {
        ret->is_too_many = true;
        return;
    }
    if (ret->n == ret->cap)
        ret->all = arena_grow(arena, ret->all, &ret->cap, sizeof ret->all[0]);
    ret->all[ret->n++] = (struct text_name){name, reading};
}

static void read_name(struct arena *arena, struct str text, enum host_reading reading,
                      struct text_names *ret)
{
    if (str_equal(text, STR("*")))
        ret->is_catch_all = true;
    else
        add(arena, text, reading, ret);
}

static void read_list(struct arena *arena, struct str text, struct text_names *ret)
{
    struct str item;
    bool done = false;

    while (!ret->is_too_many && str_next_item(&text, ',', &done, &item))
        read_name(arena, str_trim_blanks(item), HOST_IS_NAME, ret);
}

static bool is_namespace(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_lower(text.ptr[i]) && !byte_is_digit(text.ptr[i]) &&
            text.ptr[i] != '-')
            return false;
    }
    return text.len > 0;
}

/* A prefix that is not a namespace stays, so that the name is not a valid host name. */
static void read_istio(struct arena *arena, struct str text, struct text_names *ret)
{
    size_t slash = 0;

    if (str_find(text, '/', &slash)) {
        const struct str namespace = str_head(text, slash);

        if (is_namespace(namespace) || str_equal(namespace, STR("*")) ||
            str_equal(namespace, STR(".")))
            text = str_skip(text, slash + 1);
    }
    read_name(arena, text, HOST_IS_NAME, ret);
}

static void read_rule(struct arena *arena, struct str text, struct text_names *ret)
{
    struct router_rule rule;

    if (!router_rule_read(arena, text, &rule)) {
        add(arena, text, HOST_IS_UNREADABLE, ret);
        return;
    }
    for (size_t i = 0; i < rule.n_hosts && !ret->is_too_many; i++)
        add(arena, rule.hosts[i], HOST_IS_NAME, ret);
    if (rule.is_unclear)
        add(arena, text, HOST_IS_UNREADABLE, ret);
    ret->is_catch_all = !rule.is_bound;
    ret->is_unbound = !rule.is_bound;
}

static bool mentions_hosts(struct str text)
{
    static const char word[] = "host";
    size_t n = 0; /* bytes of the word found so far; no byte occurs in it twice */

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\')
            return true;
        n = byte_lower(text.ptr[i]) == word[n] ? n + 1
                                               : byte_lower(text.ptr[i]) == word[0];
        if (n == sizeof word - 1)
            return true;
    }
    return false;
}

void text_names_of(struct arena *arena, enum text_grammar as, struct str text,
                   struct text_names *ret)
{
    *ret = (struct text_names){0};
    switch (as) {
    case TEXT_NAME:
        read_name(arena, text, HOST_IS_NAME, ret);
        break;
    case TEXT_PLAIN:
        add(arena, text, HOST_IS_NAME, ret);
        break;
    case TEXT_RECORD:
        read_name(arena, text, HOST_IS_RECORD, ret);
        break;
    case TEXT_LIST:
        read_list(arena, text, ret);
        break;
    case TEXT_ISTIO:
        read_istio(arena, text, ret);
        break;
    case TEXT_TRAEFIK:
        read_rule(arena, text, ret);
        break;
    case TEXT_PREDICATE:
        if (mentions_hosts(text))
            add(arena, text, HOST_IS_UNREADABLE, ret);
        break;
    case TEXT_OPAQUE:
    case TEXT_GRAMMARS:
        add(arena, text, HOST_IS_UNREADABLE, ret);
        break;
    }
}
