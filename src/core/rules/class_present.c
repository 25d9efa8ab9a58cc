/*
 * class-present: at least one carrier names a class, and where its controller reads one
 * carrier only, this one is there.
 */
#include "core/policy/class_keys.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

enum {
    PRESENT_NOWHERE,
    PRESENT_NOT_IN_ANNOTATION,
    PRESENT_NOT_IN_FIELD,
};

/* A class that is read there only is named, but not there. */
static void check_place(const struct context *context, enum class_reading reading,
                        struct field_path place, unsigned what, struct violations *out)
{
    const struct class *class = carriers_class_read(&context->carriers, reading);
    struct draft *draft;

    if (class == NULL || carriers_at(&context->carriers, &place) != NULL)
        return;
    draft = violations_add(out, RULE_CLASS_PRESENT, place, STR_NONE);
    draft->what = what;
    draft->class = class;
}

static void check(const struct context *context, struct violations *out)
{
    const struct field_path field = {.field = context->inquiry->view->kind->class_field};

    if (!carriers_name_a_class(&context->carriers)) {
        violations_add(out, RULE_CLASS_PRESENT, field, STR_NONE);
        return;
    }
    check_place(context, CLASS_READ_FIELD, field, PRESENT_NOT_IN_FIELD, out);
    check_place(context, CLASS_READ_ANNOTATION, field_path_annotation(class_keys[0]),
                PRESENT_NOT_IN_ANNOTATION, out);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    if (draft->what == PRESENT_NOWHERE) {
        buf_add_text(buf, context->inquiry->view->kind->nouns->class_absent);
        sentence_add_class_choice(buf, context);
        return;
    }
    buf_add_text(buf, "class ");
    text_add_quoted(buf, draft->class->name);
    buf_add_text(buf, draft->what == PRESENT_NOT_IN_FIELD
                          ? " is read from this field only; set "
                          : " is read from this annotation only; add ");
    if (draft->what == PRESENT_NOT_IN_FIELD)
        field_path_add(buf, &draft->violation.path);
    else
        buf_add(buf, draft->violation.path.key);
    buf_add_text(buf, ": ");
    text_add_escaped(buf, draft->class->name, TEXT_QUOTED_MAX);
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
