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

/* The members of an object that are read, and the shape of an object with that spec. */
enum object_field {
    OBJECT_METADATA,
    OBJECT_SPEC,
    OBJECT_FIELDS,
};
#define KIND_SHAPE(id, spec_shape)                                                       \
    static const struct json_field id##_object_fields[OBJECT_FIELDS] = {                 \
        [OBJECT_METADATA] = {STR_INIT("metadata"), &metadata_shape},                     \
        [OBJECT_SPEC] = {STR_INIT("spec"), &(spec_shape)},                               \
    };                                                                                   \
    const struct json_shape id##_shape = {id##_object_fields, OBJECT_FIELDS, NULL}

struct kind {
    struct str name;
    struct str group;
    struct str version;
    struct str old_groups; /* comma-separated: what is written there is of this kind, in a
                              version that is not judged */
    size_t index;          /* below KIND_COUNT */
    const struct kind_traits *traits;
    const struct json_shape *shape; /* what is read of an object: KIND_SHAPE */
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
    extern const struct kind_traits id##_traits;                                         \
    extern const struct json_shape id##_shape;
#include "wire/kinds/kinds.def"
#undef KIND
#endif
