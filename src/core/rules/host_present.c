/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host-present: an object must not have a catch-all, which would claim every name.
 *
 * A route without host names receives all traffic of its Gateways.  The policy may permit
 * that for each Gateway.
 */
#include "core/rules/rules.h"

enum {
    PRESENT_BY_VIEW,                        /* plus the index of the kind's noun */
    PRESENT_NAMELESS = KIND_MAX_CATCH_ALLS, /* detail: the Gateway */
};

/* Routes for traffic without names: each parent must permit them. */
static void check_parents(const struct context *context, struct violations *out)
{
    const struct carriers *carriers = &context->carriers;

    for (size_t i = 0; i < carriers->n; i++) {
        const struct carrier *carrier = &carriers->list[i];
        struct draft *draft;

        if (carrier_permits_hostless(carrier))
            continue;
        draft = violations_add(out, RULE_HOST_PRESENT, carrier->path, carrier->value);
        draft->what = PRESENT_NAMELESS;
        draft->detail = carrier->parent == NULL && carrier->gateway != NULL
                            ? carrier->gateway->text
                            : carrier->value;
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    if ((view->kind->parts & KIND_NAMELESS) != 0) {
        check_parents(context, out);
        return;
    }
    if (view->kind->reader == KIND_READS_ROUTE &&
        carriers_permit_hostless(&context->carriers))
        return;
    for (size_t i = 0; i < view->n_catch_alls; i++)
        violations_add(out, RULE_HOST_PRESENT, view->catch_alls[i].path, STR_NONE)->what =
            PRESENT_BY_VIEW + view->catch_alls[i].what;
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct kind *kind = context->inquiry->view->kind;

    if (draft->what != PRESENT_NAMELESS) {
        buf_add_text(buf, kind->nouns->catch_all[draft->what]);
        return;
    }
    buf_addf(buf, "a %.*s receives all traffic of its listener, and Gateway ",
             STR_ARGS(kind->kind));
    text_add_quoted(buf, draft->detail);
    buf_add_text(buf, " is shared; use a Gateway of your own");
}

const struct rule rule_host_present = {
    .id = RULE_HOST_PRESENT,
    .summary = "No rule and no default backend claims every host.",
    .kinds = KIND_HOSTS,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_NO_CLAIMS,
    .check = check,
    .explain = explain,
};
