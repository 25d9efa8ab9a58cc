/*
 * kinds: the kinds that are judged, and how each fills a view.
 *
 * A kind is one file and one line in kinds.def, found by group and name: the same name in
 * a foreign group is another kind.  An object that is not what its kind says is
 * unjudgeable: where, and why in one sentence.
 */
#ifndef WIRE_KINDS_KINDS_H
#define WIRE_KINDS_KINDS_H

#include "core/object/view.h"
#include "json/json.h"
#include "wire/kinds/member.h"

/* Fills the kind's part of the view, whose metadata is read.  spec: an object, or NULL
 * where there is none.  False: *ret_why is filled. */
typedef bool kind_read_spec(struct arena *arena, const struct json *spec,
                            struct view *view, struct unjudgeable *ret_why);

struct kind {
    struct str name;
    struct str group;
    struct str version;
    struct str old_groups; /* comma-separated: what is written there is of this kind, in a
                              version that is not judged */
    size_t index;          /* below KIND_COUNT */
    const struct kind_traits *traits;
    kind_read_spec *read_spec;
};

enum {
#define KIND(id, name, group, version, plural, sub_resources, old_groups) KIND_ID_##id,
#include "wire/kinds/kinds.def"
#undef KIND
    KIND_COUNT,
};

extern const struct kind kinds[KIND_COUNT];

/* NULL: not judged here. */
const struct kind *kind_find(struct str group, struct str name);

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

#define KIND(id, name, group, version, plural, sub_resources, old_groups)                \
    kind_read_spec id##_read;                                                            \
    extern const struct kind_traits id##_traits;
#include "wire/kinds/kinds.def"
#undef KIND
extern const struct json_shape ingress_spec_shape;

#endif
