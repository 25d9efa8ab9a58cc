/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field_path: a place in an object, written as a Kubernetes field path.
 *
 * A path is a field with values for its brackets: `[]` takes the next position, `[*]` the
 * key; other brackets are part of the field.
 *   "spec.rules[].host" {2}                -> spec.rules[2].host
 *   "metadata.annotations[*]" key=a.b/c    -> metadata.annotations[a.b/c]
 * The ratchet compares field and key, which are the place without list positions.  Fields
 * of built-in kinds are rows of fields.def; a policy owns the fields of its own kinds.
 */
#ifndef CORE_VALUES_FIELD_PATH_H
#define CORE_VALUES_FIELD_PATH_H

#include "base/buf.h"
#include "base/str.h"

enum field_id {
#define FIELD(id, text) FIELD_##id,
#include "core/values/fields.def"
#undef FIELD
    FIELD_COUNT,
};

/* Fields are compared by address and sorted by `order`, which is unique. */
struct field {
    struct str text; /* with empty brackets */
    uint32_t order;  /* of built-in fields the field_id; others follow */
};

extern const struct field builtin_fields[FIELD_COUNT];

#define FIELD_MAX_INDEXES 4

struct field_path {
    const struct field *field;
    struct str key; /* ptr NULL if no bracket takes a key */
    uint32_t index[FIELD_MAX_INDEXES];
};

/* The path of a field without brackets, or with every position 0. */
static inline struct field_path field_path_of(enum field_id id)
{
    return (struct field_path){.field = &builtin_fields[id]};
}

static inline struct field_path field_path_at(enum field_id id, size_t first,
                                              size_t second)
{
    return (struct field_path){.field = &builtin_fields[id],
                               .index = {(uint32_t)first, (uint32_t)second}};
}

static inline struct field_path field_path_annotation(struct str key)
{
    return (struct field_path){.field = &builtin_fields[FIELD_ANNOTATION], .key = key};
}

static inline bool field_path_is(const struct field_path *path, enum field_id id)
{
    return path->field == &builtin_fields[id];
}

/* Add the path as text; keys are escaped (text_add_escaped, 253 characters). */
void field_path_add(struct buf *buf, const struct field_path *path);

/* True if both are the same place; list positions are ignored. */
bool field_path_same_place(const struct field_path *a, const struct field_path *b);

/* Order by field, positions and key; annotations are last. */
int field_path_compare(const struct field_path *a, const struct field_path *b);

#endif
