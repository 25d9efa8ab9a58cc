/* SPDX-License-Identifier: Apache-2.0 */
/*
 * canary-host: an object must not be a canary.  A canary needs another object with its
 * host, which the webhook cannot see; without it, the canary is served for every host.
 */
#include "core/policy/profile_keys.h"
#include "core/rules/rules.h"

static bool is_canary(const struct context *context, const struct annotation *at)
{
    size_t n = context_count_profiles(context);

    for (size_t i = 0; i < n; i++) {
        if (profile_is_canary_key(context_profile(context, i), at->key))
            return profile_value_is_on(at->value);
    }
    return false;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (is_canary(context, at))
            violations_add(out, RULE_CANARY_HOST, field_path_annotation(at->key),
                           at->value)
                ->class
                = context->bound == NULL ? NULL : context->bound->class;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    buf_add_text(buf, "a canary without a primary Ingress is served for every host; ask "
                      "for canaries to be permitted");
    if (draft->class == NULL)
        return;
    buf_add_text(buf, " for class ");
    text_add_quoted(buf, draft->class->name);
}

const struct rule rule_canary_host = {
    .id = RULE_CANARY_HOST,
    .summary = "No canary, which may be served for every host.",
    .kinds = KIND_CONTROLLER,
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NO_ROUTES,
    .check = check,
    .explain = explain,
};
