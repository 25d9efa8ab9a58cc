/*
 * member: typed looks at an object's members, for the files of kinds/.
 *
 * NULL stands for a member that is absent or null.  A member of another type makes the
 * object unjudgeable.
 */
#ifndef WIRE_KINDS_MEMBER_H
#define WIRE_KINDS_MEMBER_H

#include "core/object/view.h"
#include "json/json.h"

struct unjudgeable {
    struct str where; /* a field path */
    struct str why;
};

/* Fill *ret: what is at `path` is not a `wanted`.  Returns false. */
bool member_refuse(struct arena *arena, const struct field_path *path,
                   const struct json *node, enum value_type wanted,
                   struct unjudgeable *ret);

/* The same at a field without brackets. */
bool member_refuse_at(struct arena *arena, enum field_id field, const struct json *node,
                      enum value_type wanted, struct unjudgeable *ret);

/* The same for a list of n entries, of which max may be there. */
bool member_refuse_many(struct arena *arena, enum field_id field, size_t n, size_t max,
                        struct unjudgeable *ret);

/* True when node is NULL or of that type. */
static inline bool member_is(const struct json *node, enum value_type wanted)
{
    return node == NULL || json_value_type(node) == wanted;
}

/* A string's bytes; none for NULL. */
static inline struct str member_text(const struct json *node)
{
    return node == NULL ? STR_NONE : json_text(node);
}

extern const struct json_shape metadata_shape;

/* metadata is an object of that shape.  False: *ret_why is filled. */
bool metadata_read(struct arena *arena, const struct json *metadata, struct view *view,
                   struct str *ret_name, struct unjudgeable *ret_why) MUST_CHECK;

#endif
