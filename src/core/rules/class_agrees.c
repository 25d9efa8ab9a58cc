/*
 * class-agrees: all carriers present hold the same bytes.  Controllers differ in which
 * one they believe, so two that differ are two classes at once.
 */
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    const struct carriers *carriers = &context->carriers;

    for (size_t i = 1; i < carriers->n; i++) {
        const struct carrier *carrier = &carriers->list[i];

        if (!str_equal(carrier->value, carriers->list[0].value))
            violations_add(out, RULE_CLASS_AGREES, carrier->path,
                           context_present(carrier->value));
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct carrier *first = &context->carriers.list[0];

    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " differs from ");
    if (!field_path_is(&first->path, FIELD_ANNOTATION)) {
        field_path_add(buf, &first->path);
        buf_add_byte(buf, ' ');
        text_add_quoted(buf, first->value);
        buf_add_text(buf, "; remove this annotation");
        return;
    }
    buf_add_text(buf, "annotation ");
    text_add_escaped(buf, first->path.key, NAME_MAX_BYTES);
    buf_add_byte(buf, ' ');
    text_add_quoted(buf, first->value);
    buf_add_text(buf, "; keep only one of the two annotations");
}

const struct rule rule_class_agrees = {
    .id = RULE_CLASS_AGREES,
    .summary = "All that name an ingress class name the same one.",
    .kinds = KIND_CLASS,
    .about_class = true,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
