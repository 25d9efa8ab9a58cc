/*
 * host-in-class: a class with domains serves every name.  As in DNS, the longest domain
 * of all classes that covers a name decides.
 */
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    if (context->bound == NULL || context->bound->class->n_domains == 0)
        return;
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (claim->valid &&
            !policy_class_serves(context->inquiry->policy, context->bound->class,
                                 context->inquiry->tenant, &context->inquiry->values,
                                 &claim->name))
            violations_add(out, RULE_HOST_IN_CLASS, claim->path, claim->text)->class =
                context->bound->class;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " is not served by class ");
    text_add_quoted(buf, draft->class->name);
    buf_add_text(buf, "; it serves: ");
    text_add_list(buf, draft->class->domains, draft->class->n_domains);
}

const struct rule rule_host_in_class = {
    .id = RULE_HOST_IN_CLASS,
    .summary = "Every host lies in a domain that the class serves.",
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NO_HOST_ROUTES,
    .check = check,
    .explain = explain,
};
