/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: the values at the paths of a kind.
 *
 * What is absent or null yields nothing.  A value of another type than its path requires
 * makes the object unjudgeable, and so do more than WALK_MAX_VALUES at all its paths:
 * each name of a text counts, and each place where a name is absent.
 */
#ifndef WIRE_KINDS_WALK_H
#define WIRE_KINDS_WALK_H

#include "wire/kinds/reader.h"

#define WALK_MAX_VALUES 10000

/* A value, and where it is.  n_siblings: of the list that it is an element of. */
struct walk_place {
    struct field_path path;
    const struct json *node;
    uint32_t n_siblings;
};
/* False: the walk ends, *ret_why of the reading is filled. */
typedef bool walk_found(void *to, const struct walk_place *place);

struct walk {
    const struct kind_reading *reading;
    walk_found *found;
    void *to;
};

/* Each value at the path, nulls left out. */
bool walk_path(const struct walk *walk, const struct path *path) MUST_CHECK;

/* The hosts and catch-alls at the paths of the kind. */
bool walk_hosts(const struct kind_reading *reading, struct view *view) MUST_CHECK;

/* The places of its references and demands.  object: with nodes for them. */
bool walk_demands(const struct kind_reading *reading, const struct json *object,
                  struct view *view) MUST_CHECK;

#endif
