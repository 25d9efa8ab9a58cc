/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host-permitted: every name that the object claims must be in a domain delegated to its
 * tenant.  Claims are judged one by one, so the answer names all that fail.
 */
#include "core/object/service.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

enum {
    PERMITTED_NOT,
    PERMITTED_NOT_PODS, /* of a headless Service; detail: the name */
};

/* A tolerated namespace without a tenant may use names that no tenant has. */
static bool is_permitted(const struct context *context, const struct name *name)
{
    const struct inquiry *inquiry = context->inquiry;

    if (inquiry->tenant == NULL && context->tenantless == TENANTLESS_TOLERATED)
        return !policy_covers_name(inquiry->policy, name);
    return policy_permits_name(inquiry->policy, inquiry->tenant, &inquiry->values, name);
}

/* ExternalDNS publishes a name for each pod below this one. */
static bool names_pods(const struct context *context, const struct claim *claim)
{
    return field_path_is(&claim->path, FIELD_ANNOTATION) && !claim->name.is_wildcard &&
           service_is_headless(context->inquiry->view) &&
           service_key_names_pods(context->inquiry->policy, claim->path.key);
}

static void check_pods(const struct context *context, const struct claim *claim,
                       struct violations *out)
{
    struct draft *draft = NULL;
    const struct name pods = {
        .text = arena_format(context->inquiry->arena, "*.%.*s", STR_ARGS(claim->text)),
        .base = claim->text,
        .is_wildcard = true,
    };

    if (is_permitted(context, &pods))
        return;
    draft = violations_add(out, RULE_HOST_PERMITTED, claim->path, pods.text);
    draft->what = PERMITTED_NOT_PODS;
    draft->detail = claim->text;
}

static void check(const struct context *context, struct violations *out)
{
    const bool *refused = context_refused_claims(context, is_permitted);

    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (refused[i])
            violations_add(out, RULE_HOST_PERMITTED, claim->path, claim->text);
        else if (claim->valid && names_pods(context, claim))
            check_pods(context, claim, out);
    }
}

static void explain_pods(const struct context *context, const struct draft *draft,
                         struct buf *buf)
{
    buf_add_text(buf, "a headless Service also publishes ");
    text_add_escaped(buf, arena_format(buf->arena, "POD.%.*s", STR_ARGS(draft->detail)),
                     NAME_MAX_BYTES);
    buf_add_text(buf, ", which");
    if (context->inquiry->tenant == NULL) {
        sentence_add_tenantless(buf, context);
        return;
    }
    sentence_add_not_delegated(
        buf, context, arena_format(buf->arena, "pod.%.*s", STR_ARGS(draft->detail)));
    sentence_add_names(buf, context);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    if (draft->what == PERMITTED_NOT_PODS) {
        explain_pods(context, draft, buf);
        return;
    }
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
