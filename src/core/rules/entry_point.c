/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry-point: no annotation may choose a load balancer, front end, address or port other
 * than the class's, unless the policy writes that value or lists it for users.
 */
#include "core/policy/profile_keys.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static bool is_entry_point(const struct context *context, struct str key)
{
    size_t n = context_count_profiles(context);

    for (size_t i = 0; i < n; i++) {
        if (profile_is_entry_point(context_profile(context, i), key))
            return true;
    }
    return false;
}

/* The values that the key may have, as text; len 0: none. */
static struct str permitted_at(const struct context *context,
                               const struct wanted_set *set, struct str key)
{
    const struct wanted *wanted = wanted_find(set, key);
    struct str *values;
    size_t n = 0;

    if (wanted == NULL)
        return STR_NONE;
    values = ARENA_NEW(context->inquiry->arena, struct str, wanted->n_values + 1);
    if (wanted->is_written &&
        !wanted_is_among(wanted->value, wanted->values, wanted->n_values))
        values[n++] = wanted->value;
    for (size_t i = 0; i < wanted->n_values; i++)
        values[n++] = wanted->values[i];
    if (n == 0)
        return STR_NONE;
    return sentence_of_list(context, values, n);
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    const struct wanted_set *set =
        context->bound != NULL ? context->bound : &context->unbound;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        struct draft *draft;

        if (!is_entry_point(context, at->key) || wanted_permits(set, at->key, at->value))
            continue;
        draft = violations_add(out, RULE_ENTRY_POINT, field_path_annotation(at->key),
                               context_present(at->value));
        draft->class = set->class;
        draft->detail = permitted_at(context, set, at->key);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " chooses another entry point");
    if (draft->class != NULL) {
        buf_add_text(buf, " than that of class ");
        text_add_quoted(buf, draft->class->name);
    }
    if (draft->detail.len > 0) {
        buf_add_text(buf, "; permitted: ");
        buf_add(buf, draft->detail);
        return;
    }
    buf_add_text(buf, "; use the class of that entry point, or ask for this value to be "
                      "permitted");
}

const struct rule rule_entry_point = {
    .id = RULE_ENTRY_POINT,
    .summary = "No annotation chooses another entry point.",
    .kinds = KIND_CONTROLLER,
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NO_CLAIMS,
    .check = check,
    .explain = explain,
};
