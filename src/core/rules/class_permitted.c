/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class-permitted: each carrier must lead to a class that is defined and that the tenant
 * may use.
 */
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

enum {
    PERMITTED_NOT,        /* a class */
    PERMITTED_NO_PROFILE, /* class: one that no Ingress can use */
    PERMITTED_NOT_PARENT, /* detail: NAMESPACE/NAME */
    PERMITTED_NOT_KIND,   /* of a parent; detail: KIND.GROUP */
    PERMITTED_NO_DEFAULT,
    PERMITTED_NOT_GATEWAY_CLASS, /* detail: its name */
};

/* True if no Ingress can use the class, and it is not treated as if one could. */
static bool is_closed(const struct class *class)
{
    return class != NULL && !class->has_profile && !class->is_open;
}

static bool is_permitted(const struct context *context, const struct carrier *carrier)
{
    const struct tenant *tenant = context->inquiry->tenant;

    if (context->inquiry->view->kind->class_from == CLASS_FROM_CARRIERS &&
        is_closed(carrier->class))
        return false;
    return carrier->class != NULL && tenant != NULL &&
           tenant_permits_class(tenant, carrier->class);
}

static void describe(const struct context *context, const struct carrier *carrier,
                     struct draft *draft)
{
    const struct view_parent *parent = carrier->parent;

    draft->class = carrier->class;
    draft->detail = carrier->value;
    if (context->inquiry->view->kind->class_from == CLASS_FROM_CARRIERS) {
        draft->detail = STR_NONE;
        if (is_closed(carrier->class))
            draft->what = PERMITTED_NO_PROFILE;
        else
            draft->class = NULL;
    } else if (parent != NULL && carrier->class == NULL &&
               !carrier_parent_is_gateway(parent)) {
        draft->what = PERMITTED_NOT_KIND;
        draft->detail =
            arena_format(context->inquiry->arena, "%.*s%s%.*s", STR_ARGS(parent->kind),
                         parent->group.len > 0 ? "." : "", STR_ARGS(parent->group));
    } else if (parent != NULL) {
        draft->what = PERMITTED_NOT_PARENT;
    } else if (field_path_is(&carrier->path, FIELD_DEFAULT_GATEWAYS)) {
        draft->what =
            carrier->gateway == NULL ? PERMITTED_NO_DEFAULT : PERMITTED_NOT_PARENT;
        if (carrier->gateway != NULL)
            draft->detail = carrier->gateway->text;
    } else if (field_path_is(&carrier->path, FIELD_GATEWAY_CLASS)) {
        draft->what = PERMITTED_NOT_GATEWAY_CLASS;
    } else if (field_path_is(&carrier->path, FIELD_NAME)) {
        draft->detail = STR_NONE; /* the name of an object is no class */
    }
}

/* An Ingress with an empty annotation lacks a class; other rules report that. */
static bool names_nothing(const struct context *context, const struct carrier *carrier)
{
    return carrier->value.len == 0 &&
           context->inquiry->view->kind->class_from == CLASS_FROM_CARRIERS;
}

static void check(const struct context *context, struct violations *out)
{
    const struct carriers *carriers = &context->carriers;

    if (context->inquiry->tenant == NULL && context->tenantless == TENANTLESS_TOLERATED)
        return;
    for (size_t i = 0; i < carriers->n; i++) {
        const struct carrier *carrier = &carriers->list[i];

        if (names_nothing(context, carrier) || is_permitted(context, carrier) ||
            (field_path_is(&carrier->path, FIELD_NAME) && carriers->n > 1))
            continue;
        describe(
            context, carrier,
            violations_add(out, RULE_CLASS_PERMITTED, carrier->path,
                           context->inquiry->view->kind->class_from == CLASS_FROM_CARRIERS
                               ? carrier->value
                               : carrier_meaning(carrier)));
    }
}

static void explain_class(const struct context *context, const struct draft *draft,
                          struct buf *buf)
{
    const struct tenant *tenant = context->inquiry->tenant;
    const struct str value =
        draft->detail.len > 0 ? draft->detail : draft->violation.value;

    buf_add_text(buf, "class ");
    text_add_quoted(buf, value);
    if (tenant == NULL) {
        sentence_add_tenantless(buf, context);
        return;
    }
    if (policy_class(context->inquiry->policy, draft->violation.value) == NULL) {
        buf_add_text(buf, " is not defined");
        sentence_add_near_class(buf, context, draft);
        sentence_add_classes_of_tenant(buf, context);
        return;
    }
    buf_add_text(buf, " is not permitted for tenant ");
    text_add_quoted(buf, tenant->name);
    sentence_add_classes(buf, context);
}

/* `Gateway "infra/other" is not permitted for tenant "T"` */
static void add_not_permitted(const struct context *context, const struct draft *draft,
                              const char *noun, struct buf *buf)
{
    buf_add_text(buf, noun);
    buf_add_byte(buf, ' ');
    text_add_quoted(buf, draft->detail);
    sentence_add_for_tenant(buf, context, " is not permitted for tenant ");
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    switch (draft->what) {
    case PERMITTED_NO_PROFILE:
        buf_add_text(buf, "class ");
        text_add_quoted(buf, draft->class->name);
        buf_add_text(buf, " cannot be used by an Ingress");
        sentence_add_classes(buf, context);
        break;
    case PERMITTED_NOT_PARENT:
        add_not_permitted(context, draft, "Gateway", buf);
        sentence_add_gateways(buf, context, "; permitted: ");
        break;
    case PERMITTED_NOT_KIND:
        buf_add_text(buf, "a parent of kind ");
        text_add_quoted(buf, draft->detail);
        buf_add_text(buf, " is not permitted; use a Gateway or ListenerSet");
        break;
    case PERMITTED_NO_DEFAULT:
        buf_add_text(buf, "there is no default Gateway; set spec.parentRefs");
        break;
    case PERMITTED_NOT_GATEWAY_CLASS:
        add_not_permitted(context, draft, "GatewayClass", buf);
        sentence_add_gateway_classes(buf, context, "; permitted: ");
        break;
    default:
        explain_class(context, draft, buf);
        break;
    }
}

const struct rule rule_class_permitted = {
    .id = RULE_CLASS_PERMITTED,
    .summary = "The class is defined, and the tenant may use it.",
    .kinds = KIND_CLASS,
    .about_class = true,
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_CLAIMS,
    .check = check,
    .explain = explain,
};
