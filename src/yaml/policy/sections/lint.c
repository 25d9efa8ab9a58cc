/*
 * policy_build_lint: what is no error in a policy, and yet hardly meant.
 */
#include "yaml/policy/sections/say.h"

#define WARN(builder, ...)                                                               \
    problems_add((builder)->problems, SEVERITY_WARNING, __VA_ARGS__)
#define NOTE(builder, ...) problems_add((builder)->problems, SEVERITY_NOTE, __VA_ARGS__)

static void lint_prefixes(struct policy_builder *builder)
{
    const struct policy *policy = builder->policy;

    if (policy->n_instances == 0)
        return;
    for (size_t i = 0; i < policy->n_dns_prefixes; i++) {
        const struct dns_prefix *prefix = &policy->dns_prefixes[i];

        if (prefix->instance == NULL)
            WARN(builder, "unlisted-prefix", builder->instances.all[0].name.place,
                 "no instance lists the built-in prefix %s: an instance that reads it "
                 "would publish what it finds",
                 builder_quoted(builder, prefix->prefix));
    }
}

static void lint_pattern(struct policy_builder *builder, const struct tenant *tenant,
                         size_t at, const struct namespace_index *earlier)
{
    const struct text_at *text =
        &builder->tenants.all[tenant->index].namespaces.items[at];
    const struct name_pattern *pattern = &tenant->namespaces[at];
    uint32_t first = 0;

    if (namespace_index_covers(earlier, pattern, &first))
        WARN(builder, "namespace-never-reached", text->place,
             "namespace %s of tenant %s is never reached: tenant %s comes first",
             builder_quoted(builder, text->text), builder_quoted(builder, tenant->name),
             builder_quoted(builder, builder->tenant_names[first]));
    if (pattern->is_prefix)
        NOTE(builder, "namespace-pattern", text->place,
             "whoever may create a namespace that fits %s joins tenant %s",
             builder_quoted(builder, text->text), builder_quoted(builder, tenant->name));
}

static void lint_namespaces(struct policy_builder *builder)
{
    const struct policy *policy = builder->policy;
    struct namespace_index earlier = {.longest_beginning = 0};

    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];

        for (size_t j = 0; j < tenant->n_namespaces; j++)
            lint_pattern(builder, tenant, j, &earlier);
        for (size_t j = 0; j < tenant->n_namespaces; j++)
            namespace_index_add(&earlier, &tenant->namespaces[j], (uint32_t)i);
    }
    map_clear(&earlier.exact);
    map_clear(&earlier.beginnings);
}

static void lint_unused_classes(struct policy_builder *builder)
{
    const struct policy *policy = builder->policy;
    bool *used = ARENA_NEW(&builder->scratch, bool, policy->n_classes);

    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];

        if (tenant->all_classes)
            return;
        for (size_t j = 0; j < tenant->n_classes; j++)
            used[tenant->classes[j]->index] = true;
    }
    for (size_t i = 0; i < policy->n_classes; i++) {
        if (!used[i])
            WARN(builder, "unused-class", builder->classes.all[i].name.place,
                 "no tenant may use class %s",
                 builder_quoted(builder, policy->class_names[i]));
    }
}

static bool has_v6_target(struct str target)
{
    struct str rest = target;
    struct str item;
    bool done = false;

    while (str_next_item(&rest, ',', &done, &item)) {
        bool is_v6 = false;

        if (ip_parse(item, &is_v6) && is_v6)
            return true;
    }
    return false;
}

static void lint_v4_only(struct policy_builder *builder)
{
    const struct policy *policy = builder->policy;

    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct class *class = &policy->classes[i];
        const struct cidr_set *set = &class->ranges.set;

        if (set->n_v4 > 0 && set->n_v6 == 0 && has_v6_target(class->dns.target))
            WARN(builder, "v4-only-ranges", builder->classes.all[i].ranges_networks.place,
                 "the networks of class %s are IPv4 only, but its target has an IPv6 "
                 "address: nobody can reach that",
                 builder_quoted(builder, class->name));
    }
}

static void lint_default_classes(struct policy_builder *builder)
{
    for (size_t i = 0; i < builder->tenants.n; i++) {
        const struct text_at *given = &builder->tenants.all[i].default_class;

        if (text_at_given(given))
            NOTE(
                builder, "default-class-cluster", given->place,
                "defaultClass never acts in a cluster with a default IngressClass, which "
                "fills the field first");
    }
}

void builder_lint(struct policy_builder *builder)
{
    lint_prefixes(builder);
    lint_namespaces(builder);
    lint_unused_classes(builder);
    lint_v4_only(builder);
    lint_default_classes(builder);
    builder_lint_reach(builder);
}
