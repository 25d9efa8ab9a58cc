/* SPDX-License-Identifier: Apache-2.0 */
/*
 * member: typed access to the members of an object, for the files of kinds/.
 *
 * A member that is absent or null is NULL.  A member of another type than expected makes
 * the object unjudgeable.
 */
#ifndef WIRE_KINDS_MEMBER_H
#define WIRE_KINDS_MEMBER_H

#include "core/object/view.h"
#include "json/json.h"

struct unjudgeable {
    struct str where; /* a field path */
    struct str why;
};

/* Fill *ret: the value at `path` is not of type `wanted`.  Returns false. */
bool member_refuse(struct arena *arena, const struct field_path *path,
                   const struct json *node, enum value_type wanted,
                   struct unjudgeable *ret);

/* The same at a field without brackets. */
bool member_refuse_at(struct arena *arena, enum field_id field, const struct json *node,
                      enum value_type wanted, struct unjudgeable *ret);

/* The same for a list of n entries, of which max are allowed; _of: of n paths, or what
 * else the entries have together. */
bool member_refuse_many(struct arena *arena, enum field_id field, size_t n, size_t max,
                        struct unjudgeable *ret);
bool member_refuse_many_of(struct arena *arena, enum field_id field, const char *what,
                           size_t n, size_t max, struct unjudgeable *ret);

/* Find a member of the object at `path`; *ret is NULL if it, or the object, is absent or
 * null.  Returns false, with *ret_why filled, if it is not of type `wanted`. */
struct member_in {
    struct arena *arena;
    const struct json *object;
    struct field_path path;
    struct unjudgeable *ret_why;
};
bool member_find(const struct member_in *in, const char *key, enum value_type wanted,
                 const struct json **ret) MUST_CHECK;

/* The same for a string; *ret is empty if there is none. */
bool member_find_text(const struct member_in *in, const char *key, struct str *ret)
    MUST_CHECK;

/* True if node is NULL or of that type. */
static inline bool member_is(const struct json *node, enum value_type wanted)
{
    return node == NULL || json_value_type(node) == wanted;
}

/* A string's bytes; none for NULL. */
static inline struct str member_text(const struct json *node)
{
    return node == NULL ? STR_NONE : json_text(node);
}

/* By key.  The API server sorts maps; a forged review need not be sorted. */
void annotations_sort(struct annotation *list, size_t n);

/* Read metadata, an object in metadata_shape or metadata_labels_shape, into the view.
 * Returns false with *ret_why filled. */
bool metadata_read(struct arena *arena, const struct json *metadata, struct view *view,
                   struct str *ret_name, struct unjudgeable *ret_why) MUST_CHECK;

#endif
