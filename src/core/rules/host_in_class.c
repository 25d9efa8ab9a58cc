/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host-in-class: if the class has domains, it must serve every name that the object
 * claims. As in DNS, the longest domain of all classes that covers a name decides.
 */
#include "core/rules/rules.h"

static bool is_served(const struct context *context, const struct name *name)
{
    return policy_class_serves(context->inquiry->policy, context->bound->class,
                               context->inquiry->tenant, &context->inquiry->values, name);
}

static void check(const struct context *context, struct violations *out)
{
    const bool *refused;

    if (context->bound == NULL || context->bound->class->n_domains == 0)
        return;
    refused = context_refused_claims(context, is_served);
    for (size_t i = 0; i < context->claims.n; i++) {
        const struct claim *claim = &context->claims.all[i];

        if (refused[i])
            violations_add(out, RULE_HOST_IN_CLASS, claim->path, claim->text)->class =
                context->bound->class;
    }
}

/* True if the mutating stage writes a class to this field of such objects. */
static bool is_filled_in(const struct kind *kind, const struct field *field)
{
    if (kind->class_from == CLASS_FROM_ROW)
        return kind->n_class_paths > 0 && kind->class_paths[0].field == field &&
               path_spec_member(&kind->class_paths[0]).len > 0;
    return kind->class_from == CLASS_FROM_CARRIERS && kind->class_field == field;
}

/* True if perhaps the user did not write the class, but the mutating stage did. */
static bool is_default(const struct context *context, const struct class *class)
{
    const struct inquiry *inquiry = context->inquiry;
    const struct carriers *carriers = &context->carriers;

    return inquiry->operation == OPERATION_CREATE && inquiry->tenant != NULL &&
           inquiry->tenant->default_class == class && carriers->n == 1 &&
           is_filled_in(inquiry->view->kind, carriers->list[0].path.field);
}

/* One of the tenant's classes that serves the name; NULL: none.  Classes with domains
 * come first. */
static const struct class *find_own(const struct tenant *tenant, const struct name *name)
{
    const struct class *unlimited = NULL;

    for (size_t i = 0; tenant != NULL && i < tenant->n_classes; i++) {
        const struct class *class = tenant->classes[i];

        if (!class_serves_name(class, name))
            continue;
        if (class->n_domains > 0)
            return class;
        if (unlimited == NULL)
            unlimited = class;
    }
    return unlimited;
}

static const struct class *find_any(const struct policy *policy, const struct name *name)
{
    size_t n;
    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (classes[i].n_domains > 0 && class_serves_name(&classes[i], name))
            return &classes[i];
    }
    return NULL;
}

/* Add the class that serves the name instead.  Returns false if there is none. */
static bool add_server(const struct context *context, struct str text, struct buf *buf)
{
    const struct tenant *tenant = context->inquiry->tenant;
    const struct class *class;
    struct name name;
    const char *reason;

    if (!name_parse(context->inquiry->arena, text, &name, &reason))
        return false;
    class = find_own(tenant, &name);
    if (class == NULL)
        class = find_any(context->inquiry->policy, &name);
    if (class == NULL)
        return false;
    buf_add_text(buf, "; class ");
    text_add_quoted(buf, class->name);
    buf_add_text(buf, " serves it");
    if (tenant != NULL && !tenant_permits_class(tenant, class)) {
        buf_add_text(buf, ", but is not permitted for tenant ");
        text_add_quoted(buf, tenant->name);
    }
    return true;
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct class *class = draft->class;

    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " is not served by class ");
    text_add_quoted(buf, class->name);
    if (is_default(context, class)) {
        buf_add_text(buf, " (the default class of tenant ");
        text_add_quoted(buf, context->inquiry->tenant->name);
        buf_add_text(buf, ", filled in where none is set)");
    }
    if (!draft->is_brief && add_server(context, draft->violation.value, buf))
        return;
    buf_add_text(buf, "; it serves: ");
    text_add_list(buf, class->domains, class->n_domains);
}

const struct rule rule_host_in_class = {
    .id = RULE_HOST_IN_CLASS,
    .summary = "Every host lies in a domain that the class serves.",
    .needs = NEEDS_CLASS,
    .growth = GROWTH_NO_HOST_ROUTES,
    .check = check,
    .explain = explain,
};
