/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row_class: reads where a kind has its class.
 */
#include "yaml/policy/sections/sections.h"

struct class_fields {
    struct texts_at paths, annotations;
    struct text_at fixed;
    const struct node *gateways;
};
#define ROW(member, name, ...) FIELD(struct class_fields, member, name, __VA_ARGS__)
static const struct field_row class_fields[] = {
    ROW(paths, "paths", FIELD_TEXTS),
    ROW(annotations, "annotations", FIELD_TEXTS),
    ROW(fixed, "fixed", FIELD_TEXT),
    ROW(gateways, "gateways", FIELD_MAP),
};
#undef ROW

struct gateways_fields {
    struct text_at path, absent, self;
    struct texts_at mesh;
};
#define ROW(member, name, ...) FIELD(struct gateways_fields, member, name, __VA_ARGS__)
static const struct field_row gateways_fields[] = {
    ROW(path, "path", FIELD_TEXT),
    ROW(mesh, "mesh", FIELD_TEXTS),
    ROW(absent, "absent", FIELD_WORD),
    ROW(self, "self", FIELD_WORD),
};
#undef ROW

static const struct words absent_choice =
    WORDS("unknown-word", "absent", STR_INIT("nothing"), STR_INIT("mesh"));

/* Forget where the row had the class. */
static void forget(struct kind *kind)
{
    kind->class_from = CLASS_FROM_NOTHING;
    kind->class_field = NULL;
    kind->class_paths = NULL;
    kind->n_class_paths = 0;
    kind->class_keys = NULL;
    kind->n_class_keys = 0;
    kind->fixed_class = NULL;
    kind->parents = NULL;
    kind->mesh = NULL;
    kind->n_mesh = 0;
    kind->absent_is_mesh = false;
}

static void set_names(struct reader *reader, const struct class_fields *given,
                      struct kind *kind)
{
    struct path *paths = ARENA_NEW(&reader->policy->arena, struct path, given->paths.n);

    kind->class_from = CLASS_FROM_ROW;
    for (size_t i = 0; i < given->paths.n; i++)
        kind->n_class_paths +=
            row_path_read(reader, &given->paths.items[i], &paths[kind->n_class_paths]);
    kind->class_paths = paths;
    kind->class_keys =
        reader_texts(reader, &given->annotations, key_check, &kind->n_class_keys);
    if (kind->n_class_paths > 0)
        kind->class_field = paths[0].field;
    else if (kind->n_class_keys > 0)
        kind->class_field = &builtin_fields[FIELD_ANNOTATION];
}

static void set_fixed(struct reader *reader, const struct text_at *name,
                      struct kind *kind)
{
    kind->class_from = CLASS_FIXED;
    kind->fixed_class = reader_class(reader, name);
}

static void set_parents(struct reader *reader, const struct gateways_fields *given,
                        struct kind *kind)
{
    struct path *path = ARENA_NEW(&reader->policy->arena, struct path, 1);
    size_t index = 0;

    kind->class_from = CLASS_FROM_PARENTS;
    kind->mesh = reader_texts(reader, &given->mesh, NULL, &kind->n_mesh);
    if (reader_word(reader, &absent_choice, &given->absent, &index))
        kind->absent_is_mesh = index == 1;
    if (!row_path_read(reader, &given->path, path))
        return;
    kind->parents = path;
    kind->class_field =
        path_field(&reader->policy->fields, path_without_brackets(given->path.text));
}

/* The class comes from the parents of an object, or from the object itself. */
static void set_gateways(struct reader *reader, const struct node *map, struct kind *kind)
{
    const struct spot spot = {"kinds", kind->name, 0, "class.gateways"};
    struct gateways_fields given = {0};
    bool is_self = false;

    if (!fields_read(reader, map, spot, FIELDS(gateways_fields), &given))
        return;
    (void)reader_bool(reader, &given.self, &is_self);
    if (!is_self && !text_at_given(&given.path)) {
        if (node_member(map, STR("path")) == NULL)
            REFUSE(reader, "missing-field", reader_place(reader, map),
                   "gateways needs \"path\", or \"self: true\"");
    } else if (!is_self) {
        set_parents(reader, &given, kind);
    } else if (text_at_given(&given.path) || texts_at_given(&given.mesh) ||
               text_at_given(&given.absent)) {
        REFUSE(reader, "path-conflict", given.self.place,
               "with \"self: true\" the object's own name leads to the class; remove the "
               "other keys");
    } else {
        kind->class_from = CLASS_FROM_SELF;
        kind->class_field = path_field(&reader->policy->fields, STR("metadata.name"));
    }
}

void row_class_read(struct reader *reader, const struct node *map, struct spot spot,
                    struct kind *kind)
{
    struct class_fields given = {0};
    bool has_names = false;
    bool has_fixed = false;

    forget(kind);
    if (!fields_read(reader, map, spot_below(spot, "class"), FIELDS(class_fields),
                     &given))
        return;
    has_names = texts_at_given(&given.paths) || texts_at_given(&given.annotations);
    has_fixed = text_at_given(&given.fixed);
    if (has_names + has_fixed + (given.gateways != NULL) > 1)
        REFUSE(reader, "path-conflict", reader_place(reader, map),
               "a class comes from paths and annotations, or is fixed, or comes from "
               "gateways; write one of them");
    else if (has_names)
        set_names(reader, &given, kind);
    else if (has_fixed)
        set_fixed(reader, &given.fixed, kind);
    else if (given.gateways != NULL)
        set_gateways(reader, given.gateways, kind);
}
