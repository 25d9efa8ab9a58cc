/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint: remarks on prefixes, namespaces and classes, on names that no class serves, and
 * on restrictions that kinds other than Ingress undo.
 */
#include "core/policy/lint.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/body.h"
#include "core/policy/policy.h"

#define ANY_CLASS UINT32_MAX /* an owner that is not the number of a class */

void remarks_add(struct remarks *remarks, struct remark remark)
{
    remarks->all =
        mem_grow(remarks->all, &remarks->cap, remarks->n + 1, sizeof *remarks->all);
    remarks->all[remarks->n++] = remark;
}

void remarks_clear(struct remarks *remarks)
{
    free(remarks->all);
    *remarks = (struct remarks){0};
}

static void lint_prefixes(const struct policy *policy, struct remarks *remarks)
{
    for (size_t i = 0; i < policy->n_dns_prefixes && policy->n_instances > 0; i++) {
        if (policy->dns_prefixes[i].instance == NULL)
            remarks_add(remarks, (struct remark){.kind = REMARK_UNLISTED_PREFIX,
                                                 .of = (uint32_t)i});
    }
}

static void lint_pattern(const struct tenant *tenant, uint32_t at,
                         const struct namespace_index *earlier, struct remarks *remarks)
{
    const struct name_pattern *pattern = &tenant->namespaces[at];
    struct remark remark = {.of = tenant->index, .at = at};

    if (namespace_index_covers(earlier, pattern, &remark.first)) {
        remark.kind = REMARK_NAMESPACE_NEVER_REACHED;
        remarks_add(remarks, remark);
    }
    if (name_pattern_has_hole(pattern)) {
        remark.kind = REMARK_NAMESPACE_PATTERN;
        remarks_add(remarks, remark);
    }
}

static void lint_namespaces(const struct policy *policy, struct remarks *remarks)
{
    struct namespace_index earlier = {.longest_head = 0};

    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];

        for (size_t j = 0; j < tenant->n_namespaces; j++) {
            lint_pattern(tenant, (uint32_t)j, &earlier, remarks);
            namespace_index_add(&earlier, &tenant->namespaces[j], (uint32_t)i);
        }
    }
    map_clear(&earlier.by_text);
}

static void lint_unused_classes(const struct policy *policy, struct remarks *remarks)
{
    AUTO(mem_free) bool *used = mem_alloc(policy->n_classes, sizeof *used);

    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];

        if (tenant->all_classes)
            return;
        for (size_t j = 0; j < tenant->n_classes; j++)
            used[tenant->classes[j]->index] = true;
    }
    for (uint32_t i = 0; i < policy->n_classes; i++) {
        if (!used[i])
            remarks_add(remarks, (struct remark){.kind = REMARK_UNUSED_CLASS, .of = i});
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

static bool has_v6_entry(const struct class *class)
{
    for (size_t i = 0; i < class->n_dns; i++) {
        for (size_t j = 0; j < class->dns[i].n_entries; j++) {
            const struct dns_entry *entry = &class->dns[i].entries[j];

            if (entry->form == FORM_TARGET && has_v6_target(entry->value))
                return true;
        }
    }
    return false;
}

static void lint_v4_only(const struct policy *policy, struct remarks *remarks)
{
    for (uint32_t i = 0; i < policy->n_classes; i++) {
        const struct class *class = &policy->classes[i];
        const struct cidr_set *set = &class->ranges.set;

        if (set->v4.n > 0 && set->v6.n == 0 && has_v6_entry(class))
            remarks_add(remarks, (struct remark){.kind = REMARK_V4_ONLY_RANGES, .of = i});
    }
}

static void lint_plain_http(const struct policy *policy, struct remarks *remarks)
{
    for (uint32_t i = 0; i < policy->n_classes; i++) {
        if (policy->classes[i].tls != TLS_NOT_REQUIRED &&
            policy->classes[i].profile->plain_http_is_elsewhere)
            remarks_add(remarks, (struct remark){.kind = REMARK_PLAIN_HTTP, .of = i});
    }
}

/*
 * Finds domains and hosts of a tenant that no class of the tenant serves.  A domain is
 * reached if a class serves it or a name below it.  The second test runs only for domains
 * that fail the first.
 */
struct reach {
    const struct policy *policy;
    struct remarks *remarks;
    struct domain_tree *served; /* by any class; for tenants with all classes */
    struct map rest; /* domains that no class of some tenant serves as a whole */
    struct domain_tree *above; /* domains in `rest` above a name that a class serves */
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

        if (class->n_domains == 0 ||
            domain_tree_permits(class->served, domain, class->index))
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

/* The domain that contains all instances of a family.  If it is reached, so are some of
 * them. */
static struct str name_above(const struct family *family)
{
    const struct str parent = name_parent(family->key.key);

    return parent.len == 0 ? STR(".") : parent;
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
            (void)map_put(&reach->rest, tenant->domains[i], 0);
    }
    for (size_t i = 0; i < tenant->n_families; i++) {
        const struct str above = name_above(&tenant->families[i]);

        if (!tenant_is_served(reach, tenant, above))
            (void)map_put(&reach->rest, above, 0);
    }
}

/* For every domain of a class, mark the remaining domains above it. */
static void add_above(struct reach *reach, const struct class *class)
{
    for (size_t i = 0; i < class->n_domains; i++) {
        struct str name = name_parent(class->domains[i]);

        while (name.len > 0) {
            uint32_t value;

            if (map_get(&reach->rest, name, &value)) {
                domain_tree_add(reach->above, DOMAIN_EXACT, name, class->index);
                domain_tree_add(reach->above, DOMAIN_EXACT, name, ANY_CLASS);
            }
            name = name_parent(name);
        }
    }
}

static bool is_served_below(const struct reach *reach, const struct tenant *tenant,
                            struct str domain)
{
    if (tenant->all_classes)
        return domain_tree_permits(reach->above, domain, ANY_CLASS);
    for (size_t i = 0; i < tenant->n_classes; i++) {
        if (domain_tree_permits(reach->above, domain, tenant->classes[i]->index))
            return true;
    }
    return false;
}

static bool is_out_of_reach(struct reach *reach, const struct tenant *tenant,
                            struct str domain)
{
    uint32_t value;

    return map_get(&reach->rest, domain, &value) &&
           !tenant_is_served(reach, tenant, domain) &&
           !is_served_below(reach, tenant, domain);
}

static void look_below(struct reach *reach, const struct tenant *tenant)
{
    if (tenant->n_classes == 0)
        return;
    for (size_t i = 0; i < tenant->n_domains; i++) {
        if (is_out_of_reach(reach, tenant, tenant->domains[i]))
            remark(reach, REMARK_UNREACHABLE_DOMAIN, tenant, i);
    }
    for (size_t i = 0; i < tenant->n_families; i++) {
        if (is_out_of_reach(reach, tenant, name_above(&tenant->families[i])))
            remark(reach, REMARK_UNREACHABLE_FAMILY, tenant, i);
    }
}

static void lint_reach(const struct policy *policy, struct remarks *remarks)
{
    struct reach reach = {
        .policy = policy, .remarks = remarks, .above = domain_tree_new()};

    for (size_t i = 0; i < policy->n_tenants; i++)
        look_at_tenant(&reach, &policy->tenants[i]);
    for (size_t i = 0; i < policy->n_classes && reach.rest.n > 0; i++)
        add_above(&reach, &policy->classes[i]);
    domain_tree_finish(reach.above);
    for (size_t i = 0; i < policy->n_tenants && reach.rest.n > 0; i++)
        look_below(&reach, &policy->tenants[i]);
    domain_tree_free(reach.served);
    domain_tree_free(reach.above);
    map_clear(&reach.rest);
}

/* As ranges_restrict(), which is above this folder. */
static bool is_restricted(const struct class *class)
{
    return class->ranges.mode != RANGE_OPEN && class->ranges.mode != RANGE_ELSEWHERE;
}

/* Classes that no object reaches, and restrictions that other kinds undo. */
static bool has_gateway(const struct policy *policy, const struct class *class)
{
    for (size_t i = 0; i < policy->n_gateways; i++) {
        if (policy->gateways[i].class == class)
            return true;
    }
    return false;
}

static bool is_class_of(const struct tenant_services *services, const struct class *class)
{
    for (size_t i = 0; i < SERVICE_TYPES; i++) {
        if (services->class_of[i] == class)
            return true;
    }
    return false;
}

static bool has_services(const struct policy *policy, const struct class *class)
{
    if (class->service != NULL || is_class_of(&policy->services, class))
        return true;
    for (size_t i = 0; i < policy->n_tenants; i++) {
        if (is_class_of(policy->tenants[i].services, class))
            return true;
    }
    return false;
}

/* True if objects of the kind can have the class. */
static bool reaches(const struct policy *policy, const struct kind *kind,
                    const struct class *class)
{
    switch (kind->class_from) {
    case CLASS_FROM_NOTHING:
        break;
    case CLASS_FROM_CARRIERS:
        return class->has_profile;
    case CLASS_FROM_ROW:
        return true;
    case CLASS_FIXED:
        return kind->fixed_class == class;
    case CLASS_FROM_GATEWAY:
        if ((kind->parts & KIND_INFRASTRUCTURE) != 0 && class->gateway != NULL &&
            class->gateway->n_classes > 0)
            return true;
        return has_gateway(policy, class);
    case CLASS_FROM_PARENTS:
    case CLASS_FROM_SELF:
        return has_gateway(policy, class);
    case CLASS_FROM_SERVICE:
        return has_services(policy, class);
    }
    return false;
}

static bool is_reachable(const struct policy *policy, const struct class *class)
{
    for (size_t i = 0; i < policy->n_kinds; i++) {
        if (reaches(policy, &policy->kinds[i], class))
            return true;
    }
    return false;
}

/* True if a tenant could write the object that the first filter of each route names. */
static bool is_filter_writable(const struct policy *policy, const struct class *class)
{
    const struct class_gateway *gateway = class->gateway;
    const struct kind *kind = NULL;

    if (gateway == NULL || gateway->ranges != GATEWAY_RANGES_FILTER)
        return false;
    kind = policy_kind(policy, gateway->filter.group, gateway->filter.kind);
    return kind == NULL || !kind->is_listed;
}

static bool are_families_mixed(const struct class *class)
{
    const struct class_service *service = class->service;

    return service != NULL && service->profile->refuses_ipv6 && service->has_ipv4 &&
           service->has_ipv6 && service->ranges->set.v6.n > 0;
}

static bool are_node_ports_open(const struct class *class)
{
    const struct class_service *service = class->service;

    return service != NULL && service->n_items > 0 && !service->node_ports_denied;
}

static void lint_class(const struct policy *policy, const struct class *class,
                       struct remarks *remarks)
{
    const struct {
        enum remark_kind kind;
        bool is_due;
    } found[] = {
        {REMARK_SERVICE_OVERRIDES, is_restricted(class) &&
                                       class->profile->n_overriding > 0 &&
                                       policy_kind_named(policy, STR("Service")) == NULL},
        {REMARK_FILTER_WRITABLE, is_filter_writable(policy, class)},
        {REMARK_CLASS_UNREACHABLE, !is_reachable(policy, class)},
        {REMARK_FAMILIES_MIXED, are_families_mixed(class)},
        {REMARK_NODE_PORTS_OPEN, are_node_ports_open(class)},
    };

    for (size_t i = 0; i < ARRAY_LEN(found); i++) {
        if (found[i].is_due)
            remarks_add(remarks,
                        (struct remark){.kind = found[i].kind, .of = class->index});
    }
}

/* True if a tenant that may name the entry may use its class. */
static bool may_be_used(const struct policy *policy, const struct gateway_entry *entry)
{
    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];

        if (gateway_is_for(entry, tenant) && tenant_permits_class(tenant, entry->class))
            return true;
    }
    return false;
}

static void lint_gateway(const struct policy *policy, uint32_t at,
                         struct remarks *remarks)
{
    const struct gateway_entry *entry = &policy->gateways[at];

    if (entry->namespace.len > 0 && policy_tenant_of(policy, entry->namespace) == NULL)
        remarks_add(remarks, (struct remark){.kind = REMARK_GATEWAY_NAMESPACE, .of = at});
    if (!may_be_used(policy, entry))
        remarks_add(remarks, (struct remark){.kind = REMARK_GATEWAY_CLASS, .of = at});
}

static void lint_kinds(const struct policy *policy, struct remarks *remarks)
{
    for (size_t i = 0; i < policy->n_classes; i++)
        lint_class(policy, &policy->classes[i], remarks);
    for (size_t i = 0; i < policy->n_gateways; i++)
        lint_gateway(policy, (uint32_t)i, remarks);
}

void policy_lint(const struct policy *policy, struct remarks *remarks)
{
    assert(policy->delegation != NULL); /* it is finished */
    lint_prefixes(policy, remarks);
    lint_namespaces(policy, remarks);
    lint_unused_classes(policy, remarks);
    lint_v4_only(policy, remarks);
    lint_plain_http(policy, remarks);
    lint_reach(policy, remarks);
    policy_lint_inside(policy, remarks);
    lint_kinds(policy, remarks);
}
