/* kinds: the table, and an object beside its stored form. */
#include "wire/kinds/kinds.h"

#include "wire/kinds/member.h"

#define SCRATCH_KEEP_BYTES ((size_t)16 << 10)
#define BACKEND_MAX_BYTES  ((size_t)64 << 10) /* no back end's text is longer */

const struct kind kinds[KIND_COUNT] = {
#define KIND(id, kind_name, kind_group, kind_version, plural, sub_resources, groups)     \
    {.name = STR_INIT(kind_name),                                                        \
     .group = STR_INIT(kind_group),                                                      \
     .version = STR_INIT(kind_version),                                                  \
     .old_groups = STR_INIT(groups),                                                     \
     .index = KIND_ID_##id,                                                              \
     .traits = &id##_traits,                                                             \
     .shape = &id##_shape,                                                               \
     .read_spec = id##_read},
#include "wire/kinds/kinds.def"
#undef KIND
};

static bool is_in(struct str group, const struct kind *kind)
{
    struct str rest = kind->old_groups;
    struct str old;
    bool done = false;

    if (str_equal(group, kind->group))
        return true;
    while (str_next_item(&rest, ',', &done, &old)) {
        if (str_equal(group, old))
            return true;
    }
    return false;
}

const struct kind *kind_find(struct str group, struct str name)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (str_equal(kinds[i].name, name) && is_in(group, &kinds[i]))
            return &kinds[i];
    return NULL;
}

/* One of the review's objects, read. */
struct object {
    struct view *view;
    struct str name;
    struct str spec; /* its text */
    bool has_metadata;
};

static bool read_object(const struct kind *kind, struct arena *arena,
                        const struct json *node, struct object *ret,
                        struct unjudgeable *ret_why)
{
    const struct json *members[OBJECT_FIELDS];
    const struct json *metadata = NULL;
    const struct json *spec = NULL;

    json_fields(node, members, OBJECT_FIELDS);
    metadata = members[OBJECT_METADATA];
    spec = members[OBJECT_SPEC];
    if (!member_is(metadata, VALUE_OBJECT))
        return member_refuse_at(arena, FIELD_METADATA, metadata, VALUE_OBJECT, ret_why);
    if (!member_is(spec, VALUE_OBJECT))
        return member_refuse_at(arena, FIELD_SPEC, spec, VALUE_OBJECT, ret_why);

    *ret->view = (struct view){.kind = kind->traits, .has_spec = spec != NULL};
    ret->has_metadata = metadata != NULL;
    ret->spec = member_text(spec);
    return (metadata == NULL ||
            metadata_read(arena, metadata, ret->view, &ret->name, ret_why)) &&
           kind->read_spec(arena, spec, ret->view, ret_why);
}

/* Texts are short and many, what reading each takes is given back at once.  One that is
 * long, and so no back end, stays as it was written. */
static struct str one_spelling(struct arena *arena, struct arena *scratch,
                               struct str text)
{
    struct str spelling;

    if (text.len > BACKEND_MAX_BYTES)
        return text;
    spelling = arena_dup(arena, json_canonical(scratch, text));
    arena_reset(scratch, SCRATCH_KEEP_BYTES);
    return spelling;
}

/* Back ends in their one spelling. */
static void compare_by_value(struct arena *arena, struct view *view)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct view_route *routes = arena_alloc(arena, view->n_routes * sizeof routes[0]);

    for (size_t i = 0; i < view->n_routes; i++) {
        routes[i] = view->routes[i];
        if (routes[i].backend.len > 0)
            routes[i].backend = one_spelling(arena, &scratch, routes[i].backend);
    }
    view->routes = routes;
}

bool kind_read(const struct kind *kind, struct arena *arena, const struct json *object,
               const struct json *old_object, struct kind_views *ret,
               struct unjudgeable *ret_why)
{
    struct object now = {.view = &ret->view};
    struct object before = {.view = &ret->stored};

    if (!read_object(kind, arena, object, &now, ret_why))
        return false;
    ret->name = now.name;
    ret->has_metadata = now.has_metadata;
    if (old_object == NULL)
        return true;

    if (!read_object(kind, arena, old_object, &before, ret_why)) {
        ret_why->why =
            arena_format(arena, "%.*s (in the stored object)", STR_ARGS(ret_why->why));
        return false;
    }
    if (!str_equal(now.spec, before.spec)) {
        compare_by_value(arena, &ret->view);
        compare_by_value(arena, &ret->stored);
    }
    return true;
}
