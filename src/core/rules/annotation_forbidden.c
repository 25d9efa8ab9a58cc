/*
 * annotation-forbidden: keys that the policy forbids, unless the policy itself writes
 * that very value.
 */
#include "core/object/managed.h"
#include "core/rules/rules.h"
#include "core/values/key.h"

static bool is_excepted(const struct forbidden *forbidden, const struct tenant *tenant)
{
    for (size_t i = 0; i < forbidden->n_except; i++) {
        if (forbidden->except[i] == tenant)
            return true;
    }
    return false;
}

static bool matches(const struct forbidden *forbidden, struct str key)
{
    for (size_t i = 0; i < forbidden->n_globs; i++) {
        if (key_matches(key, forbidden->globs[i]))
            return true;
    }
    return false;
}

/* The first entry that forbids the key; NULL: none. */
static const struct forbidden *find(const struct context *context, struct str key)
{
    size_t n;
    const struct forbidden *all = policy_forbidden(context->inquiry->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (matches(&all[i], key) && !is_excepted(&all[i], context->inquiry->tenant))
            return &all[i];
    }
    return NULL;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        const struct forbidden *forbidden = find(context, at->key);

        if (forbidden == NULL || str_equal(at->key, MANAGED_KEY) ||
            context_wants(context, at->key, at->value))
            continue;
        violations_add(out, RULE_ANNOTATION_FORBIDDEN, field_path_annotation(at->key),
                       context_present(at->value))
            ->detail = forbidden->reason;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    buf_add_text(buf, "this annotation is forbidden");
    if (draft->detail.len > 0) {
        buf_add_text(buf, ": ");
        text_add_escaped(buf, draft->detail, (size_t)4 * TEXT_QUOTED_MAX);
    }
    buf_add_text(buf, "; remove it");
}

const struct rule rule_annotation_forbidden = {
    .id = RULE_ANNOTATION_FORBIDDEN,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
