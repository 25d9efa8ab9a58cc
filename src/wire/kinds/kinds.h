/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds: reads objects of each kind into views.
 *
 * For all kinds except Ingress, the paths of the kind are walked; the kind's reader, one
 * file each, reads the rest.  An object with a member of the wrong type is unjudgeable;
 * the result has the place, and the reason in one sentence.  Views live in the arena.
 */
#ifndef WIRE_KINDS_KINDS_H
#define WIRE_KINDS_KINDS_H

#include "wire/kinds/reader.h"

/* The parts to read of an object of the kind. */
const struct json_shape *kind_object_shape(const struct kind *kind);

/* The views of a review's objects; `stored` is valid if old_object was given. */
struct kind_views {
    struct view view;
    struct view stored;
    struct str name;   /* metadata.name */
    bool has_metadata; /* of object */
};

struct kind_objects {
    const struct kind *kind;
    struct str namespace;
    const struct json *object;     /* of the shape above */
    const struct json *old_object; /* NULL: none */
};

/* Returns false, with *ret_why filled, for an unjudgeable object. */
bool kind_read(const struct kind_objects *objects, struct arena *arena,
               struct kind_views *ret, struct unjudgeable *ret_why) MUST_CHECK;

#endif
