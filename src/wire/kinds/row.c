/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row: custom resources -> view: what names the class, by the paths of the kind.
 */
#include "core/kinds/texts.h"
#include "core/values/name.h"
#include "wire/kinds/parent.h"
#include "wire/kinds/walk.h"

struct carrier_walk {
    const struct kind_reading *reading;
    struct view *view;
    struct view_carrier *carriers;
    struct view_parent *parents;
    size_t cap;
    size_t n_mesh; /* texts that are not parents */
};

static bool is_text(const struct carrier_walk *walk, const struct walk_place *place)
{
    return json_value_type(place->node) == VALUE_STRING ||
           member_refuse(walk->reading->arena, &place->path, place->node, VALUE_STRING,
                         walk->reading->ret_why);
}

/* An empty field counts as absent. */
static bool found_class(void *to, const struct walk_place *place)
{
    struct carrier_walk *walk = to;

    if (!is_text(walk, place))
        return false;
    if (json_text(place->node).len == 0)
        return true;
    if (walk->view->n_carriers == walk->cap)
        walk->carriers = arena_grow(walk->reading->arena, walk->carriers, &walk->cap,
                                    sizeof walk->carriers[0]);
    walk->carriers[walk->view->n_carriers++] =
        (struct view_carrier){json_text(place->node), place->path};
    return true;
}

static bool is_mesh_text(const struct kind *kind, struct str text)
{
    for (size_t i = 0; i < kind->n_mesh; i++) {
        if (str_equal(kind->mesh[i], text))
            return true;
    }
    return false;
}

/* `NAME` or `NAMESPACE/NAME`.  Where the name may be a domain, Istio still takes
 * NAME.NAMESPACE and NAME.NAMESPACE.svc.cluster.local (pilot/pkg/model,
 * resolveGatewayName). */
static void split_parent(const struct kind *kind, struct str text,
                         struct view_parent *parent)
{
    size_t at = 0;

    parent->name = text;
    if (str_find(text, '/', &at)) {
        parent->namespace = str_head(text, at);
        parent->name = str_skip(text, at + 1);
    } else if (kind->parents_are_domains && str_find(text, '.', &at)) {
        parent->name = str_head(text, at);
        parent->namespace = str_skip(text, at + 1);
        if (str_find(parent->namespace, '.', &at))
            parent->namespace = str_head(parent->namespace, at);
    }
}

static bool found_parent(void *to, const struct walk_place *place)
{
    struct carrier_walk *walk = to;
    struct view_parent parent = {.namespace = walk->reading->namespace};
    struct str text;

    if (!is_text(walk, place))
        return false;
    text = json_text(place->node);
    if (is_mesh_text(walk->reading->kind, text)) {
        walk->n_mesh++;
        return true;
    }
    parent.path = place->path;
    split_parent(walk->reading->kind, text, &parent);
    parent.text = parent_text(walk->reading->arena, &parent);
    if (walk->view->n_parents == walk->cap)
        walk->parents = arena_grow(walk->reading->arena, walk->parents, &walk->cap,
                                   sizeof walk->parents[0]);
    walk->parents[walk->view->n_parents++] = parent;
    return true;
}

/* A name that means something inside the cluster only. */
static bool is_inside(struct arena *arena, const struct view_host *host,
                      struct str namespace)
{
    static const char *const endings[] = {"", ".svc", ".svc.cluster.local"};
    const char *reason;
    struct str name;
    struct name parsed;
    size_t at = 0;

    if (host->reading == HOST_IS_UNREADABLE ||
        !name_parse(arena, host->name, &parsed, &reason))
        return false;
    name = parsed.text;
    if (!str_find(name, '.', &at))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        const struct str ending =
            arena_format(arena, ".%.*s%s", STR_ARGS(namespace), endings[i]);

        if (str_has_suffix(name, ending))
            return true;
    }
    return false;
}

static void make_mesh(const struct kind_reading *reading, struct view *view)
{
    struct view_host *kept = ARENA_NEW(reading->arena, struct view_host, view->n_hosts);
    struct view_catch_all *all =
        ARENA_NEW(reading->arena, struct view_catch_all, view->n_catch_alls);
    size_t n = 0;

    for (size_t i = 0; i < view->n_hosts; i++) {
        if (!is_inside(reading->arena, &view->hosts[i], reading->namespace))
            kept[n++] = view->hosts[i];
    }
    view->hosts = kept;
    view->n_hosts = n;
    n = 0;
    for (size_t i = 0; i < view->n_catch_alls; i++) {
        if (!view->catch_alls[i].is_absent)
            all[n++] = view->catch_alls[i];
    }
    view->catch_alls = all;
    view->n_catch_alls = n;
    view->is_mesh = true;
}

static bool read_parents(const struct kind_reading *reading, struct view *view)
{
    const struct kind *kind = reading->kind;
    struct carrier_walk to = {.reading = reading, .view = view};
    const struct walk walk = {reading, found_parent, &to};

    if (kind->parents == NULL)
        return true;
    if (!walk_path(&walk, kind->parents))
        return false;
    view->parents = to.parents;
    if (view->n_parents == 0 && (to.n_mesh > 0 || kind->absent_is_mesh))
        make_mesh(reading, view);
    return true;
}

/* True for members that do not affect what the object routes. */
static bool is_left_out(struct str name)
{
    static const struct str names[] = {STR_INIT("apiVersion"), STR_INIT("kind"),
                                       STR_INIT("metadata"), STR_INIT("status")};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_equal(name, names[i]))
            return true;
    }
    return false;
}

/* The member that the mutating stage may write goes into ret->path, all others into the
 * text. */
static void write_spec(struct buf *buf, const struct json *spec, struct str class_field,
                       struct view_route *ret)
{
    struct arena *arena = buf->arena;

    buf_add_byte(buf, '{');
    for (const struct json *at = spec->first; at != NULL; at = at->next) {
        struct buf class = buf_in(arena);

        if (class_field.len > 0 && str_equal(json_key(at), class_field)) {
            json_write(&class, at, arena);
            ret->path = json_canonical(arena, buf_str(&class));
            continue;
        }
        json_add_key(buf, json_key(at));
        json_write(buf, at, arena);
    }
    buf_add_byte(buf, '}');
}

static void write_object(struct buf *buf, const struct json *object,
                         struct str class_field, struct view_route *ret)
{
    buf_add_byte(buf, '{');
    for (const struct json *at = object->first; at != NULL; at = at->next) {
        if (is_left_out(json_key(at)))
            continue;
        json_add_key(buf, json_key(at));
        if (str_equal(json_key(at), STR("spec")) && json_value_type(at) == VALUE_OBJECT)
            write_spec(buf, at, class_field, ret);
        else
            json_write(buf, at, buf->arena);
    }
    buf_add_byte(buf, '}');
}

void row_add_route(struct arena *arena, struct view *view)
{
    static const struct json_shape members = {NULL, 0, NULL};
    static const struct json_field fields[] = {{STR_INIT("spec"), &members}};
    static const struct json_shape shape = {fields, 1, &members};
    const struct kind *kind = view->kind;
    struct view_route *route = ARENA_NEW(arena, struct view_route, 1);
    struct buf rest = buf_in(arena);
    struct str class_field = STR_NONE;
    struct json *object = NULL;
    struct err err;

    *route =
        (struct view_route){.is_every_host = true, .place = field_path_of(FIELD_SPEC)};
    if (kind->n_class_paths > 0)
        class_field = path_spec_member(&kind->class_paths[0]);
    if (json_read(arena, view->text, &shape, &object, &err))
        write_object(&rest, object, class_field, route);
    else
        buf_add_text(&rest, "{}");
    route->backend = json_canonical(arena, buf_str(&rest));
    view->routes = route;
    view->n_routes = 1;
}

bool row_read(const struct kind_reading *reading, struct view *view)
{
    struct carrier_walk to = {.reading = reading, .view = view};
    const struct walk walk = {reading, found_class, &to};

    for (size_t i = 0; i < reading->kind->n_class_paths; i++) {
        if (!walk_path(&walk, &reading->kind->class_paths[i]))
            return false;
    }
    view->carriers = to.carriers;
    return read_parents(reading, view);
}
