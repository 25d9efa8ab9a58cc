/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inside: finds entries that take names from entries of other owners, and from families.
 *
 * An entry that several tenants list is reported once, at the first of them.
 */
#include "core/policy/lint.h"

#include "core/policy/body.h"

/* One entry of a class or tenant, and its name in the tree. */
struct listed {
    const struct domain_tree *tree;
    enum domain_entry entry;
    struct str name;
};

static bool is_first(const struct listed *listed, uint32_t owner)
{
    return domain_tree_first_owner(listed->tree, listed->entry, listed->name) == owner;
}

static void look_at_class(const struct policy *policy, const struct class *class,
                          struct remarks *remarks)
{
    struct remark remark = {.kind = REMARK_CLASS_DOMAIN_INSIDE, .of = class->index};

    for (size_t i = 0; i < class->n_domains; i++) {
        const struct listed listed = {policy->served, DOMAIN_BELOW, class->domains[i]};

        remark.at = (uint32_t)i;
        if (is_first(&listed, class->index) &&
            domain_tree_loser(policy->served, DOMAIN_BELOW, listed.name, &remark.first))
            remarks_add(remarks, remark);
    }
}

/* remark: of a tenant, at the entry. */
static void look_at_name(const struct listed *listed, struct remark remark,
                         struct remarks *remarks)
{
    if (!is_first(listed, remark.of))
        return;
    remark.kind = REMARK_TENANT_NAME_INSIDE;
    if (domain_tree_loser(listed->tree, listed->entry, listed->name, &remark.first))
        remarks_add(remarks, remark);
    remark.kind = REMARK_HIDDEN_INSTANCE;
    if (domain_tree_hides_instance(listed->tree, listed->entry, listed->name))
        remarks_add(remarks, remark);
}

static void look_at_tenant(const struct policy *policy, const struct tenant *tenant,
                           struct remarks *remarks)
{
    struct remark remark = {.of = tenant->index, .list = REMARK_IN_DOMAINS};
    struct listed listed = {policy->delegation, DOMAIN_BELOW, STR_NONE};

    for (size_t i = 0; i < tenant->n_domains; i++) {
        remark.at = (uint32_t)i;
        listed.name = tenant->domains[i];
        look_at_name(&listed, remark, remarks);
    }
    remark.list = REMARK_IN_HOSTS;
    for (size_t i = 0; i < tenant->n_hosts; i++) {
        const bool is_wildcard = str_has_prefix(tenant->hosts[i], STR("*."));

        remark.at = (uint32_t)i;
        listed.entry = is_wildcard ? DOMAIN_WILDCARD : DOMAIN_EXACT;
        listed.name = str_skip(tenant->hosts[i], is_wildcard ? 2 : 0);
        look_at_name(&listed, remark, remarks);
    }
    remark.list = REMARK_IN_FAMILIES;
    for (size_t i = 0; i < tenant->n_families; i++) {
        remark.at = (uint32_t)i;
        listed.entry = tenant->families[i].entry;
        listed.name = tenant->families[i].key.key;
        look_at_name(&listed, remark, remarks);
    }
}

void policy_lint_inside(const struct policy *policy, struct remarks *remarks)
{
    for (size_t i = 0; i < policy->n_classes; i++)
        look_at_class(policy, &policy->classes[i], remarks);
    for (size_t i = 0; i < policy->n_tenants; i++)
        look_at_tenant(policy, &policy->tenants[i], remarks);
}
