/*
 * lint: domains and hosts of a tenant that no class of the tenant serves.
 *
 * A domain is reached when a class serves it, or serves something below it.  The second
 * is looked into only for those domains that the first leaves over.
 */
#include "core/policy/lint.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/body.h"

#define ANY_CLASS UINT32_MAX /* an owner beside the classes' numbers */

/* A domain that no class of its tenant serves as a whole. */
struct rest {
    const struct tenant *tenant;
    uint32_t at; /* in the tenant's domains */
};

struct reach {
    const struct policy *policy;
    struct remarks *remarks;
    struct domain_tree *served; /* by any class; for tenants with all classes */
    struct domain_tree *above;  /* what a class serves something below of, by class */
    struct rest *rests;
    size_t n_rests;
    size_t cap_rests;
};

/* Class 0 stands for all in `served`: a class without domains serves every name. */
static void build_served(struct reach *reach)
{
    const struct policy *policy = reach->policy;

    reach->served = domain_tree_new();
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct class *class = &policy->classes[i];

        if (class->n_domains == 0)
            domain_tree_add(reach->served, DOMAIN_BELOW, STR("."), 0);
        for (size_t j = 0; j < class->n_domains; j++)
            domain_tree_add(reach->served, DOMAIN_BELOW, class->domains[j], 0);
    }
    domain_tree_finish(reach->served);
}

static bool tenant_is_served(struct reach *reach, const struct tenant *tenant,
                             struct str domain)
{
    if (str_equal(domain, STR(".")))
        return true;
    if (tenant->all_classes) {
        if (reach->served == NULL)
            build_served(reach);
        return domain_tree_permits(reach->served, domain, 0);
    }
    for (size_t i = 0; i < tenant->n_classes; i++) {
        const struct class *class = tenant->classes[i];

        if (class->n_domains == 0 || domain_tree_permits(class->tree, domain, 0))
            return true;
    }
    return false;
}

static void remark(struct reach *reach, enum remark_kind kind,
                   const struct tenant *tenant, size_t at)
{
    remarks_add(reach->remarks,
                (struct remark){.kind = kind, .of = tenant->index, .at = (uint32_t)at});
}

static void add_rest(struct reach *reach, struct rest rest)
{
    reach->rests = mem_grow(reach->rests, &reach->cap_rests, reach->n_rests + 1,
                            sizeof *reach->rests);
    reach->rests[reach->n_rests++] = rest;
}

static void look_at_tenant(struct reach *reach, const struct tenant *tenant)
{
    if (tenant->n_classes == 0) {
        remark(reach, REMARK_TENANT_WITHOUT_CLASSES, tenant, 0);
        return;
    }
    for (size_t i = 0; i < tenant->n_hosts; i++) {
        const struct str host = tenant->hosts[i];
        const size_t star = str_has_prefix(host, STR("*.")) ? 2 : 0;

        if (!tenant_is_served(reach, tenant, str_skip(host, star)))
            remark(reach, REMARK_UNREACHABLE_HOST, tenant, i);
    }
    for (size_t i = 0; i < tenant->n_domains; i++) {
        if (!tenant_is_served(reach, tenant, tenant->domains[i]))
            add_rest(reach, (struct rest){tenant, (uint32_t)i});
    }
}

/* Note for every domain of a class which of the wanted names stand above it. */
static void add_above(struct reach *reach, const struct class *class,
                      const struct map *wanted)
{
    for (size_t i = 0; i < class->n_domains; i++) {
        struct str name = name_parent(class->domains[i]);

        while (name.len > 0) {
            uint32_t first;

            if (map_get(wanted, name, &first)) {
                domain_tree_add(reach->above, DOMAIN_EXACT, name, class->index);
                domain_tree_add(reach->above, DOMAIN_EXACT, name, ANY_CLASS);
            }
            name = name_parent(name);
        }
    }
}

static void build_above(struct reach *reach)
{
    const struct policy *policy = reach->policy;
    struct map wanted;

    map_init(&wanted);
    for (size_t i = 0; i < reach->n_rests; i++) {
        const struct rest *rest = &reach->rests[i];

        (void)map_put(&wanted, rest->tenant->domains[rest->at], (uint32_t)i);
    }
    reach->above = domain_tree_new();
    for (size_t i = 0; i < policy->n_classes; i++)
        add_above(reach, &policy->classes[i], &wanted);
    domain_tree_finish(reach->above);
    map_clear(&wanted);
}

static bool is_served_below(const struct reach *reach, const struct rest *rest)
{
    const struct tenant *tenant = rest->tenant;
    const struct str domain = tenant->domains[rest->at];

    if (tenant->all_classes)
        return domain_tree_permits(reach->above, domain, ANY_CLASS);
    for (size_t i = 0; i < tenant->n_classes; i++) {
        if (domain_tree_permits(reach->above, domain, tenant->classes[i]->index))
            return true;
    }
    return false;
}

void policy_lint_reach(const struct policy *policy, struct remarks *remarks)
{
    struct reach reach = {.policy = policy, .remarks = remarks};

    for (size_t i = 0; i < policy->n_tenants; i++)
        look_at_tenant(&reach, &policy->tenants[i]);
    if (reach.n_rests > 0)
        build_above(&reach);
    for (size_t i = 0; i < reach.n_rests; i++) {
        const struct rest *rest = &reach.rests[i];

        if (!is_served_below(&reach, rest))
            remark(&reach, REMARK_UNREACHABLE_DOMAIN, rest->tenant, rest->at);
    }
    domain_tree_free(reach.served);
    domain_tree_free(reach.above);
    free(reach.rests);
}
