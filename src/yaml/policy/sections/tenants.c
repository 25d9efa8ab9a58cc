/*
 * tenants: who may use which classes for which names.
 */
#include "yaml/policy/sections/sections.h"

#define NAMESPACE_MAX_BYTES 63

struct tenant_fields {
    struct text_at name, default_class;
    struct texts_at namespaces, classes, domains, hosts;
    const struct node *rules;
};
#define ROW(member, name, ...) FIELD(struct tenant_fields, member, name, __VA_ARGS__)
static const struct field_row tenant_fields[] = {
    ROW(name, "name", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(namespaces, "namespaces", FIELD_TEXTS),
    ROW(classes, "classes", FIELD_TEXTS),
    ROW(default_class, "defaultClass", FIELD_TEXT),
    ROW(domains, "domains", FIELD_WORDS),
    ROW(hosts, "hosts", FIELD_WORDS),
    ROW(rules, "rules", FIELD_MAP),
};

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

static const char *pattern_reason(const struct name_pattern *pattern,
                                  enum pattern_kind kind)
{
    const struct str text = pattern->text; /* without its star */
    const size_t max = kind == PATTERN_NAMESPACE ? NAMESPACE_MAX_BYTES : NAME_MAX_BYTES;

    assert(text.len > 0 || pattern->is_prefix); /* an item of a list */
    if (text.len == 0)
        return NULL;
    if (text.len > max)
        return kind == PATTERN_NAMESPACE ? "it is longer than 63 characters"
                                         : "it is longer than 253 characters";
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (c == '*')
            return "a \"*\" may stand only at the end";
        if (!is_alphanumeric(c) && c != '-' && (c != '.' || kind == PATTERN_NAMESPACE))
            return "it has a character that no such name holds";
    }
    if (!is_alphanumeric(text.ptr[0]) ||
        (!pattern->is_prefix && !is_alphanumeric(text.ptr[text.len - 1])))
        return "it must begin and end with a letter or digit";
    return NULL;
}

const struct name_pattern *patterns_read(struct reader *reader,
                                         const struct texts_at *given,
                                         enum pattern_kind kind, size_t *ret_n)
{
    const char *noun = kind == PATTERN_NAMESPACE ? "namespace" : "name";
    struct name_pattern *patterns =
        ARENA_NEW(&reader->policy->arena, struct name_pattern, given->n);
    struct map seen;

    map_init(&seen);
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *text = &given->items[i];
        const bool is_prefix = str_has_suffix(text->text, STR("*"));
        const struct str head =
            str_head(text->text, text->text.len - (is_prefix ? 1 : 0));

        patterns[i] = (struct name_pattern){head, is_prefix};

        const char *reason = pattern_reason(&patterns[i], kind);

        if (reason != NULL)
            REFUSE(reader, "bad-pattern", text->place, "%s %s: %s", noun,
                   reader_quoted(reader, text->text), reason);
        else if (*map_put(&seen, text->text, (uint32_t)i) != i)
            REFUSE(reader, "duplicate-pattern", text->place, "%s %s is listed twice",
                   noun, reader_quoted(reader, text->text));
    }
    map_clear(&seen);
    *ret_n = given->n;
    return patterns;
}

/* One list for all tenants with all classes: they may be many. */
static const struct class **list_all(struct reader *reader)
{
    struct policy *policy = reader->policy;

    if (reader->all_classes == NULL) {
        reader->all_classes =
            ARENA_NEW(&policy->arena, const struct class *, policy->n_classes);
        for (size_t i = 0; i < policy->n_classes; i++)
            reader->all_classes[i] = &policy->classes[i];
    }
    return reader->all_classes;
}

static bool lists_all(const struct texts_at *given)
{
    for (size_t i = 0; i < given->n; i++) {
        if (str_equal(given->items[i].text, STR("*")))
            return true;
    }
    return false;
}

/* NULL: unknown, which is noted. */
static const struct class *find_class(struct reader *reader, const struct text_at *name)
{
    const struct class *class = policy_class(reader->policy, name->text);

    if (class == NULL)
        reader_unknown(reader, &reader->classes.words, name);
    return class;
}

static void set_classes(struct reader *reader, const struct texts_at *given,
                        struct tenant *tenant)
{
    const struct class **classes = NULL;

    tenant->all_classes = lists_all(given);
    if (tenant->all_classes) {
        if (given->n > 1)
            REFUSE(reader, "all-classes", given->items[0].place,
                   "\"*\" means all classes; list it alone");
        tenant->classes = list_all(reader);
        tenant->n_classes = reader->policy->n_classes;
        return;
    }
    classes = ARENA_NEW(&reader->policy->arena, const struct class *, given->n);
    tenant->classes = classes; /* a class that is listed twice is there once */
    for (size_t i = 0; i < given->n; i++) {
        const struct class *class = find_class(reader, &given->items[i]);

        if (class != NULL && !tenant_permits_class(tenant, class))
            classes[tenant->n_classes++] = class;
    }
}

static void set_default(struct reader *reader, const struct text_at *given,
                        struct tenant *tenant)
{
    const struct class *class = text_at_given(given) ? find_class(reader, given) : NULL;

    if (class == NULL)
        return;
    if (tenant_permits_class(tenant, class))
        tenant->default_class = class;
    else
        REFUSE(reader, "default-class", given->place,
               "defaultClass %s is not one of the classes of tenant %s",
               reader_quoted(reader, given->text), reader_quoted(reader, tenant->name));
}

static void set_domains(struct reader *reader, const struct texts_at *given,
                        struct tenant *tenant)
{
    tenant->domains = domains_read(reader, given, &tenant->n_domains);
    for (size_t i = 0; i < tenant->n_domains; i++)
        domain_tree_add(reader->policy->delegation, DOMAIN_BELOW, tenant->domains[i],
                        tenant->index);
}

static void set_hosts(struct reader *reader, const struct texts_at *given,
                      struct tenant *tenant)
{
    struct arena *arena = &reader->policy->arena;
    struct str *hosts = ARENA_NEW(arena, struct str, given->n);

    tenant->hosts = hosts;
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *host = &given->items[i];
        const char *reason = NULL;
        struct name name;

        if (!name_parse(arena, host->text, &name, &reason)) {
            REFUSE(reader, "bad-host", host->place, "%s is no host name: %s",
                   reader_quoted(reader, host->text), reason);
            continue;
        }
        hosts[tenant->n_hosts++] = name.text;
        domain_tree_add(reader->policy->delegation,
                        name.is_wildcard ? DOMAIN_WILDCARD : DOMAIN_EXACT, name.base,
                        tenant->index);
    }
}

static void read_rules(struct reader *reader, const struct node *map, struct spot spot,
                       struct tenant *tenant)
{
    struct rule_entry entries[RULE_COUNT];
    bool given[RULE_COUNT] = {false};

    if (map == NULL)
        return;
    rule_map_read(reader, map, spot_below(spot, "rules"), entries, given);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        struct rule_entry *entry;

        if (!given[i])
            continue;
        entry = ARENA_NEW(&reader->policy->arena, struct rule_entry, 1);
        *entry = entries[i];
        tenant->rules[i] = entry;
    }
}

static void set_namespaces(struct reader *reader, const struct tenant_fields *given,
                           struct tenant *tenant)
{
    if (!texts_at_given(&given->namespaces))
        REFUSE(reader, "missing-field", given->name.place,
               "tenant %s lists no namespaces", reader_quoted(reader, tenant->name));
    tenant->namespaces = patterns_read(reader, &given->namespaces, PATTERN_NAMESPACE,
                                       &tenant->n_namespaces);
    for (size_t i = 0; i < tenant->n_namespaces; i++)
        namespace_index_add(&reader->policy->namespaces, &tenant->namespaces[i],
                            tenant->index);
}

static void read_tenant(struct reader *reader, const struct node *map, struct spot spot)
{
    const size_t index = reader->policy->n_tenants;
    struct tenant *tenant = &reader->policy->tenants[index];
    struct tenant_fields given = {0};

    if (!fields_read(reader, map, spot, FIELDS(tenant_fields), &given))
        return;
    place_name(reader, map, &given.name);
    names_add(reader, &reader->tenants, &given.name);
    reader->policy->n_tenants++;
    tenant->name = given.name.text;
    tenant->index = (uint32_t)index;
    set_namespaces(reader, &given, tenant);
    set_classes(reader, &given.classes, tenant);
    set_default(reader, &given.default_class, tenant);
    set_domains(reader, &given.domains, tenant);
    set_hosts(reader, &given.hosts, tenant);
    read_rules(reader, given.rules, spot, tenant);
    reader->tenant_places[index] = (struct tenant_places){
        given.default_class.place, given.namespaces, given.domains, given.hosts};
}

/* They may be spread over several files. */
void tenants_read(struct reader *reader, const struct section *section)
{
    struct policy *policy = reader->policy;
    size_t max = 0;

    for (const struct section *part = section; part != NULL; part = part->next)
        max += part->value->n;
    names_begin(reader, &reader->tenants, "tenant",
                (struct words){.problem = "unknown-tenant", .noun = "tenant"}, max);
    policy->tenants = ARENA_NEW(&policy->arena, struct tenant, max);
    policy->delegation = domain_tree_new();
    reader->tenant_places = ARENA_NEW(&reader->arena, struct tenant_places, max);
    for (const struct section *part = section; part != NULL; part = part->next) {
        struct spot spot = {"tenants", STR_NONE, 0, NULL};

        for (const struct node *at = section_first(reader, part); at != NULL;
             at = at->next, spot.index++)
            read_tenant(reader, at, spot);
    }
    domain_tree_finish(policy->delegation);
    class_dns_finish(reader);
}
