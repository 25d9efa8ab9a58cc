/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service: Service -> view.  Source: core/v1 ServiceSpec of Kubernetes 1.35.
 */
#include "base/text.h"
#include "wire/kinds/reader.h"

/* An object that the API server stores has far fewer. */
#define MAX_ITEMS 10000

static bool read_texts(const struct kind_reading *reading, const struct json *list,
                       struct field_path path, const struct str **ret, size_t *ret_n)
{
    struct str *all = NULL;

    if (list == NULL)
        return true;
    if (list->n > MAX_ITEMS) {
        reading->ret_why->where = path.field->text;
        reading->ret_why->why = arena_format(
            reading->arena, "has %u entries, the limit is %d", list->n, MAX_ITEMS);
        return false;
    }
    all = ARENA_NEW(reading->arena, struct str, list->n);
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        const bool is_null = json_value_type(at) == VALUE_NULL;

        path.index[0] = (uint32_t)*ret_n;
        if (!is_null && json_value_type(at) != VALUE_STRING)
            return member_refuse(reading->arena, &path, at, VALUE_STRING,
                                 reading->ret_why);
        all[(*ret_n)++] = is_null ? STR_NONE : json_text(at);
    }
    *ret = all;
    return true;
}

/* Quotes keep an entry with a comma from being read as two, and line feeds from being cut
 * off. */
static struct str join(struct arena *arena, const struct str *items, size_t n)
{
    struct buf buf = buf_in(arena);
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        const bool is_quoted =
            str_find(items[i], ',', &at) || str_find(items[i], '\n', &at);

        buf_add_text(&buf, i == 0 ? "" : ",");
        buf_add_text(&buf, is_quoted ? "\"" : "");
        buf_add(&buf, items[i]);
        buf_add_text(&buf, is_quoted ? "\"" : "");
    }
    return buf.len == 0 ? STR("") : buf_str(&buf);
}

static bool read_number(const struct member_in *in, const char *key, struct str *ret)
{
    const struct json *node = NULL;

    if (!member_find(in, key, VALUE_NUMBER, &node))
        return false;
    *ret = member_text(node);
    return true;
}

/* The pair of protocol and port, a JSON text. */
static struct str port_text(struct arena *arena, const struct view_port *port)
{
    struct buf pair = buf_in(arena);
    struct buf text = buf_in(arena);

    buf_add(&pair, port->protocol);
    buf_add_byte(&pair, '/');
    buf_add(&pair, port->port);
    text_add_json(&text, buf_str(&pair));
    return buf_str(&text);
}

static bool read_port(const struct kind_reading *reading, const struct json *node,
                      struct view_port *ret, struct view_route *ret_route)
{
    const struct field_path path =
        field_path_at(FIELD_SERVICE_PORT, ret->node_port_path.index[0], 0);
    const struct member_in in = {reading->arena, node, path, reading->ret_why};

    if (json_value_type(node) != VALUE_OBJECT && json_value_type(node) != VALUE_NULL)
        return member_refuse(reading->arena, &path, node, VALUE_OBJECT, reading->ret_why);
    if (!member_find_text(&in, "protocol", &ret->protocol) ||
        !read_number(&in, "port", &ret->port) ||
        !read_number(&in, "nodePort", &ret->node_port))
        return false;
    if (ret->protocol.len == 0)
        ret->protocol = STR("TCP");
    *ret_route = (struct view_route){
        .is_every_host = true, .backend = port_text(reading->arena, ret), .place = path};
    return true;
}

static bool read_ports(const struct kind_reading *reading, const struct json *list,
                       struct view_service *ret, struct view *view)
{
    struct view_port *ports = NULL;
    struct view_route *routes = NULL;
    size_t n = 0;

    if (list == NULL)
        return true;
    if (list->n > MAX_ITEMS)
        return member_refuse_many(reading->arena, FIELD_SERVICE_NODE_PORT, list->n,
                                  MAX_ITEMS, reading->ret_why);
    ports = ARENA_NEW(reading->arena, struct view_port, list->n);
    routes = ARENA_NEW(reading->arena, struct view_route, list->n);
    for (const struct json *at = list->first; at != NULL; at = at->next, n++) {
        ports[n].node_port_path = field_path_at(FIELD_SERVICE_NODE_PORT, n, 0);
        if (!read_port(reading, at, &ports[n], &routes[n]))
            return false;
    }
    ret->ports = ports;
    ret->n_ports = n;
    view->routes = routes;
    view->n_routes = n;
    return true;
}

static bool read_node_ports(const struct kind_reading *reading, struct view_service *ret)
{
    const struct json *node =
        reading->spec == NULL
            ? NULL
            : json_member(reading->spec, STR("allocateLoadBalancerNodePorts"));

    if (node == NULL || json_value_type(node) == VALUE_NULL)
        return true;
    if (json_value_type(node) != VALUE_TRUE && json_value_type(node) != VALUE_FALSE)
        return member_refuse_at(reading->arena, FIELD_SERVICE_NODE_PORTS, node,
                                VALUE_TRUE, reading->ret_why);
    ret->node_ports =
        json_value_type(node) == VALUE_TRUE ? NODE_PORTS_TRUE : NODE_PORTS_FALSE;
    return true;
}

static bool read_lists(const struct kind_reading *reading, const struct member_in *in,
                       struct view_service *ret, struct view *view)
{
    const struct json *external_ips = NULL;
    const struct json *ranges = NULL;
    const struct json *ports = NULL;
    const struct str *items = NULL;
    size_t n_items = 0;

    if (!member_find(in, "externalIPs", VALUE_ARRAY, &external_ips) ||
        !member_find(in, "loadBalancerSourceRanges", VALUE_ARRAY, &ranges) ||
        !member_find(in, "ports", VALUE_ARRAY, &ports) ||
        !read_texts(reading, external_ips, field_path_of(FIELD_SERVICE_EXTERNAL_IP),
                    &ret->external_ips, &ret->n_external_ips) ||
        !read_texts(reading, ranges, field_path_of(FIELD_SERVICE_RANGES), &items,
                    &n_items) ||
        !read_ports(reading, ports, ret, view))
        return false;
    if (n_items > 0)
        ret->ranges = join(reading->arena, items, n_items);
    return true;
}

bool service_read(const struct kind_reading *reading, struct view *view)
{
    struct view_service *service = ARENA_NEW(reading->arena, struct view_service, 1);
    const struct member_in in = {reading->arena, reading->spec, field_path_of(FIELD_SPEC),
                                 reading->ret_why};

    *service = (struct view_service){0};
    view->service = service;
    if (!member_find_text(&in, "type", &service->type) ||
        !member_find_text(&in, "clusterIP", &service->cluster_ip) ||
        !member_find_text(&in, "externalName", &service->external_name) ||
        !member_find_text(&in, "loadBalancerClass", &service->class) ||
        !member_find_text(&in, "loadBalancerIP", &service->address) ||
        !read_node_ports(reading, service) || !read_lists(reading, &in, service, view))
        return false;
    if (service->type.len == 0)
        service->type = STR("ClusterIP");
    return true;
}
