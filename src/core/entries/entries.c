/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entries: matches each list of the policy with the list of its items in the files.
 *
 * A policy without errors has all items of its files, in their order.
 */
#include "core/entries/entries.h"

#include "base/map.h"
#include "base/mem.h"
#include "core/policy/external_dns.h"
#include "core/policy/forbidden.h"

struct entries {
    const struct policy *policy;
    const struct places *places;
    struct arena arena;
    struct map by_thing; /* the bytes of its address -> number in `places` */
};

static struct str thing_key(const void *const *of)
{
    return (struct str){(const char *)of, sizeof *of};
}

static void put(struct entries *entries, const void *of, const struct entry *entry)
{
    const void **kept;
    size_t n;

    if (entry == NULL)
        return;
    kept = ARENA_NEW(&entries->arena, const void *, 1);
    *kept = of;
    (void)map_put(&entries->by_thing, thing_key((const void *const *)kept),
                  (uint32_t)(entry - places_all(entries->places, &n)));
}

const struct entry *entries_find(const struct entries *entries, const void *of)
{
    uint32_t number;
    size_t n;

    return map_get(&entries->by_thing, thing_key(&of), &number)
               ? &places_all(entries->places, &n)[number]
               : NULL;
}

const struct entry *entries_of_tenant(const struct entries *entries,
                                      const struct tenant *tenant)
{
    return places_findf(entries->places, "tenants[%.*s]", STR_ARGS(tenant->name));
}

const struct entry *entries_of_tenant_field(const struct entries *entries,
                                            const struct tenant *tenant,
                                            const char *field)
{
    const struct entry *own =
        places_findf(entries->places, "tenants[%.*s].%s", STR_ARGS(tenant->name), field);

    return own != NULL ? own : places_findf(entries->places, "tenantDefaults.%s", field);
}

const struct entry *entries_of_class(const struct entries *entries,
                                     const struct class *class, const char *field)
{
    return places_findf(entries->places, "classes[%.*s]%s", STR_ARGS(class->name), field);
}

/* The item with this text, else the first pattern that matches. */
const struct entry *entries_of_grant(const struct entries *entries,
                                     const struct tenant *tenant,
                                     const struct class *class)
{
    const struct entry *list = entries_of_tenant_field(entries, tenant, "classes");
    const struct entry *item;

    if (list == NULL)
        return NULL;
    item = places_findf(entries->places, "%.*s[%.*s]", STR_ARGS(list->address),
                        STR_ARGS(class->name));
    for (size_t i = 0; item == NULL; i++) {
        item = places_item(entries->places, list, i);
        if (item == NULL)
            break;
        if (!str_matches_glob(class->name, places_text(item, list)))
            item = NULL;
    }
    return item;
}

const struct places *entries_places(const struct entries *entries)
{
    return entries->places;
}

/* Items of a list of the policy, each `size` bytes, from the file's list. */
static void put_list(struct entries *entries, const struct entry *list, const void *items,
                     size_t n, size_t size)
{
    for (size_t i = 0; i < n; i++)
        put(entries, (const char *)items + i * size,
            places_item(entries->places, list, i));
}

/* Literal names, between which the file has families. */
static void put_names(struct entries *entries, const struct entry *list,
                      const struct str *names, size_t n)
{
    size_t at = 0;

    for (size_t i = 0; i < n; i++, at++) {
        const struct entry *item = places_item(entries->places, list, at);

        while (item != NULL && str_contains(places_text(item, list), STR("{")))
            item = places_item(entries->places, list, ++at);
        put(entries, &names[i], item);
    }
}

static void put_families(struct entries *entries, const struct tenant *tenant,
                         const struct entry *domains, const struct entry *hosts)
{
    for (size_t i = 0; i < tenant->n_families; i++) {
        const struct family *family = &tenant->families[i];

        put(entries, family,
            places_item(entries->places, family->entry == DOMAIN_BELOW ? domains : hosts,
                        family->at));
    }
}

/* A map of rules, from the first of n places that has the rule. */
static void put_rules(struct entries *entries, const struct rule_entry *const *rules,
                      const char *const *prefixes, size_t n)
{
    for (size_t rule = 0; rules != NULL && rule < RULE_COUNT; rule++) {
        const struct entry *entry = NULL;

        if (rules[rule] == NULL)
            continue;
        for (size_t i = 0; i < n && entry == NULL; i++)
            entry = places_findf(entries->places, "%srules[%.*s]", prefixes[i],
                                 STR_ARGS(rule_id_name((enum rule_id)rule)));
        put(entries, rules[rule], entry);
    }
}

static void put_tenant(struct entries *entries, const struct tenant *tenant)
{
    const struct places *places = entries->places;
    const struct str name = tenant->name;
    const char *own = arena_format(&entries->arena, "tenants[%.*s].", STR_ARGS(name)).ptr;
    const char *const prefixes[] = {own, "tenantDefaults."};
    const struct entry *domains = places_findf(places, "%sdomains", own);
    const struct entry *hosts = places_findf(places, "%shosts", own);

    put_list(entries, places_findf(places, "%snamespaces", own), tenant->namespaces,
             tenant->n_namespaces, sizeof tenant->namespaces[0]);
    put_names(entries, domains, tenant->domains, tenant->n_domains);
    put_names(entries, hosts, tenant->hosts, tenant->n_hosts);
    put_families(entries, tenant, domains, hosts);
    put_rules(entries, tenant->rules, prefixes, ARRAY_LEN(prefixes));
}

/* Its own entries, then those of annotations.add, whose texts are the same bytes. */
static void put_annotations(struct entries *entries, const struct class *class)
{
    const struct entry *own = entries_of_class(entries, class, ".annotations");
    const struct entry *shared = places_find(entries->places, STR("annotations.add"));
    size_t n_added;
    const struct annotation_entry *added = policy_added(entries->policy, &n_added);

    for (size_t i = 0; i < class->n_annotations; i++) {
        const struct annotation_entry *at = &class->annotations[i];
        const struct entry *entry = places_item(entries->places, own, i);

        for (size_t j = 0; entry == NULL && j < n_added; j++) {
            if (added[j].key.ptr == at->key.ptr)
                entry = places_item(entries->places, shared, j);
        }
        put(entries, at, entry);
    }
}

static void put_class(struct entries *entries, const struct class *class)
{
    const char *own =
        arena_format(&entries->arena, "classes[%.*s].", STR_ARGS(class->name)).ptr;
    const char *const prefixes[] = {own};

    put_list(entries, entries_of_class(entries, class, ".domains"), class->domains,
             class->n_domains, sizeof class->domains[0]);
    put(entries, &class->tls, entries_of_class(entries, class, ".tls"));
    put(entries, &class->dns, entries_of_class(entries, class, ".externalDNS"));
    put(entries, &class->ranges, entries_of_class(entries, class, ".sourceRanges"));
    put(entries, &class->annotations_only,
        entries_of_class(entries, class, ".annotationsOnly"));
    put_rules(entries, class->rules, prefixes, ARRAY_LEN(prefixes));
    put_annotations(entries, class);
}

/* The demands of `fields`, in the order of its lists, without those of rows. */
static void put_fields(struct entries *entries, const struct kind *kind)
{
    for (size_t i = 0; i < kind->n_demands; i++) {
        const struct field_demand *demand = kind->demands[i].demand;

        if (demand->is_of_policy)
            put(entries, demand,
                places_item(entries->places,
                            places_findf(entries->places, "fields.%s",
                                         demand->is_allow ? "allow" : "forbid"),
                            demand->at));
    }
}

static void put_kind(struct entries *entries, const struct kind *kind)
{
    const char *own =
        arena_format(&entries->arena, "kinds[%.*s].", STR_ARGS(kind->name)).ptr;
    const char *const prefixes[] = {own};

    put(entries, kind,
        places_findf(entries->places, "kinds[%.*s]", STR_ARGS(kind->name)));
    put_rules(entries, kind->rules, prefixes, ARRAY_LEN(prefixes));
    put_fields(entries, kind);
}

static void put_others(struct entries *entries)
{
    const struct policy *policy = entries->policy;
    const struct places *places = entries->places;
    static const char *const top[] = {""};
    const struct rule_entry *rules[RULE_COUNT];
    size_t n;
    const void *all;

    for (size_t rule = 0; rule < RULE_COUNT; rule++)
        rules[rule] = policy_rule_entry(policy, NULL, (enum rule_id)rule);
    put_rules(entries, rules, top, ARRAY_LEN(top));
    all = policy_added(policy, &n);
    put_list(entries, places_find(places, STR("annotations.add")), all, n,
             sizeof(struct annotation_entry));
    all = policy_forbidden(policy, &n);
    put_list(entries, places_find(places, STR("annotations.forbid")), all, n,
             sizeof(struct forbidden));
    all = policy_exemptions(policy, &n);
    put_list(entries, places_find(places, STR("exemptions")), all, n,
             sizeof(struct exemption));
    all = policy_gateways(policy, &n);
    put_list(entries, places_find(places, STR("gateways")), all, n,
             sizeof(struct gateway_entry));
}

struct entries *entries_new(const struct policy *policy, const struct places *places)
{
    struct entries *entries = mem_alloc(1, sizeof *entries);
    size_t n;
    const struct tenant *tenants = policy_tenants(policy, &n);

    entries->policy = policy;
    entries->places = places;
    for (size_t i = 0; i < n; i++)
        put_tenant(entries, &tenants[i]);
    const struct class *classes = policy_classes(policy, &n);
    for (size_t i = 0; i < n; i++)
        put_class(entries, &classes[i]);
    const struct kind *kinds = policy_kinds(policy, &n);
    for (size_t i = 0; i < n; i++)
        put_kind(entries, &kinds[i]);
    put_others(entries);
    return entries;
}

void entries_free(struct entries *entries)
{
    if (entries == NULL)
        return;
    map_clear(&entries->by_thing);
    arena_clear(&entries->arena);
    free(entries);
}
