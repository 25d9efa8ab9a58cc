/*
 * class-present: at least one carrier names a class, and where its controller reads one
 * carrier only, this one is there.  Routes may do without; so may what is for traffic
 * inside the cluster only.
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
    const struct view *view = context->inquiry->view;
    const struct field_path place = kind_class_place(view->kind);

    if (place.field == NULL || view->is_mesh)
        return;
    if (!carriers_name_a_class(&context->carriers)) {
        violations_add(out, RULE_CLASS_PRESENT, place, STR_NONE);
        return;
    }
    if (view->kind->class_from != CLASS_FROM_CARRIERS)
        return;
    check_place(context, CLASS_READ_FIELD, place, PRESENT_NOT_IN_FIELD, out);
    check_place(context, CLASS_READ_ANNOTATION, field_path_annotation(class_keys[0]),
                PRESENT_NOT_IN_ANNOTATION, out);
}

static void explain_nowhere(const struct context *context, struct buf *buf)
{
    const struct inquiry *inquiry = context->inquiry;
    const struct kind *kind = inquiry->view->kind;
    const struct field_path place = kind_class_place(kind);

    if (kind->class_from == CLASS_FROM_SELF) {
        buf_add_text(buf, "section gateways has no entry for ");
        text_add_quoted(buf, arena_format(inquiry->arena, "%.*s/%.*s",
                                          STR_ARGS(inquiry->namespace),
                                          STR_ARGS(inquiry->view->name)));
        buf_add_text(buf, "; use a name that it lists");
        sentence_add_gateways(buf, context, ": ");
        return;
    }
    buf_add_text(buf, kind->nouns->class_absent);
    if (kind->reader == KIND_READS_ROW) {
        if (place.key.ptr != NULL)
            buf_add(buf, place.key);
        else
            field_path_add(buf, &place);
    }
    if (kind->class_from == CLASS_FROM_GATEWAY && kind->n_class_paths > 0)
        sentence_add_gateway_classes(buf, context, " to one of: ");
    else if (kind->class_from == CLASS_FROM_PARENTS)
        sentence_add_gateways(buf, context, " to one of: ");
    else if (kind->class_from != CLASS_FROM_GATEWAY)
        sentence_add_class_choice(buf, context);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    if (draft->what == PRESENT_NOWHERE) {
        explain_nowhere(context, buf);
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
