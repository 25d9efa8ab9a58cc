/* SPDX-License-Identifier: Apache-2.0 */
/* source_ranges_of_kind: filters of routes, and kinds that nothing restricts. */
#include "core/rules/source_ranges_of_kind.h"

static void add(const struct context *context, struct field_path path, unsigned what,
                struct violations *out)
{
    struct draft *draft = violations_add(out, RULE_SOURCE_RANGES, path, STR_NONE);

    draft->what = what;
    draft->class = context->bound->class;
}

static bool is_filter(const struct view_filter *filter, const struct object_name *wanted)
{
    return str_equal(filter->type, STR("ExtensionRef")) &&
           str_equal(filter->group, wanted->group) &&
           str_equal(filter->kind, wanted->kind) && str_equal(filter->name, wanted->name);
}

static void check_filters(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    const struct object_name *wanted = &context->bound->class->gateway->filter;

    for (size_t i = 0; i < view->n_filters; i++) {
        if (!is_filter(&view->filters[i], wanted))
            add(context, view->filters[i].path, RANGES_NO_FILTER, out);
    }
    if (!view->has_rules)
        add(context, field_path_of(FIELD_INGRESS_RULES), RANGES_NO_FILTER, out);
}

/* Check an object whose class comes from the section `gateways`. */
static void check_of_gateways(const struct context *context, struct violations *out)
{
    const struct class_gateway *gateway = context->bound->class->gateway;

    if (gateway == NULL || gateway->ranges != GATEWAY_RANGES_FILTER)
        return;
    if (context->inquiry->view->kind->ranges == KIND_RANGES_FILTERS)
        check_filters(context, out);
    else
        add(context, field_path_of(FIELD_SPEC), RANGES_NOT_HERE, out);
}

/* True if lists in annotations are judged.  A class without a profile has none: if
 * class-permitted does not deny an Ingress of the class, nothing restricts the
 * Ingress. */
static bool has_lists(const struct context *context, const struct kind *kind)
{
    return kind->ranges == KIND_RANGES_PROFILE &&
           (context->bound == NULL || context->bound->class->has_profile);
}

bool source_ranges_check_kind(const struct context *context, struct violations *out)
{
    const struct kind *kind = context->inquiry->view->kind;

    if (kind->ranges == KIND_RANGES_SERVICE || has_lists(context, kind))
        return false;
    if (context->bound == NULL || kind->ranges == KIND_RANGES_LEFT ||
        kind->class_from == CLASS_FROM_SELF)
        return true;
    if (kind->class_from == CLASS_FROM_PARENTS)
        check_of_gateways(context, out);
    else if (ranges_restrict(&context->bound->class->ranges))
        add(context, field_path_of(FIELD_SPEC), RANGES_NOT_HERE, out);
    return true;
}

void source_ranges_explain_kind(const struct context *context, const struct draft *draft,
                                struct buf *buf)
{
    const struct object_name *filter = NULL;

    if (draft->what == RANGES_NOT_HERE) {
        buf_addf(buf, "kind %.*s cannot be restricted to the networks of class ",
                 STR_ARGS(context->inquiry->view->kind->name));
        text_add_quoted(buf, draft->class->name);
        buf_add_text(buf, "; use a class without restriction");
        return;
    }
    filter = &draft->class->gateway->filter;
    buf_addf(buf, "the first filter must be %.*s%s%.*s ", STR_ARGS(filter->kind),
             filter->group.len > 0 ? "." : "", STR_ARGS(filter->group));
    text_add_quoted(buf, filter->name);
    buf_addf(buf,
             "; add {type: ExtensionRef, extensionRef: {group: %.*s, kind: %.*s, name: "
             "%.*s}} in front",
             STR_ARGS(filter->group), STR_ARGS(filter->kind), STR_ARGS(filter->name));
}
