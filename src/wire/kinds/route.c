/* SPDX-License-Identifier: Apache-2.0 */
/*
 * route: routes of the Gateway API -> view: parents, rules and their first filter.
 *
 * Source: gateway.networking.k8s.io, CommonRouteSpec and HTTPRouteRule of Gateway API
 * 1.6.
 */
#include "wire/kinds/parent.h"

/* The CRDs admit 32 parents and 16 rules; more cannot be stored. */
#define MAX_PARENTS 128
#define MAX_RULES   128

static bool refuse_many(const struct kind_reading *reading, enum field_id field,
                        const struct json *list, size_t max)
{
    return member_refuse_many(reading->arena, field, list->n, max, reading->ret_why);
}

/* Read the parents, except those in the mesh; *ret_mesh: there are only such. */
static bool read_parents(const struct kind_reading *reading, const struct json *list,
                         struct view *view, bool *ret_mesh)
{
    struct view_parent *parents = NULL;
    size_t index = 0;

    *ret_mesh = false;
    if (list == NULL)
        return true;
    if (list->n > MAX_PARENTS)
        return refuse_many(reading, FIELD_PARENT_REFS, list, MAX_PARENTS);
    parents = ARENA_NEW(reading->arena, struct view_parent, list->n);
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        const struct field_path path = field_path_at(FIELD_PARENT_REF, index++, 0);

        if (!parent_read(reading, at, &path, &parents[view->n_parents]))
            return false;
        view->n_parents += !parent_is_mesh(&parents[view->n_parents]);
    }
    view->parents = parents;
    *ret_mesh = list->n > 0 && view->n_parents == 0;
    return true;
}

static bool read_filter(const struct kind_reading *reading, const struct json *filters,
                        size_t rule, struct view_filter *ret)
{
    const struct json *first = filters == NULL ? NULL : filters->first;
    struct member_in in = {reading->arena, NULL, field_path_at(FIELD_FILTERS, rule, 0),
                           reading->ret_why};
    const struct json *object = NULL;

    *ret = (struct view_filter){.path = in.path};
    if (first == NULL || json_value_type(first) == VALUE_NULL)
        return true;
    in.path = field_path_at(FIELD_FILTER, rule, 0);
    if (json_value_type(first) != VALUE_OBJECT)
        return member_refuse(reading->arena, &in.path, first, VALUE_OBJECT,
                             reading->ret_why);
    in.object = first;
    if (!member_find_text(&in, "type", &ret->type) ||
        !member_find(&in, "extensionRef", VALUE_OBJECT, &object))
        return false;
    in.object = object;
    in.path = field_path_at(FIELD_FILTER_EXTENSION, rule, 0);
    return member_find_text(&in, "group", &ret->group) &&
           member_find_text(&in, "kind", &ret->kind) &&
           member_find_text(&in, "name", &ret->name);
}

static bool read_rules(const struct kind_reading *reading, const struct json *list,
                       struct view *view)
{
    struct view_filter *filters = NULL;
    struct view_route *routes = NULL;
    size_t n = 0;

    if (list == NULL || list->n == 0)
        return true;
    if (list->n > MAX_RULES)
        return refuse_many(reading, FIELD_INGRESS_RULES, list, MAX_RULES);
    filters = ARENA_NEW(reading->arena, struct view_filter, list->n);
    routes = ARENA_NEW(reading->arena, struct view_route, list->n);
    for (const struct json *at = list->first; at != NULL; at = at->next, n++) {
        const struct member_in in = {reading->arena, at,
                                     field_path_at(FIELD_INGRESS_RULE, n, 0),
                                     reading->ret_why};
        const struct json *of_rule = NULL;

        if (json_value_type(at) != VALUE_OBJECT && json_value_type(at) != VALUE_NULL)
            return member_refuse(reading->arena, &in.path, at, VALUE_OBJECT,
                                 reading->ret_why);
        if (!member_find(&in, "filters", VALUE_ARRAY, &of_rule) ||
            !read_filter(reading, of_rule, n, &filters[n]))
            return false;
        routes[n] = (struct view_route){
            .is_every_host = true, .backend = json_text(at), .place = in.path};
    }
    view->has_rules = true;
    view->filters = filters;
    view->n_filters = n;
    view->routes = routes;
    view->n_routes = n;
    return true;
}

/* The traffic of a mesh has no entry point: names there claim nothing. */
static void make_mesh(struct view *view)
{
    view->is_mesh = true;
    view->n_hosts = 0;
    view->n_catch_alls = 0;
}

bool route_read(const struct kind_reading *reading, struct view *view)
{
    const struct member_in in = {reading->arena, reading->spec, field_path_of(FIELD_SPEC),
                                 reading->ret_why};
    const struct json *parents = NULL;
    const struct json *rules = NULL;
    struct str defaults;
    bool is_mesh = false;

    if (!member_find(&in, "parentRefs", VALUE_ARRAY, &parents) ||
        !member_find(&in, "rules", VALUE_ARRAY, &rules) ||
        !member_find_text(&in, "useDefaultGateways", &defaults) ||
        !read_parents(reading, parents, view, &is_mesh) ||
        !read_rules(reading, rules, view))
        return false;
    view->uses_default_gateways = str_equal(defaults, STR("All"));
    if (is_mesh && !view->uses_default_gateways)
        make_mesh(view);
    else if (view->n_parents == 0 && !view->uses_default_gateways)
        view->n_catch_alls = 0;
    return true;
}
