/*
 * lint: prefixes, namespaces and classes.
 */
#include "core/policy/lint.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/body.h"

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
    if (pattern->is_prefix) {
        remark.kind = REMARK_NAMESPACE_PATTERN;
        remarks_add(remarks, remark);
    }
}

static void lint_namespaces(const struct policy *policy, struct remarks *remarks)
{
    struct namespace_index earlier = {.longest_beginning = 0};

    for (size_t i = 0; i < policy->n_tenants; i++) {
        const struct tenant *tenant = &policy->tenants[i];

        for (size_t j = 0; j < tenant->n_namespaces; j++)
            lint_pattern(tenant, (uint32_t)j, &earlier, remarks);
        for (size_t j = 0; j < tenant->n_namespaces; j++)
            namespace_index_add(&earlier, &tenant->namespaces[j], (uint32_t)i);
    }
    map_clear(&earlier.exact);
    map_clear(&earlier.beginnings);
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

        if (set->n_v4 > 0 && set->n_v6 == 0 && has_v6_entry(class))
            remarks_add(remarks, (struct remark){.kind = REMARK_V4_ONLY_RANGES, .of = i});
    }
}

static void lint_default_classes(const struct policy *policy, struct remarks *remarks)
{
    for (uint32_t i = 0; i < policy->n_tenants; i++) {
        if (policy->tenants[i].default_class != NULL)
            remarks_add(remarks, (struct remark){.kind = REMARK_DEFAULT_CLASS, .of = i});
    }
}

void policy_lint(const struct policy *policy, struct remarks *remarks)
{
    assert(policy->delegation != NULL); /* it is finished */
    lint_prefixes(policy, remarks);
    lint_namespaces(policy, remarks);
    lint_unused_classes(policy, remarks);
    lint_v4_only(policy, remarks);
    lint_default_classes(policy, remarks);
    policy_lint_reach(policy, remarks);
}
