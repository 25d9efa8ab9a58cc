/*
 * class-permitted: each class named is defined, and one that the tenant may use.
 */
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static void check(const struct context *context, struct violations *out)
{
    if (context->inquiry->tenant == NULL && context->tenantless == TENANTLESS_TOLERATED)
        return;
    for (size_t i = 0; i < context->carriers.n; i++) {
        const struct carrier *carrier = &context->carriers.list[i];

        if (carrier->value.len == 0)
            continue;
        if (carrier->class == NULL || context->inquiry->tenant == NULL ||
            !tenant_permits_class(context->inquiry->tenant, carrier->class))
            violations_add(out, RULE_CLASS_PERMITTED, carrier->path, carrier->value);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct tenant *tenant = context->inquiry->tenant;

    buf_add_text(buf, "class ");
    text_add_quoted(buf, draft->violation.value);
    if (tenant == NULL) {
        sentence_add_tenantless(buf, context);
        return;
    }
    if (policy_class(context->inquiry->policy, draft->violation.value) == NULL) {
        buf_add_text(buf, " is not defined");
        sentence_add_near_class(buf, context, draft);
        sentence_add_classes_of_tenant(buf, context);
        return;
    }
    buf_add_text(buf, " is not permitted for tenant ");
    text_add_quoted(buf, tenant->name);
    sentence_add_classes(buf, context);
}

const struct rule rule_class_permitted = {
    .id = RULE_CLASS_PERMITTED,
    .summary = "The class is defined, and the tenant may use it.",
    .kinds = KIND_CLASS,
    .about_class = true,
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_CLAIMS,
    .check = check,
    .explain = explain,
};
