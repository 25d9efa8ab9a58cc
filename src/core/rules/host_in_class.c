/*
 * host-in-class: a class with domains serves every name.  As in DNS, the longest domain
 * of all classes that covers a name decides.
 */
#include "core/rules/rules.h"

/* A wildcard that the tenant lists literally may stand over names of other classes. */
static bool is_served(const struct context *context, const struct name *name)
{
    const struct inquiry *inquiry = context->inquiry;
    const struct class *class = context->bound->class;

    if (policy_permits_wildcard_literally(inquiry->policy, inquiry->tenant,
                                          &inquiry->values, name))
        return class_serves_base(class, name);
    return class_serves_name(class, name);
}

static void check(const struct context *context, struct violations *out)
{
    if (context->bound == NULL || context->bound->class->n_domains == 0)
        return;
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (claim->valid && !is_served(context, &claim->name))
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
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
