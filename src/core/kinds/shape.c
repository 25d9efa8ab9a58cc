/* SPDX-License-Identifier: Apache-2.0 */
/* shape: the members of metadata that are read; other members of an object as a whole. */
#include "core/kinds/shape.h"

#include "core/kinds/kind.h"

static const struct json_shape map_shape = {NULL, 0, NULL};
static const struct json_field metadata_fields[METADATA_FIELDS] = {
    [METADATA_NAME] = {STR_INIT("name"), NULL},
    [METADATA_GENERATE_NAME] = {STR_INIT("generateName"), NULL},
    [METADATA_DELETION_TIMESTAMP] = {STR_INIT("deletionTimestamp"), NULL},
    [METADATA_ANNOTATIONS] = {STR_INIT("annotations"), &map_shape},
    [METADATA_LABELS] = {STR_INIT("labels"), &map_shape},
};
const struct json_shape metadata_shape = {metadata_fields, METADATA_LABELS, NULL};
const struct json_shape metadata_labels_shape = {metadata_fields, METADATA_FIELDS, NULL};

/* The fields of the object: those of every kind, then the first members of paths. */
struct top {
    struct json_field *fields;
    uint32_t n;
};

static void add_top(struct top *top, const struct path *path)
{
    const struct str name = path->steps[0].name;

    for (uint32_t i = 0; i < top->n; i++) {
        if (str_equal(top->fields[i].key, name))
            return;
    }
    top->fields[top->n++] = (struct json_field){name, &json_whole};
}

static void add_all(struct top *top, const struct kind *kind)
{
    for (size_t i = 0; i < kind->n_hosts; i++) {
        add_top(top, &kind->hosts[i].path);
        if (kind->hosts[i].unless != NULL)
            add_top(top, kind->hosts[i].unless);
    }
    for (size_t i = 0; i < kind->n_class_paths; i++)
        add_top(top, &kind->class_paths[i]);
    if (kind->parents != NULL)
        add_top(top, kind->parents);
    for (size_t i = 0; i < kind->n_references; i++)
        add_top(top, &kind->references[i].path);
    for (size_t i = 0; i < kind->n_demands; i++)
        add_top(top, &kind->demands[i].path);
}

const struct json_shape *kind_shape(struct arena *arena, const struct kind *kind)
{
    const size_t max = OBJECT_FIELDS + 2 * kind->n_hosts + kind->n_class_paths + 1 +
                       kind->n_references + kind->n_demands;
    struct top top = {ARENA_NEW(arena, struct json_field, max), OBJECT_FIELDS};
    struct json_shape *shape = ARENA_NEW(arena, struct json_shape, 1);

    top.fields[OBJECT_METADATA] =
        (struct json_field){STR("metadata"), &metadata_labels_shape};
    top.fields[OBJECT_SPEC] = (struct json_field){STR("spec"), &json_whole};
    add_all(&top, kind);
    if (top.n > JSON_MAX_FIELDS)
        *shape = (struct json_shape){top.fields, OBJECT_FIELDS, &json_whole};
    else
        *shape = (struct json_shape){top.fields, top.n, NULL};
    return shape;
}
