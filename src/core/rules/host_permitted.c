/*
 * host-permitted: every name the object claims lies in a domain delegated to its
 * tenant.  Claims are judged one by one, so the answer names all that fail.
 */
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

/* A namespace without tenant that is tolerated may use what nobody has. */
static bool is_permitted(const struct context *context, const struct name *name)
{
    const struct inquiry *inquiry = context->inquiry;

    if (inquiry->tenant == NULL && context->tenantless == TENANTLESS_TOLERATED)
        return !policy_covers_name(inquiry->policy, name);
    return policy_permits_name(inquiry->policy, inquiry->tenant, &inquiry->values, name);
}

static void check(const struct context *context, struct violations *out)
{
    const bool *refused = context_refused_claims(context, is_permitted);

    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (refused[i])
            violations_add(out, RULE_HOST_PERMITTED, claim->path, claim->text);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    text_add_quoted(buf, draft->violation.value);
    if (context->inquiry->tenant == NULL) {
        sentence_add_tenantless(buf, context);
        return;
    }
    sentence_add_not_delegated(buf, context, draft->violation.value);
    sentence_add_near_name(buf, context, draft);
    sentence_add_names(buf, context);
}

const struct rule rule_host_permitted = {
    .id = RULE_HOST_PERMITTED,
    .summary = "Every host lies in a domain delegated to the tenant.",
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_HOST_ROUTES,
    .check = check,
    .explain = explain,
};
