/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint: reports the remarks of core/policy/lint with their places in the document.
 */
#include "core/policy/lint.h"
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"

/* KIND.GROUP, or KIND for the core group. */
static const char *filter_kind(struct reader *reader, const struct object_name *filter)
{
    return arena_format(&reader->arena, "%.*s%s%.*s", STR_ARGS(filter->kind),
                        filter->group.len > 0 ? "." : "", STR_ARGS(filter->group))
        .ptr;
}

/* Remarks on a class and objects of kinds other than Ingress. */
static void report_kinds(struct reader *reader, const struct remark *remark)
{
    const struct class *class = &reader->policy->classes[remark->of];
    const char *name = reader_quoted(reader, class->name);
    const struct place place = reader->classes.places[remark->of];

    if (remark->kind == REMARK_SERVICE_OVERRIDES)
        WARN(reader, "service-overrides", place,
             "the controller of class %s prefers annotations of Services to those of the "
             "Ingress, and Services are not judged: anyone who may write a Service can "
             "open its source ranges",
             name);
    else if (remark->kind == REMARK_FILTER_WRITABLE)
        WARN(reader, "filter-writable", place,
             "tenants may write the object %s that the routes of class %s refer to: "
             "judge kind %s with grant: listed",
             reader_quoted(reader, class->gateway->filter.name), name,
             filter_kind(reader, &class->gateway->filter));
    else if (remark->kind == REMARK_FAMILIES_MIXED)
        WARN(reader, "families-mixed", place,
             "profile %s refuses the IPv6 networks of class %s unless the load balancer "
             "is dual-stack; set families: [IPv4], or [IPv6]",
             reader_quoted(reader, class->service->profile->name), name);
    else if (remark->kind == REMARK_NODE_PORTS_OPEN)
        WARN(reader, "node-ports-open", place,
             "the load balancers of class %s are restricted, but their node ports are "
             "not; set nodePorts: deny",
             name);
    else
        WARN(reader, "class-unreachable", place,
             "no object of a kind that is judged can use class %s", name);
}

static void report_gateway(struct reader *reader, const struct remark *remark)
{
    const struct gateway_entry *entry = &reader->policy->gateways[remark->of];
    const struct place place = reader->gateway_keys[remark->of].place;
    const char *key = reader_quoted(reader, entry->text);

    if (remark->kind == REMARK_GATEWAY_NAMESPACE)
        WARN(reader, "gateway-unreachable", place,
             "no tenant lists the namespace of %s; is it misspelt?", key);
    else
        WARN(reader, "gateway-unreachable", place,
             "no tenant that may name %s may use its class %s", key,
             reader_quoted(reader, entry->class->name));
}

static void report_class(struct reader *reader, const struct remark *remark)
{
    const char *class = reader_quoted(reader, reader->classes.all[remark->of]);

    if (remark->kind == REMARK_UNUSED_CLASS)
        WARN(reader, "unused-class", reader->classes.places[remark->of],
             "no tenant may use class %s", class);
    else
        WARN(reader, "v4-only-ranges", reader->class_networks[remark->of].place,
             "the networks of class %s are IPv4 only, but its target has an IPv6 "
             "address: nobody can reach that",
             class);
}

static bool is_about_host(const struct reader *reader, const struct remark *remark)
{
    const struct tenant *tenant = &reader->policy->tenants[remark->of];

    return remark->kind == REMARK_UNREACHABLE_HOST ||
           (remark->kind == REMARK_UNREACHABLE_FAMILY &&
            tenant->families[remark->at].entry != DOMAIN_BELOW);
}

/* items: the list of the tenant in which `at` is the item. */
static void report_item(struct reader *reader, const struct remark *remark,
                        const struct texts_at *items)
{
    const struct text_at *item = &items->items[remark->at];
    const char *tenant = reader_quoted(reader, reader->tenants.all[remark->of]);
    const char *quoted = reader_quoted(reader, item->text);
    const bool is_host = is_about_host(reader, remark);

    assert(remark->at < items->n);
    if (remark->kind == REMARK_NAMESPACE_PATTERN)
        NOTE(reader, "namespace-pattern", item->place,
             "anyone who may create a namespace that matches %s can join tenant %s",
             quoted, tenant);
    else if (remark->kind == REMARK_NAMESPACE_NEVER_REACHED &&
             remark->first == remark->of)
        WARN(reader, "namespace-never-reached", item->place,
             "namespace %s of tenant %s is never reached: an earlier pattern of the same "
             "tenant covers it",
             quoted, tenant);
    else if (remark->kind == REMARK_NAMESPACE_NEVER_REACHED)
        WARN(reader, "namespace-never-reached", item->place,
             "namespace %s of tenant %s is never reached: tenant %s comes first", quoted,
             tenant, reader_quoted(reader, reader->tenants.all[remark->first]));
    else
        WARN(reader, is_host ? "unreachable-host" : "unreachable-domain", item->place,
             "nobody can reach %s %s: no class of tenant %s serves it",
             is_host ? "host" : "domain", quoted, tenant);
}

static void report_class_domain(struct reader *reader, const struct remark *remark)
{
    const struct texts_at *domains = &reader->class_domains[remark->of];

    assert(remark->at < domains->n);
    NOTE(reader, "class-domain-inside", domains->items[remark->at].place,
         "domain %s of class %s is inside a domain of class %s, which therefore does not "
         "serve it",
         reader_quoted(reader, domains->items[remark->at].text),
         reader_quoted(reader, reader->classes.all[remark->of]),
         reader_quoted(reader, reader->classes.all[remark->first]));
}

static const struct texts_at *names_of(const struct reader *reader,
                                       const struct remark *remark)
{
    const struct tenant_places *places = &reader->tenant_places[remark->of];

    switch (remark->list) {
    case REMARK_IN_DOMAINS:
        return &places->domains;
    case REMARK_IN_HOSTS:
        return &places->hosts;
    case REMARK_IN_FAMILIES:
        break;
    }
    return &places->families;
}

static void report_name(struct reader *reader, const struct remark *remark)
{
    const struct texts_at *names = names_of(reader, remark);
    const char *tenant = reader_quoted(reader, reader->tenants.all[remark->of]);

    assert(remark->at < names->n);

    const struct text_at *name = &names->items[remark->at];
    const char *quoted = reader_quoted(reader, name->text);

    if (remark->kind == REMARK_HIDDEN_INSTANCE)
        NOTE(reader, "hidden-instance", name->place,
             "%s of tenant %s hides the same name that an entry with a placeholder would "
             "generate",
             quoted, tenant);
    else
        NOTE(reader, "tenant-name-inside", name->place,
             "%s of tenant %s is inside a domain of tenant %s, who therefore may not use "
             "it; to share it, list it in both",
             quoted, tenant, reader_quoted(reader, reader->tenants.all[remark->first]));
}

static void report(struct reader *reader, const struct remark *remark)
{
    switch (remark->kind) {
    case REMARK_UNLISTED_PREFIX:
        WARN(reader, "unlisted-prefix", reader->instances.places[0],
             "no instance lists the built-in prefix %s: an instance that reads it would "
             "publish what it finds",
             reader_quoted(reader, reader->policy->dns_prefixes[remark->of].prefix));
        break;
    case REMARK_UNUSED_CLASS:
    case REMARK_V4_ONLY_RANGES:
        report_class(reader, remark);
        break;
    case REMARK_PLAIN_HTTP:
        NOTE(reader, "traefik-plain", reader->classes.places[remark->of],
             "class %s requires tls, but whether plain HTTP is served is decided by the "
             "entry points of its controller",
             reader_quoted(reader, reader->classes.all[remark->of]));
        break;
    case REMARK_TENANT_WITHOUT_CLASSES:
        WARN(reader, "tenant-without-classes", reader->tenants.places[remark->of],
             "tenant %s may use no class, so it can use no name",
             reader_quoted(reader, reader->tenants.all[remark->of]));
        break;
    case REMARK_NAMESPACE_NEVER_REACHED:
    case REMARK_NAMESPACE_PATTERN:
        report_item(reader, remark, &reader->tenant_places[remark->of].namespaces);
        break;
    case REMARK_UNREACHABLE_HOST:
        report_item(reader, remark, &reader->tenant_places[remark->of].hosts);
        break;
    case REMARK_UNREACHABLE_DOMAIN:
        report_item(reader, remark, &reader->tenant_places[remark->of].domains);
        break;
    case REMARK_UNREACHABLE_FAMILY:
        report_item(reader, remark, &reader->tenant_places[remark->of].families);
        break;
    case REMARK_CLASS_DOMAIN_INSIDE:
        report_class_domain(reader, remark);
        break;
    case REMARK_TENANT_NAME_INSIDE:
    case REMARK_HIDDEN_INSTANCE:
        report_name(reader, remark);
        break;
    case REMARK_SERVICE_OVERRIDES:
    case REMARK_FILTER_WRITABLE:
    case REMARK_CLASS_UNREACHABLE:
    case REMARK_FAMILIES_MIXED:
    case REMARK_NODE_PORTS_OPEN:
        report_kinds(reader, remark);
        break;
    case REMARK_GATEWAY_NAMESPACE:
    case REMARK_GATEWAY_CLASS:
        report_gateway(reader, remark);
        break;
    }
}

/* Warn of placeholders in the tenant's namespaces that nothing uses. */
static void lint_placeholders(struct reader *reader, const struct tenant *tenant)
{
    const struct texts_at *places = &reader->tenant_places[tenant->index].namespaces;
    bool is_used = false;

    for (size_t i = 0; i < tenant->n_families; i++)
        is_used = is_used || tenant->families[i].key.binding == DOMAIN_BY_VALUE;
    for (size_t i = 0; i < tenant->n_namespaces && !is_used; i++) {
        const struct str name = tenant->namespaces[i].placeholder;
        uint32_t value;

        if (name.len == 0 || map_get(&reader->used_placeholders, name, &value))
            continue;
        WARN(reader, "unused-placeholder", places->items[i].place,
             "no domain, host or value of tenant %s uses the placeholder of %s; write "
             "\"*\"",
             reader_quoted(reader, tenant->name),
             reader_quoted(reader, places->items[i].text));
    }
}

void lint_read(struct reader *reader)
{
    AUTO(remarks_clear) struct remarks remarks = {0};

    assert(reader->problems->n_errors == 0); /* so every entry has its place */
    policy_lint(reader->policy, &remarks);
    for (size_t i = 0; i < remarks.n; i++)
        report(reader, &remarks.all[i]);
    kinds_lint(reader);
    for (size_t i = 0; i < reader->policy->n_tenants; i++)
        lint_placeholders(reader, &reader->policy->tenants[i]);
}
