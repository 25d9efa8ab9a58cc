/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenant-known: the namespace of the review must belong to a tenant.
 */
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    if (context->inquiry->tenant == NULL)
        violations_add(out, RULE_TENANT_KNOWN, field_path_of(FIELD_NAMESPACE),
                       context->inquiry->namespace);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    buf_add_text(buf, "namespace ");
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " belongs to no tenant; ask the platform team to add it to one");
}

const struct rule rule_tenant_known = {
    .id = RULE_TENANT_KNOWN,
    .summary = "The namespace belongs to a tenant.",
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
