/*
 * host-present: no catch-all, which would claim every name.
 */
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_catch_alls; i++)
        violations_add(out, RULE_HOST_PRESENT, view->catch_alls[i].path, STR_NONE)->what =
            view->catch_alls[i].what;
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    buf_add_text(buf, context->inquiry->view->kind->nouns->catch_all[draft->what]);
}

const struct rule rule_host_present = {
    .id = RULE_HOST_PRESENT,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_NO_CLAIMS,
    .check = check,
    .explain = explain,
};
