/*
 * kinds: the kinds that are judged, and how each fills a view.
 *
 * A kind is one file and one line in kinds.def.  An object that is not what its kind says
 * is unjudgeable: where, and why in one sentence.
 */
#ifndef WIRE_KINDS_KINDS_H
#define WIRE_KINDS_KINDS_H

#include "core/object/view.h"
#include "wire/kinds/member.h"
#include "json/json.h"

/* Fills the spec's part of the view; spec is an object.  False: *ret_why is filled. */
typedef bool kind_read_spec(struct arena *arena, const struct json *spec,
                            struct view *view, struct unjudgeable *ret_why);

struct kind {
    struct str name;
    struct str group;
    struct str version;
    struct str plural;
    struct str sub_resources; /* names, comma-separated */
    kind_read_spec *read_spec;
};

/* By name; NULL: not judged here. */
const struct kind *kind_find(struct str name);
const struct kind *kinds_all(size_t *ret_n);

/* What is read of request.object and request.oldObject: whatever some kind looks at. */
extern const struct json_shape kind_object_shape;

/* A review's objects; stored is used where old_object is given. */
struct kind_views {
    struct view view;
    struct view stored;
    struct str name;   /* metadata.name */
    bool has_metadata; /* of object */
};

/* old_object NULL: none.  False: *ret_why is filled. */
bool kind_read(const struct kind *kind, struct arena *arena, const struct json *object,
               const struct json *old_object, struct kind_views *ret,
               struct unjudgeable *ret_why) MUST_CHECK;

#define KIND(id, name, group, version, plural, sub_resources)                            \
    kind_read_spec id##_read_spec;
#include "wire/kinds/kinds.def"
#undef KIND
extern const struct json_shape ingress_spec_shape;

#endif
