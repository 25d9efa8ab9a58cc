/*
 * class-agrees: all carriers present name the same class.  Controllers differ in which
 * one they follow, so two that differ are two classes at once.  With a controller that
 * ignores the IngressClass because of an annotation, even an equal one is refused.
 */
#include "core/rules/rules.h"

enum {
    AGREES_NOT,
    AGREES_BUT_SPOILS, /* class: the one that only the field may name */
};

static void check(const struct context *context, struct violations *out)
{
    const struct carriers *carriers = &context->carriers;
    const struct class *alone = carriers_class_read(carriers, CLASS_READ_FIELD_ONLY);

    for (size_t i = 0; i < carriers->n; i++) {
        const struct carrier *carrier = &carriers->list[i];
        const bool differs = !carriers_agree(carrier, &carriers->list[0]);
        const bool spoils =
            alone != NULL && field_path_is(&carrier->path, FIELD_ANNOTATION);
        struct draft *draft;

        if (!differs && !spoils)
            continue;
        draft = violations_add(out, RULE_CLASS_AGREES, carrier->path,
                               context_present(carrier->value));
        if (differs)
            continue;
        draft->what = AGREES_BUT_SPOILS;
        draft->class = alone;
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct carrier *first = &context->carriers.list[0];
    const bool by_annotation = field_path_is(&first->path, FIELD_ANNOTATION);

    if (draft->what == AGREES_BUT_SPOILS) {
        const struct field_path field =
            field_path_of(context->inquiry->view->kind->class_field);

        buf_add_text(buf, "with this annotation the controller ignores the "
                          "IngressClass's parameters; remove it and set ");
        field_path_add(buf, &field);
        buf_add_text(buf, ": ");
        text_add_escaped(buf, draft->class->name, TEXT_QUOTED_MAX);
        return;
    }
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " differs from ");
    if (by_annotation) {
        buf_add_text(buf, "annotation ");
        text_add_escaped(buf, first->path.key, NAME_MAX_BYTES);
    } else {
        field_path_add(buf, &first->path);
    }
    buf_add_byte(buf, ' ');
    text_add_quoted(buf, first->value);
    buf_add_text(buf, by_annotation ? "; keep only one of the two annotations"
                                    : "; remove this annotation");
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
