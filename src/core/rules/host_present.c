/*
 * host-present: no catch-all, which would claim every name.
 */
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_rules; i++) {
        struct field_path path = field_path_at(FIELD_INGRESS_HOST, i, 0);

        if (view->rules[i].host.len == 0)
            violations_add(out, RULE_HOST_PRESENT, path, STR_NONE);
    }
    if (view->has_default_backend)
        violations_add(out, RULE_HOST_PRESENT,
                       field_path_of(FIELD_INGRESS_DEFAULT_BACKEND), STR_NONE)
            ->what = 1;
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    if (draft->what == 0)
        buf_add_text(buf, "a rule without host claims every name; write its host");
    else
        buf_add_text(buf, "a default backend claims every name; write rules with hosts");
}

const struct rule rule_host_present = {
    .id = RULE_HOST_PRESENT,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_NO_CLAIMS,
    .check = check,
    .explain = explain,
};
