/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class-present: at least one carrier must name a class.  If the controller of that class
 * reads only one carrier, that one must be present.  Routes need no class; neither do
 * objects for traffic inside the cluster only.
 */
#include "core/object/service.h"
#include "core/policy/class_keys.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

enum {
    PRESENT_NOWHERE,
    PRESENT_NOT_IN_ANNOTATION,
    PRESENT_NOT_IN_FIELD,
    PRESENT_NO_LOAD_BALANCER, /* class: one that it may have; NULL: none */
    PRESENT_NOT_PUBLISHED,
};

/* The named class is read at this carrier only, which is absent. */
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

/* The default class, else the first that the tenant may use; NULL: none. */
static const struct class *class_to_give(const struct inquiry *inquiry)
{
    const struct tenant *tenant = inquiry->tenant;
    const struct class *class = services_of(inquiry)->default_class;

    for (size_t i = 0; tenant != NULL && class == NULL && i < tenant->n_classes; i++) {
        if (tenant->classes[i]->service != NULL)
            class = tenant->classes[i];
    }
    return class;
}

/* A Service that is not a load balancer needs a class only for the names that it
 * publishes. The keys are not carriers, so each is a separate place. */
static void check_publishing(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        struct draft *draft = NULL;

        if (!service_publishes_at(context->inquiry->policy, at))
            continue;
        draft = violations_add(out, RULE_CLASS_PRESENT, field_path_annotation(at->key),
                               STR_NONE);
        draft->what = PRESENT_NOT_PUBLISHED;
        draft->violation.beside = at->key;
    }
}

static void check_service(const struct context *context, struct violations *out)
{
    struct draft *draft = NULL;

    if (context->carriers.n > 0)
        return;
    if (!service_is_load_balancer(context->inquiry->view)) {
        check_publishing(context, out);
        return;
    }
    draft = violations_add(out, RULE_CLASS_PRESENT, field_path_of(FIELD_SERVICE_TYPE),
                           STR_NONE);
    draft->what = PRESENT_NO_LOAD_BALANCER;
    draft->class = class_to_give(context->inquiry);
}

/* An empty annotation is a carrier; here, on an Ingress, it counts as none. */
static bool has_carrier(const struct context *context)
{
    if (context->inquiry->view->kind->class_from == CLASS_FROM_CARRIERS)
        return carriers_name_a_class(&context->carriers);
    return context->carriers.n > 0;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    const struct field_path place = kind_class_place(view->kind);

    if (view->service != NULL) {
        check_service(context, out);
        return;
    }
    if (place.field == NULL || view->is_mesh)
        return;
    if (!has_carrier(context)) {
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

/* The marks that are absent or have another value. */
static void add_marks(const struct view *view, const struct class_service *service,
                      const char *before, struct buf *buf)
{
    for (size_t i = 0; i < service->n_marks; i++) {
        const struct service_mark *mark = &service->marks[i];
        const struct str *value = view_annotation(view, mark->key);

        if (value != NULL && str_equal(*value, mark->value))
            continue;
        buf_addf(buf, "%sthe annotation %.*s: ", before, STR_ARGS(mark->key));
        text_add_escaped(buf, mark->value, TEXT_QUOTED_MAX);
        before = " and ";
    }
}

static void explain_load_balancer(const struct context *context,
                                  const struct draft *draft, struct buf *buf)
{
    const struct view *view = context->inquiry->view;
    const struct class_service *service = NULL;
    const char *before = " set ";

    buf_add_text(buf, "no class matches this load balancer");
    if (draft->class == NULL)
        return;
    service = draft->class->service;
    buf_add_text(buf, "; for class ");
    text_add_quoted(buf, draft->class->name);
    if (!str_equal(service->class, view->service->class)) {
        if (service->class.len == 0)
            buf_add_text(buf, " remove spec.loadBalancerClass");
        else
            buf_addf(buf, " set spec.loadBalancerClass: %.*s", STR_ARGS(service->class));
        before = service->class.len == 0 ? " and set " : " and ";
    }
    add_marks(view, service, before, buf);
}

static void explain_place(const struct draft *draft, struct buf *buf)
{
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

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    switch (draft->what) {
    case PRESENT_NOWHERE:
        explain_nowhere(context, buf);
        break;
    case PRESENT_NO_LOAD_BALANCER:
        explain_load_balancer(context, draft, buf);
        break;
    case PRESENT_NOT_PUBLISHED:
        buf_add_text(buf, "a Service of type ");
        text_add_escaped(buf, context->inquiry->view->service->type, NAME_MAX_BYTES);
        buf_add_text(buf, " may not publish names; use an Ingress or a route, or remove "
                          "the annotation");
        break;
    default:
        explain_place(draft, buf);
        break;
    }
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
