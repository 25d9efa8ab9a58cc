/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class-agrees: all present carriers must name the same class.  Controllers read
 * different carriers, so an object with two different ones has two classes at once.  For
 * a controller that ignores the IngressClass if an annotation is present, even an equal
 * annotation is refused.
 *
 * On kinds other than Ingress, only carriers that lead to a class are compared; the
 * others break class-permitted.
 */
#include "core/object/service.h"
#include "core/rules/rules.h"

enum {
    AGREES_NOT,
    AGREES_BUT_SPOILS,    /* class: the one that only the field may name */
    AGREES_NOT_PARENT,    /* class: that of the parent; detail: its name */
    AGREES_NOT_WITH_NAME, /* the same, but the object's own name leads to another */
    AGREES_NOT_EXPOSED,   /* class: that of a load balancer */
};

static void check_ingress(const struct context *context, struct violations *out)
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

/* The first carrier that leads to a class; NULL: none. */
static const struct carrier *first_that_leads(const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (carriers->list[i].class != NULL)
            return &carriers->list[i];
    }
    return NULL;
}

static unsigned what_of(const struct carrier *first, const struct carrier *carrier)
{
    if (field_path_is(&first->path, FIELD_NAME))
        return AGREES_NOT_WITH_NAME;
    return carrier->gateway != NULL ? AGREES_NOT_PARENT : AGREES_NOT;
}

static bool is_mark(const struct class_service *service, const struct annotation *at)
{
    const struct service_mark *mark = service_mark_at(service, at->key);

    return mark != NULL && str_equal(mark->value, at->value);
}

/* Annotations of several controllers decide from where a load balancer can be reached.
 * None of them may contradict the class. */
static void check_exposing(const struct context *context, const struct class *class,
                           struct violations *out)
{
    const struct inquiry *inquiry = context->inquiry;
    const struct service_profile *profile = class->service->profile;

    for (size_t i = 0; i < inquiry->view->n_annotations; i++) {
        const struct annotation *at = &inquiry->view->annotations[i];
        struct draft *draft = NULL;

        if (service_key_among(profile->exposing, profile->n_exposing, at->key) == NULL ||
            is_mark(class->service, at) ||
            wanted_entry_permits(inquiry, class, at->key, at->value))
            continue;
        draft = violations_add(out, RULE_CLASS_AGREES, field_path_annotation(at->key),
                               context_present(at->value));
        draft->violation.beside = at->key;
        draft->what = AGREES_NOT_EXPOSED;
        draft->class = class;
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct carriers *carriers = &context->carriers;
    const struct carrier *first = first_that_leads(carriers);

    if (first != NULL && service_is_load_balancer(context->inquiry->view)) {
        check_exposing(context, first->class, out);
        return;
    }
    if (context->inquiry->view->kind->class_from == CLASS_FROM_CARRIERS) {
        check_ingress(context, out);
        return;
    }
    for (size_t i = 0; i < carriers->n && first != NULL; i++) {
        const struct carrier *carrier = &carriers->list[i];
        struct draft *draft;

        if (carrier->class == NULL || carrier->class == first->class)
            continue;
        draft = violations_add(out, RULE_CLASS_AGREES, carrier->path,
                               carrier_meaning(carrier));
        draft->what = what_of(first, carrier);
        draft->class = carrier->class;
        draft->detail = carrier->parent == NULL && carrier->gateway != NULL
                            ? carrier->gateway->text
                            : carrier->value;
    }
}

static void explain_spoils(const struct context *context, const struct draft *draft,
                           struct buf *buf)
{
    const struct field_path field = kind_class_place(context->inquiry->view->kind);

    buf_add_text(buf, "with this annotation the controller ignores the "
                      "IngressClass's parameters; remove it and set ");
    field_path_add(buf, &field);
    buf_add_text(buf, ": ");
    text_add_escaped(buf, draft->class->name, TEXT_QUOTED_MAX);
}

/* `Gateway "infra/private" belongs to class "internal", but ` */
static void add_belongs(const struct draft *draft, const char *noun, struct buf *buf)
{
    buf_add_text(buf, noun);
    buf_add_byte(buf, ' ');
    text_add_quoted(buf, draft->detail);
    buf_add_text(buf, " belongs to class ");
    text_add_quoted(buf, draft->class->name);
    buf_add_text(buf, ", but ");
}

static void explain_parent(const struct context *context, const struct draft *draft,
                           struct buf *buf)
{
    const struct carrier *first = first_that_leads(&context->carriers);

    add_belongs(draft, "Gateway", buf);
    field_path_add(buf, &first->path);
    buf_add_text(buf, " to class ");
    text_add_quoted(buf, first->class->name);
    buf_addf(buf, "; create one %.*s for each class",
             STR_ARGS(context->inquiry->view->kind->kind));
}

static void explain_name(const struct context *context, const struct draft *draft,
                         struct buf *buf)
{
    const struct carrier *first = first_that_leads(&context->carriers);
    const struct kind *kind = context->inquiry->view->kind;
    const bool is_gateway = kind->n_class_paths > 0;

    add_belongs(draft, is_gateway ? "GatewayClass" : "Gateway", buf);
    buf_addf(buf, "a %.*s with this name must belong to class ", STR_ARGS(kind->kind));
    text_add_quoted(buf, first->class->name);
    buf_add_text(buf, is_gateway ? "; use another name or another GatewayClass"
                                 : "; use another name or another parent");
}

static void explain_differs(const struct context *context, const struct draft *draft,
                            struct buf *buf)
{
    const struct carriers *carriers = &context->carriers;
    const struct carrier *first =
        draft->detail.ptr == NULL ? &carriers->list[0] : first_that_leads(carriers);
    const bool by_annotation = field_path_is(&first->path, FIELD_ANNOTATION);

    text_add_quoted(buf,
                    draft->detail.ptr == NULL ? draft->violation.value : draft->detail);
    buf_add_text(buf, " differs from ");
    if (by_annotation) {
        buf_add_text(buf, "annotation ");
        text_add_escaped(buf, first->path.key, NAME_MAX_BYTES);
    } else {
        field_path_add(buf, &first->path);
    }
    buf_add_byte(buf, ' ');
    text_add_quoted(buf, first->value);
    if (by_annotation)
        buf_add_text(buf, "; keep only one of the two annotations");
    else if (field_path_is(&draft->violation.path, FIELD_ANNOTATION))
        buf_add_text(buf, "; remove this annotation");
    else
        buf_add_text(buf, "; keep only one of the two");
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    switch (draft->what) {
    case AGREES_BUT_SPOILS:
        explain_spoils(context, draft, buf);
        break;
    case AGREES_NOT_PARENT:
        explain_parent(context, draft, buf);
        break;
    case AGREES_NOT_EXPOSED:
        text_add_quoted(buf, draft->violation.value);
        buf_add_text(buf, " contradicts class ");
        text_add_quoted(buf, draft->class->name);
        buf_add_text(buf, "; remove the annotation");
        break;
    case AGREES_NOT_WITH_NAME:
        explain_name(context, draft, buf);
        break;
    default:
        explain_differs(context, draft, buf);
        break;
    }
}

const struct rule rule_class_agrees = {
    .id = RULE_CLASS_AGREES,
    .summary = "All fields and annotations that name a class name the same one.",
    .kinds = KIND_CLASS,
    .about_class = true,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
