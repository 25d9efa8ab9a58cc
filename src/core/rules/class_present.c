/*
 * class-present: at least one carrier names a class.
 */
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static void check(const struct context *context, struct violations *out)
{
    if (!carriers_name_a_class(&context->carriers))
        violations_add(out, RULE_CLASS_PRESENT,
                       field_path_of(context->inquiry->view->kind->class_field),
                       STR_NONE);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)draft;
    buf_add_text(buf, context->inquiry->view->kind->nouns->class_absent);
    sentence_add_class_choice(buf, context);
}

const struct rule rule_class_present = {
    .id = RULE_CLASS_PRESENT,
    .summary = "The object names an ingress class.",
    .kinds = KIND_CLASS,
    .about_class = true,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
