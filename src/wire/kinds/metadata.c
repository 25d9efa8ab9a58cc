/* SPDX-License-Identifier: Apache-2.0 */
/* metadata: reads the members that every kind has: annotations, names,
 * deletionTimestamp. */

#include <stdlib.h>

#include "core/kinds/shape.h"
#include "wire/kinds/member.h"

static int compare_annotations(const void *a, const void *b)
{
    return str_compare(((const struct annotation *)a)->key,
                       ((const struct annotation *)b)->key);
}

void annotations_sort(struct annotation *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (str_compare(list[i - 1].key, list[i].key) > 0) {
            qsort(list, n, sizeof list[0], compare_annotations);
            return;
        }
    }
}

/* The API server stores 256 KiB of annotations. */
#define MAX_ANNOTATIONS 20000

/* A null value counts as the empty text, as in Go. */
static bool read_annotations(struct arena *arena, const struct json *map,
                             struct view *view, struct unjudgeable *ret_why)
{
    struct annotation *list = NULL;
    size_t n = 0;

    if (map->n == 0)
        return true;
    if (map->n > MAX_ANNOTATIONS)
        return member_refuse_many(arena, FIELD_ANNOTATIONS, map->n, MAX_ANNOTATIONS,
                                  ret_why);

    list = arena_alloc(arena, map->n * sizeof list[0]);
    for (const struct json *member = map->first; member != NULL; member = member->next) {
        bool is_null = json_value_type(member) == VALUE_NULL;

        if (!is_null && json_value_type(member) != VALUE_STRING) {
            struct field_path path = field_path_annotation(json_key(member));

            return member_refuse(arena, &path, member, VALUE_STRING, ret_why);
        }
        list[n++] =
            (struct annotation){json_key(member), is_null ? STR_NONE : json_text(member)};
    }
    annotations_sort(list, n);

    view->has_annotations = true;
    view->annotations = list;
    view->n_annotations = n;
    return true;
}

bool metadata_read(struct arena *arena, const struct json *metadata, struct view *view,
                   struct str *ret_name, struct unjudgeable *ret_why)
{
    const struct json *members[METADATA_FIELDS];
    const struct json *generate_name = NULL;
    const struct json *annotations = NULL;

    json_fields(metadata, members, METADATA_FIELDS);
    generate_name = members[METADATA_GENERATE_NAME];
    annotations = members[METADATA_ANNOTATIONS];

    if (!member_is(members[METADATA_NAME], VALUE_STRING))
        return member_refuse_at(arena, FIELD_NAME, members[METADATA_NAME], VALUE_STRING,
                                ret_why);
    if (!member_is(generate_name, VALUE_STRING))
        return member_refuse_at(arena, FIELD_GENERATE_NAME, generate_name, VALUE_STRING,
                                ret_why);
    if (!member_is(annotations, VALUE_OBJECT))
        return member_refuse_at(arena, FIELD_ANNOTATIONS, annotations, VALUE_OBJECT,
                                ret_why);

    *ret_name = member_text(members[METADATA_NAME]);
    view->generate_name = member_text(generate_name);
    view->being_deleted = members[METADATA_DELETION_TIMESTAMP] != NULL;
    return annotations == NULL || read_annotations(arena, annotations, view, ret_why);
}
