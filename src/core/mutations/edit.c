/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edit: a list sorted by place, which is merged into a view's sorted annotations.
 */
#include "core/mutations/edit.h"

#include <stdlib.h>

#include "core/object/managed.h"
#include "json/json.h"

void edits_add(struct edits *edits, struct edit edit)
{
    if (edits->n == edits->cap)
        edits->all =
            arena_grow(edits->arena, edits->all, &edits->cap, sizeof *edits->all);
    edits->all[edits->n++] = edit;
}

static size_t count_items(struct str text)
{
    size_t n = 1;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == ',';
    return n;
}

/* The field holds a list of texts; an annotation separates them by commas. */
static void split(struct edit *edit, struct arena *arena)
{
    struct str *items = ARENA_NEW(arena, struct str, count_items(edit->text));
    struct str rest = edit->text;
    struct str item;
    bool done = false;

    while (str_next_item(&rest, ',', &done, &item))
        items[edit->n_items++] = str_trim_white(item);
    edit->items = items;
    edit->kind = EDIT_LIST;
}

void edits_annotate(struct edits *edits, struct str key, const struct str *now,
                    struct str text, enum rule_id rule)
{
    struct edit edit = {.path = managed_place(key),
                        .kind = EDIT_TEXT,
                        .text = text,
                        .replaces = now != NULL,
                        .rule = rule};

    if (field_path_is(&edit.path, FIELD_SERVICE_RANGES))
        split(&edit, edits->arena);
    edits_add(edits, edit);
}

void edits_remove(struct edits *edits, struct str key, enum rule_id rule)
{
    edits_add(edits, (struct edit){.path = managed_place(key),
                                   .kind = EDIT_REMOVE,
                                   .replaces = true,
                                   .rule = rule});
}

static int edit_compare(const void *a, const void *b)
{
    const struct edit *left = a;
    const struct edit *right = b;

    if (left->path.field == right->path.field && left->path.key.ptr != NULL)
        return str_compare(left->path.key, right->path.key);
    return field_path_compare(&left->path, &right->path);
}

/* Most lists are short, and qsort() costs more than their comparisons. */
#define EDITS_FEW 24

static void sort_few(struct edit *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct edit edit = all[i];
        size_t at = i;

        for (; at > 0 && edit_compare(&all[at - 1], &edit) > 0; at--)
            all[at] = all[at - 1];
        all[at] = edit;
    }
}

void edits_sort(struct edits *edits)
{
    if (edits->n <= EDITS_FEW)
        sort_few(edits->all, edits->n);
    else
        qsort(edits->all, edits->n, sizeof *edits->all, edit_compare);
}

const struct edit *edits_find(const struct edits *edits, struct str key)
{
    struct edit wanted = {.path = managed_place(key)};

    if (edits->n == 0)
        return NULL;
    return bsearch(&wanted, edits->all, edits->n, sizeof *edits->all, edit_compare);
}

/* The only route of a row contains the class field. */
static void set_class_of_route(struct view *view, struct str class, struct arena *arena)
{
    struct view_route *route = ARENA_NEW(arena, struct view_route, 1);
    struct buf buf = buf_in(arena);

    json_add_string(&buf, class);
    *route = view->routes[0];
    route->path = buf_str(&buf);
    view->routes = route;
}

/* Apply an edit of the class field: a text is the class, a removal leaves none. */
static void set_class(struct view *view, const struct edit *edit, struct arena *arena)
{
    struct view_carrier *carriers =
        ARENA_NEW(arena, struct view_carrier, view->n_carriers + 1);
    size_t n = 0;

    if (edit->kind == EDIT_TEXT)
        carriers[n++] = (struct view_carrier){edit->text, edit->path};
    for (size_t i = 0; i < view->n_carriers; i++) {
        if (field_path_compare(&view->carriers[i].path, &edit->path) != 0)
            carriers[n++] = view->carriers[i];
    }
    view->carriers = carriers;
    view->n_carriers = n;
    if (view->n_routes > 0 && view->kind->reader == KIND_READS_ROW)
        set_class_of_route(view, edit->text, arena);
}

static void set_of_service(struct view *view, const struct edit *edit,
                           struct arena *arena)
{
    struct view_service *service = ARENA_NEW(arena, struct view_service, 1);

    *service = *view->service;
    view->service = service;
    if (field_path_is(&edit->path, FIELD_SERVICE_CLASS))
        service->class = edit->text;
    else if (field_path_is(&edit->path, FIELD_SERVICE_RANGES))
        service->ranges = edit->kind == EDIT_REMOVE ? STR_NONE : edit->text;
    else if (field_path_is(&edit->path, FIELD_SERVICE_NODE_PORTS))
        service->node_ports = edit->flag ? NODE_PORTS_TRUE : NODE_PORTS_FALSE;
}

static void set_field(struct view *view, const struct edit *edit, struct arena *arena)
{
    if (view->service != NULL)
        set_of_service(view, edit, arena);
    else if (edit->kind == EDIT_TEXT || edit->kind == EDIT_REMOVE)
        set_class(view, edit, arena);
}

struct view edits_apply(const struct edit *edits, size_t n, const struct view *view,
                        struct arena *arena)
{
    struct view after = *view;
    struct annotation *merged =
        arena_alloc(arena, (view->n_annotations + n + 1) * sizeof *merged);
    size_t n_merged = 0;
    size_t i = 0;

    for (size_t e = 0; e < n; e++) {
        const struct edit *edit = &edits[e];
        struct str key = edit->path.key;

        if (!field_path_is(&edit->path, FIELD_ANNOTATION)) {
            set_field(&after, edit, arena);
            continue;
        }
        while (i < view->n_annotations && str_compare(view->annotations[i].key, key) < 0)
            merged[n_merged++] = view->annotations[i++];
        if (i < view->n_annotations && str_equal(view->annotations[i].key, key))
            i++;
        if (edit->kind != EDIT_REMOVE)
            merged[n_merged++] = (struct annotation){key, edit->text};
    }
    while (i < view->n_annotations)
        merged[n_merged++] = view->annotations[i++];
    after.annotations = merged;
    after.n_annotations = n_merged;
    after.has_annotations = n_merged > 0;
    return after;
}
