/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds: how an object of each kind fills a view.
 *
 * The paths of the kind are walked for all kinds but Ingress; what else a kind has is
 * read by its reader, one file each.  An object that is not what its kind says is
 * unjudgeable: where, and why in one sentence.
 */
#ifndef WIRE_KINDS_KINDS_H
#define WIRE_KINDS_KINDS_H

#include "wire/kinds/reader.h"

/* What is read of an object of the kind. */
const struct json_shape *kind_object_shape(const struct kind *kind);

/* A review's objects; stored is used where old_object is given. */
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

/* False: *ret_why is filled. */
bool kind_read(const struct kind_objects *objects, struct arena *arena,
               struct kind_views *ret, struct unjudgeable *ret_why) MUST_CHECK;

#endif
