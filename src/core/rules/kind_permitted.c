/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind-permitted: the tenant must list the kind, if only tenants that list it may write
 * it.
 */
#include "core/rules/rules.h"

static bool is_listed(const struct tenant *tenant, const struct kind *kind)
{
    for (size_t i = 0; tenant != NULL && i < tenant->n_kinds; i++) {
        if (tenant->kinds[i] == kind)
            return true;
    }
    return false;
}

static void check(const struct context *context, struct violations *out)
{
    const struct kind *kind = context->inquiry->view->kind;

    if (kind->is_listed && !is_listed(context->inquiry->tenant, kind))
        violations_add(out, RULE_KIND_PERMITTED, field_path_of(FIELD_KIND), kind->name);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct tenant *tenant = context->inquiry->tenant;

    buf_add_text(buf, "kind ");
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " is not permitted for ");
    if (tenant == NULL) {
        buf_add_text(buf, "namespace ");
        text_add_quoted(buf, context->inquiry->namespace);
    } else {
        buf_add_text(buf, "tenant ");
        text_add_quoted(buf, tenant->name);
    }
    buf_add_text(buf, "; ask the platform team to create the object, or to add the kind "
                      "to the tenant");
}

const struct rule rule_kind_permitted = {
    .id = RULE_KIND_PERMITTED,
    .summary = "The tenant may write objects of this kind.",
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_ROUTES,
    .check = check,
    .explain = explain,
};
