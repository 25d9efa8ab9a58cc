/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listeners: Gateway and ListenerSet -> view: listeners, what names the class, and the
 * settings of a Gateway for its load balancer.
 *
 * Source: gateway.networking.k8s.io, GatewaySpec and ListenerSetSpec of Gateway API 1.6.
 */
#include "wire/kinds/parent.h"

/* The CRDs admit 64 listeners, 16 addresses and 16 annotations. */
#define MAX_LISTENERS   1024
#define MAX_ADDRESSES   1024
#define MAX_ANNOTATIONS 1024

struct listeners {
    struct view_listener *all;
    struct view_host *hosts;
    struct view_catch_all *catch_alls;
    struct view_route *routes;
};

static bool is_nameless(struct str protocol)
{
    return str_equal(protocol, STR("TCP")) || str_equal(protocol, STR("UDP"));
}

static bool read_listener(const struct kind_reading *reading, const struct json *node,
                          size_t index, struct listeners *to, struct view *view)
{
    const struct field_path path = field_path_at(FIELD_LISTENER, index, 0);
    const struct member_in in = {reading->arena, node, path, reading->ret_why};
    struct view_listener *listener = &to->all[index];

    if (json_value_type(node) != VALUE_OBJECT && json_value_type(node) != VALUE_NULL)
        return member_refuse(reading->arena, &path, node, VALUE_OBJECT, reading->ret_why);
    if (!member_find_text(&in, "hostname", &listener->hostname) ||
        !member_find_text(&in, "protocol", &listener->protocol))
        return false;
    listener->protocol_path = field_path_at(FIELD_LISTENER_PROTOCOL, index, 0);
    if (listener->hostname.len > 0)
        to->hosts[view->n_hosts++] =
            (struct view_host){.name = listener->hostname,
                               .path = field_path_at(FIELD_LISTENER_HOSTNAME, index, 0),
                               .role = HOST_SERVED};
    else if (!is_nameless(listener->protocol))
        to->catch_alls[view->n_catch_alls++] = (struct view_catch_all){
            .path = field_path_at(FIELD_LISTENER_HOSTNAME, index, 0), .is_absent = true};
    to->routes[index] = (struct view_route){
        .host = listener->hostname, .backend = json_text(node), .place = path};
    return true;
}

/* field: that of the elements; the report is about the list. */
static bool refuse_many(const struct kind_reading *reading, enum field_id element,
                        size_t n, size_t max)
{
    member_refuse_many(reading->arena, element, n, max, reading->ret_why);
    reading->ret_why->where = path_without_brackets(reading->ret_why->where);
    return false;
}

static bool read_listeners(const struct kind_reading *reading, const struct json *list,
                           struct view *view)
{
    struct listeners to;
    size_t index = 0;

    if (list == NULL)
        return true;
    if (list->n > MAX_LISTENERS)
        return refuse_many(reading, FIELD_LISTENER, list->n, MAX_LISTENERS);
    to.all = ARENA_NEW(reading->arena, struct view_listener, list->n);
    to.hosts = ARENA_NEW(reading->arena, struct view_host, list->n);
    to.catch_alls = ARENA_NEW(reading->arena, struct view_catch_all, list->n);
    to.routes = ARENA_NEW(reading->arena, struct view_route, list->n);
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        if (!read_listener(reading, at, index++, &to, view))
            return false;
    }
    view->listeners = to.all;
    view->n_listeners = list->n;
    view->hosts = to.hosts;
    view->catch_alls = to.catch_alls;
    view->routes = to.routes;
    view->n_routes = list->n;
    return true;
}

/* Read the parent of a ListenerSet. */
static bool read_parent(const struct kind_reading *reading, const struct json *node,
                        struct view *view)
{
    const struct field_path path = field_path_of(FIELD_LISTENER_SET_PARENT);
    struct view_parent *parent = ARENA_NEW(reading->arena, struct view_parent, 1);

    if (node == NULL)
        return true;
    view->parents = parent;
    view->n_parents = 1;
    return parent_read(reading, node, &path, parent);
}

static bool read_annotations(const struct kind_reading *reading, const struct json *map,
                             struct view_gateway *ret)
{
    struct annotation *all = NULL;

    if (map == NULL || map->n == 0)
        return true;
    if (map->n > MAX_ANNOTATIONS)
        return refuse_many(reading, FIELD_GATEWAY_ANNOTATION, map->n, MAX_ANNOTATIONS);
    all = ARENA_NEW(reading->arena, struct annotation, map->n);
    for (const struct json *at = map->first; at != NULL; at = at->next) {
        const struct field_path path = {
            .field = &builtin_fields[FIELD_GATEWAY_ANNOTATION], .key = json_key(at)};
        const bool is_null = json_value_type(at) == VALUE_NULL;

        if (!is_null && json_value_type(at) != VALUE_STRING)
            return member_refuse(reading->arena, &path, at, VALUE_STRING,
                                 reading->ret_why);
        all[ret->n_annotations++] =
            (struct annotation){json_key(at), is_null ? STR_NONE : json_text(at)};
    }
    annotations_sort(all, ret->n_annotations);
    ret->annotations = all;
    return true;
}

static bool read_parameters(const struct kind_reading *reading, const struct json *node,
                            struct view_gateway *ret)
{
    const struct member_in in = {
        reading->arena, node, field_path_of(FIELD_GATEWAY_PARAMETERS), reading->ret_why};
    struct buf text = buf_in(reading->arena);
    struct str group;
    struct str kind;
    struct str name;

    if (node == NULL)
        return true;
    if (!member_find_text(&in, "group", &group) ||
        !member_find_text(&in, "kind", &kind) || !member_find_text(&in, "name", &name))
        return false;
    buf_add(&text, kind);
    buf_add_text(&text, group.len > 0 ? "." : "");
    buf_add(&text, group);
    buf_add_byte(&text, '/');
    buf_add(&text, name);
    ret->has_parameters = true;
    ret->parameters = buf_str(&text);
    return true;
}

static bool read_addresses(const struct kind_reading *reading, const struct json *list,
                           struct view_gateway *ret)
{
    struct view_address *all = NULL;

    if (list == NULL || list->n == 0)
        return true;
    if (list->n > MAX_ADDRESSES)
        return refuse_many(reading, FIELD_GATEWAY_ADDRESS, list->n, MAX_ADDRESSES);
    all = ARENA_NEW(reading->arena, struct view_address, list->n);
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        struct view_address *address = &all[ret->n_addresses];
        const struct field_path path =
            field_path_at(FIELD_GATEWAY_ADDRESS, ret->n_addresses++, 0);
        const struct member_in in = {reading->arena, at, path, reading->ret_why};

        if (json_value_type(at) != VALUE_OBJECT && json_value_type(at) != VALUE_NULL)
            return member_refuse(reading->arena, &path, at, VALUE_OBJECT,
                                 reading->ret_why);
        if (!member_find_text(&in, "type", &address->type) ||
            !member_find_text(&in, "value", &address->value))
            return false;
        if (address->type.len == 0)
            address->type = STR("IPAddress");
        address->path = path;
    }
    ret->addresses = all;
    return true;
}

static bool read_gateway(const struct kind_reading *reading, const struct member_in *in,
                         struct view *view)
{
    struct view_gateway *gateway = ARENA_NEW(reading->arena, struct view_gateway, 1);
    const struct json *infrastructure = NULL;
    const struct json *addresses = NULL;
    const struct json *annotations = NULL;
    const struct json *parameters = NULL;
    struct path_fields fields = {.arena = reading->arena};
    struct member_in below = *in;

    *gateway = (struct view_gateway){0};
    view->gateway = gateway;
    if (!member_find(in, "infrastructure", VALUE_OBJECT, &infrastructure) ||
        !member_find(in, "addresses", VALUE_ARRAY, &addresses) ||
        !member_find_text(in, "defaultScope", &gateway->default_scope))
        return false;
    below.object = infrastructure;
    below.path.field = path_field(&fields, STR("spec.infrastructure"));
    return member_find(&below, "annotations", VALUE_OBJECT, &annotations) &&
           member_find(&below, "parametersRef", VALUE_OBJECT, &parameters) &&
           read_annotations(reading, annotations, gateway) &&
           read_parameters(reading, parameters, gateway) &&
           read_addresses(reading, addresses, gateway);
}

static bool read_class(const struct kind_reading *reading, const struct member_in *in,
                       struct view *view)
{
    struct view_carrier *carrier = NULL;
    struct str class;

    if (!member_find_text(in, "gatewayClassName", &class))
        return false;
    if (class.len == 0)
        return true;
    carrier = ARENA_NEW(reading->arena, struct view_carrier, 1);
    *carrier = (struct view_carrier){class, field_path_of(FIELD_GATEWAY_CLASS)};
    view->carriers = carrier;
    view->n_carriers = 1;
    return true;
}

bool listeners_read(const struct kind_reading *reading, struct view *view)
{
    const struct member_in in = {reading->arena, reading->spec, field_path_of(FIELD_SPEC),
                                 reading->ret_why};
    const struct json *listeners = NULL;
    const struct json *parent = NULL;
    const bool is_gateway = (reading->kind->parts & KIND_INFRASTRUCTURE) != 0;

    if (!member_find(&in, "listeners", VALUE_ARRAY, &listeners) ||
        !read_listeners(reading, listeners, view))
        return false;
    if (is_gateway)
        return read_class(reading, &in, view) && read_gateway(reading, &in, view);
    return member_find(&in, "parentRef", VALUE_OBJECT, &parent) &&
           read_parent(reading, parent, view);
}
