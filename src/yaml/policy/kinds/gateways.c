/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateways: the class of each Gateway and ListenerSet, for the routes that refer to it.
 */
#include "core/object/ranges.h"
#include "yaml/policy/sections/sections.h"

struct entry_fields {
    struct text_at class, hostless, is_default;
    struct texts_at tenants;
};
static const struct field_row entry_fields[] = {
    FIELD(struct entry_fields, class, "class", FIELD_TEXT, FIELD_REQUIRED),
    FIELD(struct entry_fields, tenants, "tenants", FIELD_TEXTS),
    FIELD(struct entry_fields, hostless, "hostless", FIELD_WORD),
    FIELD(struct entry_fields, is_default, "default", FIELD_WORD),
};

static const struct words hostless_choice =
    WORDS("unknown-mode", "hostless", STR_INIT("deny"), STR_INIT("allow"));

/* The text has only characters that a namespace or a name in a key may have. */
static bool is_name(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'))
            return false;
    }
    return true;
}

/* False: the key is malformed, and the problem is noted. */
static bool set_key(struct reader *reader, const struct text_at *key,
                    struct gateway_entry *entry)
{
    const struct str text = key->text;
    size_t slash = 0;
    size_t dot = 0;
    struct str namespace = STR_NONE;
    struct str name = STR_NONE;

    if (str_find(text, '/', &slash)) {
        namespace = str_head(text, slash);
        name = str_skip(text, slash + 1);
    }
    entry->text = text;
    entry->is_beginning = str_has_suffix(name, STR("*"));
    entry->name = str_head(name, name.len - (entry->is_beginning ? 1 : 0));
    if (!str_equal(namespace, STR("own")))
        entry->namespace = namespace;
    if (namespace.len > 0 && !str_find(namespace, '.', &dot) && is_name(namespace) &&
        name.len > 0 && is_name(entry->name))
        return true;
    REFUSE(reader, "gateway-key", key->place,
           "%s must have the form NAMESPACE/NAME or own/NAME; NAME may end in \"*\"",
           reader_quoted(reader, text));
    return false;
}

/* An entry for own/NAME relies on the rules for Gateways and ListenerSets, so both kinds
 * must be judged. */
static void check_own(struct reader *reader, const struct text_at *key)
{
    static const struct str needed[] = {STR_INIT("Gateway"), STR_INIT("ListenerSet")};

    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (policy_kind_named(reader->policy, needed[i]) != NULL)
            continue;
        REFUSE(reader, "own-gateway", key->place,
               "%s needs the kinds Gateway and ListenerSet under kinds; %.*s is not "
               "there",
               reader_quoted(reader, key->text), STR_ARGS(needed[i]));
        return;
    }
}

static void set_class(struct reader *reader, const struct text_at *given,
                      struct gateway_entry *entry)
{
    const struct class *class = NULL;

    if (!text_at_given(given))
        return;
    class = reader_class(reader, given);
    entry->class = class;
    if (class != NULL && ranges_restrict(&class->ranges) && class->gateway == NULL)
        REFUSE(reader, "gateway-ranges", given->place,
               "class %s is restricted; say in its gateway.sourceRanges how its routes "
               "are: mode open, elsewhere or reference",
               reader_quoted(reader, given->text));
}

static void set_tenants(struct reader *reader, const struct texts_at *given,
                        struct gateway_entry *entry)
{
    const struct tenant **tenants =
        ARENA_NEW(&reader->policy->arena, const struct tenant *, given->n);

    for (size_t i = 0; i < given->n; i++) {
        uint32_t index = 0;

        if (names_find(reader, &reader->tenants, &given->items[i], &index))
            tenants[entry->n_tenants++] = &reader->policy->tenants[index];
    }
    entry->tenants = tenants;
}

static void read_entry(struct reader *reader, const struct node *node,
                       const struct text_at *key, struct gateway_entry *entry)
{
    const struct spot spot = {"gateways", key->text, 0, NULL};
    struct entry_fields given = {0};
    size_t hostless = 0;

    (void)fields_read(reader, node, spot, FIELDS(entry_fields), &given);
    if (set_key(reader, key, entry) && entry->namespace.len == 0)
        check_own(reader, key);
    entry->is_hostless = entry->namespace.len == 0;
    set_class(reader, &given.class, entry);
    set_tenants(reader, &given.tenants, entry);
    if (reader_word(reader, &hostless_choice, &given.hostless, &hostless))
        entry->is_hostless = hostless == 1;
    (void)reader_bool(reader, &given.is_default, &entry->is_default);
}

void gateways_read(struct reader *reader, const struct section *section)
{
    const struct node *key = section_first(reader, section);
    const size_t max = section_count(section);
    struct policy *policy = reader->policy;
    struct text_at *keys;

    if (!reader_has_room(reader, max * sizeof(struct gateway_entry)))
        return;
    keys = ARENA_NEW(&reader->arena, struct text_at, max);
    policy->gateways = ARENA_NEW(&policy->arena, struct gateway_entry, max);
    reader->gateway_keys = keys;
    for (; key != NULL; key = key->next->next) {
        const size_t i = policy->n_gateways;

        keys[i] = fields_key(reader, key);
        if (!text_at_given(&keys[i]))
            continue;
        read_entry(reader, key->next, &keys[i], &policy->gateways[i]);
        policy->n_gateways++;
    }
}
