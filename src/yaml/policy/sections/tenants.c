/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenants: reads which namespaces belong to a tenant, and which classes and names the
 * tenant may use.
 */
#include "yaml/policy/sections/sections.h"

struct tenant_fields {
    struct text_at name;
    struct texts_at namespaces, domains, hosts, kinds;
    struct grants_given grants;
};
#define ROW(member, name, ...) FIELD(struct tenant_fields, member, name, __VA_ARGS__)
static const struct field_row tenant_fields[] = {
    ROW(name, "name", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(namespaces, "namespaces", FIELD_TEXTS),
    ROW(kinds, "kinds", FIELD_WORDS),
    ROW(grants.classes, "classes", FIELD_TEXTS),
    ROW(grants.default_class, "defaultClass", FIELD_WORD_OR_MAP),
    ROW(domains, "domains", FIELD_WORDS),
    ROW(hosts, "hosts", FIELD_WORDS),
    ROW(grants.rules, "rules", FIELD_MAP),
    ROW(grants.services, "services", FIELD_MAP),
};

/* The lists of names of a tenant while they are made. */
struct naming {
    struct reader *reader;
    struct tenant *tenant;
    struct family *families;
    struct text_at *places; /* of families */
};

static size_t count_families(const struct texts_at *given)
{
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++)
        n += placeholder_is_in(given->items[i].text);
    return n;
}

/* Read the families (names with placeholders) in a list.  Returns the literal names. */
static struct texts_at take_families(struct naming *naming, const struct texts_at *given,
                                     enum family_list list)
{
    struct reader *reader = naming->reader;
    struct tenant *tenant = naming->tenant;
    const size_t n_families = count_families(given);
    struct text_at *rest;
    size_t n = 0;

    if (n_families == 0)
        return *given;
    rest = ARENA_NEW(&reader->arena, struct text_at, given->n - n_families);
    for (size_t i = 0; i < given->n && reader_has_room(reader, 0); i++) {
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
    for (size_t i = 0; i < tenant->n_domains && reader_has_room(reader, 0); i++)
        domain_tree_add(reader->policy->delegation, DOMAIN_BELOW, tenant->domains[i],
                        tenant->index);
}

static void set_hosts(struct reader *reader, const struct texts_at *given,
                      struct tenant *tenant)
{
    struct arena *arena = &reader->policy->arena;
    struct str *hosts = ARENA_NEW(arena, struct str, given->n);

    tenant->hosts = hosts;
    for (size_t i = 0; i < given->n && reader_has_room(reader, 0); i++) {
        const struct text_at *host = &given->items[i];
        const char *reason = NULL;
        struct name name;

        if (!name_parse(arena, host->text, &name, &reason)) {
            REFUSE(reader, "bad-host", host->place, "%s is not a host name: %s",
                   reader_quoted(reader, host->text), reason);
            continue;
        }
        hosts[tenant->n_hosts++] = name.text;
        domain_tree_add(reader->policy->delegation,
                        name.is_wildcard ? DOMAIN_WILDCARD : DOMAIN_EXACT, name.base,
                        tenant->index);
    }
}

/* The kinds with `grant: listed` that the tenant may write. */
static void set_kinds(struct reader *reader, const struct texts_at *given,
                      struct tenant *tenant)
{
    const struct kind **kinds =
        ARENA_NEW(&reader->policy->arena, const struct kind *, given->n);

    tenant->kinds = kinds;
    for (size_t i = 0; i < given->n; i++) {
        const struct kind *kind = kind_find(reader, &given->items[i]);

        if (kind == NULL)
            continue;
        kinds[tenant->n_kinds++] = kind;
        if (!kind->is_listed)
            REFUSE(reader, "kind-grant", given->items[i].place,
                   "every tenant may write kind %s; only kinds with \"grant: listed\" "
                   "are listed here",
                   reader_quoted(reader, kind->name));
    }
}

/* The lists of names, and their places. */
static void set_names(struct reader *reader, const struct tenant_fields *given,
                      struct tenant *tenant, struct tenant_places *places)
{
    const size_t max = count_families(&given->domains) + count_families(&given->hosts);
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
    set_kinds(reader, &given.kinds, tenant);
    grants_read(reader, &given.grants, spot, &given.name, tenant);
    reader->tenant_places[index].namespaces = given.namespaces;
    set_names(reader, &given, tenant, &reader->tenant_places[index]);
}

/* The tenants may be spread over several files. */
void tenants_read(struct reader *reader, const struct section *section)
{
    struct policy *policy = reader->policy;
    size_t max = 0;

    for (const struct section *part = section; part != NULL; part = part->next)
        max += part->value->n;
    if (!reader_has_room(reader,
                         max * (sizeof(struct tenant) + sizeof(struct tenant_places))))
        return;
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
