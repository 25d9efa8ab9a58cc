/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: visits the values at the paths of a kind.
 *
 * Values that are absent or null are skipped.  A value of another type than its path
 * requires makes the object unjudgeable; so do more than WALK_MAX_VALUES values at all
 * its paths, where each name of a text counts, and each place where a name is absent.
 */
#ifndef WIRE_KINDS_WALK_H
#define WIRE_KINDS_WALK_H

#include "wire/kinds/reader.h"

#define WALK_MAX_VALUES 10000

/* A value and its place.  n_siblings: number of elements in the list that contains it. */
struct walk_place {
    struct field_path path;
    const struct json *node;
    uint32_t n_siblings;
};
/* Called for each value.  Returns false, with the reading's *ret_why filled, to end the
 * walk. */
typedef bool walk_found(void *to, const struct walk_place *place);

struct walk {
    const struct kind_reading *reading;
    walk_found *found;
    void *to;
};

/* Visit each value at the path, nulls left out. */
bool walk_path(const struct walk *walk, const struct path *path) MUST_CHECK;

/* Add the hosts and catch-alls at the paths of the kind to the view. */
bool walk_hosts(const struct kind_reading *reading, struct view *view) MUST_CHECK;

/* Add the places of the kind's references and demands.  object: has nodes for them. */
bool walk_demands(const struct kind_reading *reading, const struct json *object,
                  struct view *view) MUST_CHECK;

#endif
