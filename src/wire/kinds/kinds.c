/* SPDX-License-Identifier: Apache-2.0 */
/* kinds: calls the readers, and reads an object and its stored form. */
#include "wire/kinds/kinds.h"

#include "wire/kinds/member.h"
#include "wire/kinds/walk.h"

#define SCRATCH_KEEP_BYTES ((size_t)16 << 10)
#define BACKEND_MAX_BYTES  ((size_t)64 << 10) /* the text of a back end is not longer */

static kind_read_spec *const reads[KIND_READERS] = {
    [KIND_READS_INGRESS] = ingress_read,
    [KIND_READS_ROUTE] = route_read,
    [KIND_READS_LISTENERS] = listeners_read,
    [KIND_READS_SERVICE] = service_read,
    [KIND_READS_ROW] = row_read,
};

const struct json_shape *kind_object_shape(const struct kind *kind)
{
    return kind->reader == KIND_READS_INGRESS ? &ingress_shape : kind->shape;
}

/* One of the review's objects, read. */
struct object {
    struct view *view;
    struct str name;
    struct str spec; /* its text */
    bool has_metadata;
    uint32_t n_values; /* of walks over it */
};

/* An Ingress keeps what its reader needs; demands of the policy may need any member. */
static NO_INLINE bool read_demands_of_whole(const struct kind_reading *reading,
                                            struct view *view)
{
    struct json *whole = NULL;
    struct err err;

    if (!json_read(reading->arena, view->text, &json_whole, &whole, &err)) {
        *reading->ret_why = (struct unjudgeable){
            STR("object"), arena_dup(reading->arena, str_from(err.text))};
        return false;
    }
    return walk_demands(reading, whole, view);
}

static bool read_demands(const struct kind_reading *reading, struct view *view)
{
    if (reading->kind->reader != KIND_READS_INGRESS)
        return walk_demands(reading, reading->object, view);
    return reading->kind->n_demands == 0 || read_demands_of_whole(reading, view);
}

/* An empty or unreadable text is not a name. */
static struct str first_name(const struct view *view)
{
    for (size_t i = 0; i < view->n_hosts; i++) {
        if (view->hosts[i].reading != HOST_IS_UNREADABLE && view->hosts[i].name.len > 0)
            return view->hosts[i].name;
    }
    return STR_NONE;
}

static bool read_spec(const struct kind_reading *reading, struct view *view)
{
    if (reading->kind->reader != KIND_READS_INGRESS && !walk_hosts(reading, view))
        return false;
    if (!reads[reading->kind->reader](reading, view) || !read_demands(reading, view))
        return false;
    if (reading->kind->reader != KIND_READS_INGRESS)
        view->host = first_name(view);
    return true;
}

static bool read_object(struct kind_reading *reading, struct object *ret)
{
    NOT_CLEARED const struct json *members[JSON_MAX_FIELDS];
    const struct json *metadata = NULL;
    const struct json *spec = NULL;
    struct arena *arena = reading->arena;

    reading->n_values = &ret->n_values;
    json_fields(reading->object, members, kind_object_shape(reading->kind)->n_fields);
    metadata = members[OBJECT_METADATA];
    spec = members[OBJECT_SPEC];
    if (!member_is(metadata, VALUE_OBJECT))
        return member_refuse_at(arena, FIELD_METADATA, metadata, VALUE_OBJECT,
                                reading->ret_why);
    if (!member_is(spec, VALUE_OBJECT) && reading->kind->has_row)
        return member_refuse_at(arena, FIELD_SPEC, spec, VALUE_OBJECT, reading->ret_why);

    *ret->view = (struct view){.kind = reading->kind,
                               .has_spec = spec != NULL,
                               .text = json_text(reading->object)};
    ret->has_metadata = metadata != NULL;
    ret->spec = member_text(spec);
    reading->spec = spec != NULL && json_value_type(spec) == VALUE_OBJECT ? spec : NULL;
    if (metadata != NULL &&
        !metadata_read(arena, metadata, ret->view, &ret->name, reading->ret_why))
        return false;
    ret->view->name = ret->name;
    return read_spec(reading, ret->view);
}

/* Texts are short and many, so the memory for each is given back at once.  A long text
 * cannot be a back end, and stays as written. */
static struct str canonical_text(struct arena *arena, struct arena *scratch,
                                 struct str text)
{
    struct str spelling;

    if (text.len > BACKEND_MAX_BYTES)
        return text;
    spelling = arena_dup(arena, json_canonical(scratch, text));
    arena_reset(scratch, SCRATCH_KEEP_BYTES);
    return spelling;
}

/* Replace each back end by its canonical text, so that views can be compared. */
static void settle_back_ends(struct arena *arena, struct view *view)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct view_route *routes = arena_alloc(arena, view->n_routes * sizeof routes[0]);

    for (size_t i = 0; i < view->n_routes; i++) {
        routes[i] = view->routes[i];
        if (routes[i].backend.len > 0)
            routes[i].backend = canonical_text(arena, &scratch, routes[i].backend);
    }
    view->routes = routes;
}

bool kind_read(const struct kind_objects *objects, struct arena *arena,
               struct kind_views *ret, struct unjudgeable *ret_why)
{
    struct object now = {.view = &ret->view};
    struct object before = {.view = &ret->stored};
    struct kind_reading reading = {.arena = arena,
                                   .kind = objects->kind,
                                   .namespace = objects->namespace,
                                   .object = objects->object,
                                   .ret_why = ret_why};

    if (!read_object(&reading, &now))
        return false;
    ret->name = now.name;
    ret->has_metadata = now.has_metadata;
    if (objects->old_object == NULL)
        return true;

    reading.object = objects->old_object;
    if (!read_object(&reading, &before)) {
        ret_why->why =
            arena_format(arena, "%.*s (in the stored object)", STR_ARGS(ret_why->why));
        return false;
    }
    if (objects->kind->reader == KIND_READS_ROW) {
        row_add_route(arena, &ret->view);
        row_add_route(arena, &ret->stored);
    } else if (!str_equal(now.spec, before.spec)) {
        settle_back_ends(arena, &ret->view);
        settle_back_ends(arena, &ret->stored);
    }
    return true;
}
