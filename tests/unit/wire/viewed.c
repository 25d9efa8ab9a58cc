/* SPDX-License-Identifier: Apache-2.0 */
/* viewed: see viewed.h. */
#include "viewed.h"

#include "unit.h"

const struct kind *viewed_kind(struct arena *arena, const char *name)
{
    struct path_fields fields = {.arena = arena};
    struct kind *kind = ARENA_NEW(arena, struct kind, 1);

    kind_make(&fields, str_from(name), kind);
    check_true(kind->builtin != KIND_NOT_BUILTIN, name);
    kind->shape = kind_shape(arena, kind);
    return kind;
}

static void parse(struct path_fields *fields, const char *text, struct path *ret)
{
    const char *why = path_parse(fields, str_from(text), ret);

    if (why != NULL)
        fail_msg("%s %s", text, why);
}

static void make_hosts(struct path_fields *fields, const struct viewed_row *row,
                       struct kind *kind)
{
    struct kind_host *hosts =
        ARENA_NEW(fields->arena, struct kind_host, ARRAY_LEN(row->hosts));

    for (size_t i = 0; i < ARRAY_LEN(row->hosts) && row->hosts[i].path != NULL; i++) {
        const struct viewed_host *host = &row->hosts[i];
        struct path *unless = ARENA_NEW(fields->arena, struct path, 1);

        parse(fields, host->path, &hosts[i].path);
        hosts[i].as = host->as;
        hosts[i].absent_all = host->absent_all;
        hosts[i].absent_field =
            path_field(fields, path_without_brackets(str_from(host->path)));
        if (host->unless != NULL) {
            parse(fields, host->unless, unless);
            hosts[i].unless = unless;
        }
        kind->n_hosts = i + 1;
    }
    kind->hosts = hosts;
}

static void make_demands(struct path_fields *fields, const struct viewed_row *row,
                         struct kind *kind)
{
    struct kind_reference *references =
        ARENA_NEW(fields->arena, struct kind_reference, ARRAY_LEN(row->references));
    struct kind_demand *demands =
        ARENA_NEW(fields->arena, struct kind_demand, ARRAY_LEN(row->demands));

    for (size_t i = 0; i < ARRAY_LEN(row->references) && row->references[i] != NULL; i++)
        parse(fields, row->references[i], &references[kind->n_references++].path);
    for (size_t i = 0; i < ARRAY_LEN(row->demands) && row->demands[i] != NULL; i++)
        parse(fields, row->demands[i], &demands[kind->n_demands++].path);
    kind->references = references;
    kind->demands = demands;
}

const struct kind *viewed_site(struct arena *arena, const struct viewed_row *row)
{
    struct path_fields fields = {.arena = arena};
    struct kind *kind = ARENA_NEW(arena, struct kind, 1);
    struct path *classes = ARENA_NEW(arena, struct path, ARRAY_LEN(row->class_paths));
    struct path *parents = ARENA_NEW(arena, struct path, 1);

    kind_make(&fields, STR("Site.web.example.net"), kind);
    kind->has_row = true;
    make_hosts(&fields, row, kind);
    make_demands(&fields, row, kind);
    for (size_t i = 0; i < ARRAY_LEN(row->class_paths) && row->class_paths[i]; i++)
        parse(&fields, row->class_paths[i], &classes[kind->n_class_paths++]);
    kind->class_paths = classes;
    if (row->parents != NULL) {
        parse(&fields, row->parents, parents);
        kind->parents = parents;
    }
    kind->shape = kind_shape(arena, kind);
    return kind;
}

void viewed_read(struct viewed *ret, const struct kind *kind, const char *json)
{
    struct kind_objects objects = {.kind = kind, .namespace = STR("shop")};
    struct json *object = NULL;
    char *text = NULL;
    struct err err;

    *ret = (struct viewed){0};
    text = arena_alloc(&ret->arena, strlen(json) + 1);
    memcpy(text, json, strlen(json) + 1);
    for (char *at = strchr(text, '\''); at != NULL; at = strchr(at, '\''))
        *at = '"';
    if (!json_read(&ret->arena, str_from(text), kind_object_shape(kind), &object, &err))
        fail_msg("%s: %s", text, err.text);
    objects.object = object;
    ret->judgeable = kind_read(&objects, &ret->arena, &ret->views, &ret->why);
}

static bool is_refused(const struct viewed *viewed, struct buf *buf)
{
    if (viewed->judgeable)
        return false;
    buf_addf(buf, "unjudgeable %.*s: %.*s", STR_ARGS(viewed->why.where),
             STR_ARGS(viewed->why.why));
    return true;
}

static void add_place(struct buf *buf, const struct field_path *path)
{
    if (buf->len > 0)
        buf_add_byte(buf, ' ');
    field_path_add(buf, path);
}

struct str viewed_hosts(struct viewed *viewed)
{
    static const char *const marks[] = {
        [HOST_IS_NAME] = "=", [HOST_IS_RECORD] = "~", [HOST_IS_UNREADABLE] = "?"};
    const struct view *view = &viewed->views.view;
    struct buf buf = buf_in(&viewed->arena);

    if (is_refused(viewed, &buf))
        return buf_str(&buf);
    for (size_t i = 0; i < view->n_hosts; i++) {
        add_place(&buf, &view->hosts[i].path);
        buf_addf(&buf, "%s%.*s", marks[view->hosts[i].reading],
                 STR_ARGS(view->hosts[i].name));
    }
    for (size_t i = 0; i < view->n_catch_alls; i++) {
        add_place(&buf, &view->catch_alls[i].path);
        buf_add_text(&buf, view->catch_alls[i].is_absent ? "!" : "=*");
    }
    if (view->is_mesh)
        buf_add_text(&buf, buf.len > 0 ? " mesh" : "mesh");
    return buf_str(&buf);
}

struct str viewed_carriers(struct viewed *viewed)
{
    const struct view *view = &viewed->views.view;
    struct buf buf = buf_in(&viewed->arena);

    if (is_refused(viewed, &buf))
        return buf_str(&buf);
    for (size_t i = 0; i < view->n_carriers; i++) {
        add_place(&buf, &view->carriers[i].path);
        buf_addf(&buf, "->%.*s", STR_ARGS(view->carriers[i].value));
    }
    for (size_t i = 0; i < view->n_parents; i++) {
        const struct view_parent *parent = &view->parents[i];

        add_place(&buf, &parent->path);
        buf_add_text(&buf, "->");
        if (parent->kind.len > 0)
            buf_addf(&buf, "%.*s %.*s ", STR_ARGS(parent->group), STR_ARGS(parent->kind));
        buf_addf(&buf, "%.*s/%.*s", STR_ARGS(parent->namespace), STR_ARGS(parent->name));
        check_text(parent->text,
                   arena_format(&viewed->arena, "%.*s/%.*s", STR_ARGS(parent->namespace),
                                STR_ARGS(parent->name)),
                   "the text of a parent");
    }
    if (view->uses_default_gateways)
        buf_add_text(&buf, buf.len > 0 ? " default" : "default");
    if (view->is_mesh)
        buf_add_text(&buf, buf.len > 0 ? " mesh" : "mesh");
    return buf_str(&buf);
}

static struct str places_said(struct viewed *viewed, const struct view_place *places,
                              size_t n)
{
    struct buf buf = buf_in(&viewed->arena);

    if (is_refused(viewed, &buf))
        return buf_str(&buf);
    for (size_t i = 0; i < n; i++) {
        add_place(&buf, &places[i].path);
        buf_addf(&buf, "#%u=%.*s%s", places[i].of, STR_ARGS(places[i].text),
                 places[i].is_empty ? " empty" : "");
    }
    return buf_str(&buf);
}

struct str viewed_references(struct viewed *viewed)
{
    return places_said(viewed, viewed->views.view.references,
                       viewed->views.view.n_references);
}

struct str viewed_demands(struct viewed *viewed)
{
    return places_said(viewed, viewed->views.view.demands, viewed->views.view.n_demands);
}

void viewed_check(const struct viewed_case *cases, size_t n, viewed_text *text)
{
    for (size_t i = 0; i < n; i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct viewed viewed;

        viewed_read(&viewed, viewed_kind(&arena, cases[i].kind), cases[i].object);
        check_text(text(&viewed), str_from(cases[i].want), cases[i].why);
        arena_clear(&viewed.arena);
    }
}

static const char *object_with_list(struct arena *arena, const struct viewed_limit *limit)
{
    struct buf buf = buf_in(arena);

    buf_add_text(&buf, limit->before);
    for (size_t i = 0; i < limit->n; i++) {
        buf_add_text(&buf, i > 0 ? "," : "");
        for (const char *at = limit->item; *at != '\0'; at++) {
            if (*at == '#')
                buf_addf(&buf, "%zu", i);
            else
                buf_add_byte(&buf, *at);
        }
    }
    buf_add_text(&buf, limit->after);
    buf_add_byte(&buf, '\0');
    return buf.ptr;
}

void viewed_check_limit(const struct viewed_limit *limit, const struct kind *kind)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct viewed viewed;

    viewed_read(&viewed, kind, object_with_list(&arena, limit));
    check_true(viewed.judgeable == (limit->want == NULL), limit->why);
    if (limit->want != NULL)
        check_text(arena_format(&arena, "%.*s: %.*s", STR_ARGS(viewed.why.where),
                                STR_ARGS(viewed.why.why)),
                   str_from(limit->want), limit->why);
    arena_clear(&viewed.arena);
}

void viewed_check_limits(const struct viewed_limit *limits, size_t n, const char *kind)
{
    AUTO(arena_clear) struct arena arena = {0};

    for (size_t i = 0; i < n; i++)
        viewed_check_limit(&limits[i], viewed_kind(&arena, kind));
}
