/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotation-required: the annotations that the policy adds for the class must be present
 * and, unless they are defaults, unchanged.
 */
#include "core/object/key_case.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

enum {
    REQUIRED_DEFAULT_ABSENT,
    REQUIRED_ABSENT,
    REQUIRED_USERS_ABSENT, /* detail: what is permitted; len 0: anything */
    REQUIRED_ALTERED,
    REQUIRED_CASE,      /* detail: how the key is read */
    REQUIRED_NOT_AMONG, /* detail: what is permitted */
};

/* The values that a user may write. */
static struct str permitted(const struct context *context, const struct wanted *wanted)
{
    struct buf buf;

    buf_init(&buf, context->inquiry->arena, BUF_MAX_BYTES);
    if (wanted->is_written) {
        text_add_escaped(&buf, wanted->own, TEXT_QUOTED_MAX);
        buf_add_text(&buf, ", ");
    }
    text_add_list(&buf, wanted->values, wanted->n_values);
    return buf_str(&buf);
}

static void set_absent(const struct context *context, const struct wanted *wanted,
                       struct draft *draft)
{
    draft->detail = wanted->value;
    draft->what =
        wanted->mode == WANTED_DEFAULT ? REQUIRED_DEFAULT_ABSENT : REQUIRED_ABSENT;
    if (wanted->is_written)
        return;
    draft->what = REQUIRED_USERS_ABSENT;
    draft->detail = wanted->n_values == 0 ? STR_NONE : permitted(context, wanted);
}

static void set_unacceptable(const struct context *context, const struct wanted *wanted,
                             struct draft *draft)
{
    draft->detail = wanted->value;
    draft->what = REQUIRED_ALTERED;
    if (wanted->n_values == 0)
        return;
    draft->what = REQUIRED_NOT_AMONG;
    draft->class = context->bound->class;
    draft->detail = permitted(context, wanted);
}

static void check_wanted(const struct context *context, const struct wanted *wanted,
                         struct violations *out)
{
    const struct str *value = wanted_present(wanted, context->inquiry->view);
    struct draft *draft;

    if (value == NULL && (wanted->mode == WANTED_OPTIONAL || wanted->in_other_case))
        return;
    if ((value != NULL && wanted_accepts(wanted, *value)) ||
        key_list_has(&context->closed, wanted->prefix))
        return;
    draft =
        violations_add(out, RULE_ANNOTATION_REQUIRED,
                       field_path_annotation(wanted_key(wanted, context->inquiry->arena)),
                       value == NULL ? STR_NONE : context_present(*value));
    if (value == NULL)
        set_absent(context, wanted, draft);
    else
        set_unacceptable(context, wanted, draft);
}

/* Check annotations with the entry's key in another case. */
static void check_case(const struct context *context, const struct wanted *wanted,
                       struct violations *out)
{
    const struct policy *policy = context->inquiry->policy;
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; wanted->any_case && i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        struct draft *draft;

        if (str_equal(at->key, wanted->prefix) ||
            !key_case_same(policy, at->key, wanted->prefix) ||
            key_list_has(&context->closed, at->key))
            continue;
        draft =
            violations_add(out, RULE_ANNOTATION_REQUIRED, field_path_annotation(at->key),
                           context_present(at->value));
        draft->what = REQUIRED_CASE;
        draft->detail = wanted->prefix;
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct wanted_set *set = context->bound;

    if (set == NULL)
        return;
    for (size_t i = 0; i < set->n; i++) {
        if (set->all[i].rule != RULE_ANNOTATION_REQUIRED)
            continue;
        check_wanted(context, &set->all[i], out);
        check_case(context, &set->all[i], out);
    }
}

static void explain_absent(const struct draft *draft, struct buf *buf)
{
    buf_add_text(buf, "missing; set ");
    if (draft->what == REQUIRED_USERS_ABSENT) {
        if (draft->detail.len == 0)
            buf_add_text(buf, "a value");
        else
            buf_addf(buf, "one of: %.*s", STR_ARGS(draft->detail));
        return;
    }
    text_add_quoted(buf, draft->detail);
    if (draft->what == REQUIRED_DEFAULT_ABSENT)
        buf_add_text(buf, ", or a value of your own");
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    switch (draft->what) {
    case REQUIRED_CASE:
        buf_add_text(buf, "this key is read as ");
        text_add_escaped(buf, draft->detail, TEXT_QUOTED_MAX);
        buf_add_text(buf, "; write it in that case, or remove the annotation");
        break;
    case REQUIRED_NOT_AMONG:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " is not permitted for class ");
        text_add_quoted(buf, draft->class->name);
        buf_addf(buf, "; permitted: %.*s", STR_ARGS(draft->detail));
        break;
    case REQUIRED_ALTERED:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " must be ");
        text_add_quoted(buf, draft->detail);
        buf_add_text(buf, "; remove the annotation and it is set");
        break;
    default:
        explain_absent(draft, buf);
        break;
    }
}

const struct rule rule_annotation_required = {
    .id = RULE_ANNOTATION_REQUIRED,
    .summary = "The annotations that the policy adds are present.",
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NOTHING,
    .check = check,
    .explain = explain,
};
