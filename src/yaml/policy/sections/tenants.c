/*
 * tenants: who may use which classes for which names.
 */
#include "yaml/policy/sections/sections.h"

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

/* text: without its hole. */
static const char *text_reason(struct str text, enum pattern_kind kind)
{
    const size_t max = kind == PATTERN_OBJECT_NAME ? NAME_MAX_BYTES : NAMESPACE_MAX_BYTES;

    if (text.len > max)
        return kind == PATTERN_OBJECT_NAME ? "it is longer than 253 characters"
                                           : "it is longer than 63 characters";
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (c == '*')
            return "it may have one \"*\" only, or one placeholder";
        if (!is_alphanumeric(c) && c != '-' && (c != '.' || kind != PATTERN_OBJECT_NAME))
            return "it has a character that no such name holds";
    }
    return NULL;
}

/* Both sides of the hole; behind is empty where there is none. */
static const char *ends_reason(struct str front, struct str behind, bool has_hole)
{
    const struct str last = has_hole ? behind : front;

    if ((front.len > 0 && !is_alphanumeric(front.ptr[0])) ||
        (last.len > 0 && !is_alphanumeric(last.ptr[last.len - 1])))
        return "it must begin and end with a letter or digit";
    return NULL;
}

static const char *pattern_reason(const struct name_pattern *pattern,
                                  enum pattern_kind kind)
{
    const bool has_hole = name_pattern_has_hole(pattern);
    const struct str front = str_head(pattern->text, pattern->hole);
    const struct str behind = str_skip(pattern->text, pattern->hole + (has_hole ? 1 : 0));
    const char *reason = text_reason(front, kind);

    if (reason == NULL)
        reason = text_reason(behind, kind);
    if (reason == NULL && front.len + behind.len > NAMESPACE_MAX_BYTES &&
        kind != PATTERN_OBJECT_NAME)
        reason = "it is longer than 63 characters";
    return reason != NULL ? reason : ends_reason(front, behind, has_hole);
}

/* False: noted. */
static bool pattern_read(struct reader *reader, const struct text_at *given,
                         enum pattern_kind kind, struct name_pattern *ret)
{
    const char *noun = kind == PATTERN_OBJECT_NAME ? "name" : "namespace";
    const bool has_placeholder = placeholder_is_in(given->text);
    const char *reason = NULL;

    *ret = (struct name_pattern){given->text, given->text.len, STR_NONE};
    if (has_placeholder && kind != PATTERN_OF_TENANT)
        return !placeholder_refuse_in(reader, given);
    if (has_placeholder)
        reason = placeholder_of_pattern(reader, given->text, ret);
    if (reason != NULL) {
        REFUSE(reader, "bad-placeholder", given->place, "%s %s: %s", noun,
               reader_quoted(reader, given->text), reason);
        return false;
    }
    if (!has_placeholder)
        (void)str_find(ret->text, '*', &ret->hole);
    reason = pattern_reason(ret, kind);
    if (reason != NULL)
        REFUSE(reader, "bad-pattern", given->place, "%s %s: %s", noun,
               reader_quoted(reader, given->text), reason);
    return reason == NULL;
}

const struct name_pattern *patterns_read(struct reader *reader,
                                         const struct texts_at *given,
                                         enum pattern_kind kind, size_t *ret_n)
{
    const char *noun = kind == PATTERN_OBJECT_NAME ? "name" : "namespace";
    struct name_pattern *patterns =
        ARENA_NEW(&reader->policy->arena, struct name_pattern, given->n);
    struct map seen;

    map_init(&seen);
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *text = &given->items[i];

        if (pattern_read(reader, text, kind, &patterns[i]) &&
            *map_put(&seen, patterns[i].text, (uint32_t)i) != i)
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

/* The tenant's lists of names, as they are made. */
struct naming {
    struct reader *reader;
    struct tenant *tenant;
    struct family *families;
    struct text_at *places; /* of families */
};

/* Families out of a list; what is left are literal names. */
static struct texts_at take_families(struct naming *naming, const struct texts_at *given,
                                     enum family_list list)
{
    struct reader *reader = naming->reader;
    struct tenant *tenant = naming->tenant;
    struct text_at *rest = ARENA_NEW(&reader->arena, struct text_at, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        struct family *family = &naming->families[tenant->n_families];

        if (!placeholder_is_in(given->items[i].text)) {
            rest[n++] = given->items[i];
            continue;
        }
        if (!family_read(reader, &given->items[i], tenant, list, family))
            continue;
        family->at = i;
        naming->places[tenant->n_families++] = given->items[i];
        domain_tree_add_family(reader->policy->delegation, family->entry, &family->key,
                               tenant->index);
    }
    return (struct texts_at){rest, n, given->place};
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

/* The lists of names, and where they stand. */
static void set_names(struct reader *reader, const struct tenant_fields *given,
                      struct tenant *tenant, struct tenant_places *places)
{
    const size_t max = given->domains.n + given->hosts.n;
    struct naming naming = {reader, tenant,
                            ARENA_NEW(&reader->policy->arena, struct family, max),
                            ARENA_NEW(&reader->arena, struct text_at, max)};

    places->domains = take_families(&naming, &given->domains, FAMILY_DOMAINS);
    places->hosts = take_families(&naming, &given->hosts, FAMILY_HOSTS);
    places->families.items = naming.places;
    places->families.n = tenant->n_families;
    tenant->families = naming.families;
    set_domains(reader, &places->domains, tenant);
    set_hosts(reader, &places->hosts, tenant);
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
    tenant->namespaces = patterns_read(reader, &given->namespaces, PATTERN_OF_TENANT,
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
    reader->tenant_places[index].default_class = given.default_class.place;
    reader->tenant_places[index].namespaces = given.namespaces;
    set_names(reader, &given, tenant, &reader->tenant_places[index]);
    read_rules(reader, given.rules, spot, tenant);
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
}
