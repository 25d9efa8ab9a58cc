/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host-wildcard: an object must not claim a wildcard that the tenant's `hosts` do not
 * list.
 */
#include "core/rules/rules.h"

enum {
    WILDCARD_ANYWHERE,
    WILDCARD_TLS, /* often present only for a wildcard certificate */
};

static void check(const struct context *context, struct violations *out)
{
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (!claim->valid || !claim->name.is_wildcard)
            continue;
        if (context->inquiry->tenant != NULL &&
            policy_permits_wildcard_literally(context->inquiry->policy,
                                              context->inquiry->tenant,
                                              &context->inquiry->values, &claim->name))
            continue;
        violations_add(out, RULE_HOST_WILDCARD, claim->path, claim->text)->what =
            claim->role == HOST_TLS ? WILDCARD_TLS : WILDCARD_ANYWHERE;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    text_add_quoted(buf, draft->violation.value);
    if (draft->what == WILDCARD_TLS)
        buf_add_text(buf, " is a wildcard; list the rule hosts themselves, a wildcard "
                          "certificate serves them");
    else
        buf_add_text(buf, " is a wildcard; list the names themselves, or ask for this "
                          "wildcard to be added to the tenant's hosts");
}

const struct rule rule_host_wildcard = {
    .id = RULE_HOST_WILDCARD,
    .summary = "No wildcard host that the policy does not list.",
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_HOST_ROUTES,
    .check = check,
    .explain = explain,
};
