/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: the readers that fill the views of certain kinds, one file each.
 *
 * For all kinds except Ingress, the paths of the kind are walked first; the reader reads
 * the rest.
 */
#ifndef WIRE_KINDS_READER_H
#define WIRE_KINDS_READER_H

#include "core/kinds/shape.h"
#include "core/object/view.h"
#include "json/json.h"
#include "wire/kinds/member.h"

/* The input of a reader. */
struct kind_reading {
    struct arena *arena;
    const struct kind *kind;
    struct str namespace;      /* of the review */
    const struct json *object; /* in the kind's shape */
    const struct json *spec;   /* an object; NULL: the object has none */
    struct unjudgeable *ret_why;
    uint32_t *n_values; /* found by all walks over the object so far */
};

/* Fills the reader's part of the view.  The view already has the metadata and, except for
 * an Ingress, the hosts at the paths of the kind.  Returns false with *ret_why filled. */
typedef bool kind_read_spec(const struct kind_reading *reading, struct view *view);

kind_read_spec ingress_read;
kind_read_spec route_read;
kind_read_spec listeners_read;
kind_read_spec service_read;
kind_read_spec row_read;

extern const struct json_shape ingress_shape; /* the parts of an Ingress that are read */

/* Add one route that stands for the whole object without metadata and status, so that a
 * comparison with the stored view finds any change. */
void row_add_route(struct arena *arena, struct view *view);

#endif
