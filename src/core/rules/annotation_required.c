/*
 * annotation-required: the annotations that the policy adds for the class are there and,
 * unless they are defaults, unaltered.
 */
#include "core/rules/rules.h"

enum {
    REQUIRED_DEFAULT_ABSENT,
    REQUIRED_ABSENT,
    REQUIRED_ALTERED,
};

static void check(const struct context *context, struct violations *out)
{
    const struct wanted_set *set = context->bound;

    for (size_t i = 0; set != NULL && i < set->n; i++) {
        const struct wanted *wanted = &set->all[i];
        const struct str *value;
        struct draft *draft;

        if (wanted->rule != RULE_ANNOTATION_REQUIRED)
            continue;
        value = wanted_present(wanted, context->inquiry->view);
        if (value != NULL && wanted_accepts(wanted, *value))
            continue;
        draft = violations_add(
            out, RULE_ANNOTATION_REQUIRED,
            field_path_annotation(wanted_key(wanted, context->inquiry->arena)),
            value == NULL ? STR_NONE : context_present(*value));
        draft->detail = wanted->value;
        draft->what = REQUIRED_ALTERED;
        if (value == NULL)
            draft->what = wanted->mode == WANTED_DEFAULT ? REQUIRED_DEFAULT_ABSENT
                                                         : REQUIRED_ABSENT;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    switch (draft->what) {
    case REQUIRED_DEFAULT_ABSENT:
        buf_add_text(buf, "missing; set ");
        text_add_quoted(buf, draft->detail);
        buf_add_text(buf, ", or a value of your own");
        break;
    case REQUIRED_ABSENT:
        buf_add_text(buf, "missing; set ");
        text_add_quoted(buf, draft->detail);
        break;
    default:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " must be ");
        text_add_quoted(buf, draft->detail);
        buf_add_text(buf, "; remove the annotation and it is set");
        break;
    }
}

const struct rule rule_annotation_required = {
    .id = RULE_ANNOTATION_REQUIRED,
    .summary = "The annotations that the policy adds are there.",
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NO_ROUTES,
    .check = check,
    .explain = explain,
};
