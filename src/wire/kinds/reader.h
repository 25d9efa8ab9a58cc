/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: what fills the views of some kinds, one file each.
 *
 * The paths of the kind are walked for all kinds but Ingress; what else a kind has is
 * read by its reader.
 */
#ifndef WIRE_KINDS_READER_H
#define WIRE_KINDS_READER_H

#include "core/kinds/shape.h"
#include "core/object/view.h"
#include "json/json.h"
#include "wire/kinds/member.h"

/* What a reader is given. */
struct kind_reading {
    struct arena *arena;
    const struct kind *kind;
    struct str namespace;      /* of the review */
    const struct json *object; /* as the kind's shape says */
    const struct json *spec;   /* an object; NULL: there is none */
    struct unjudgeable *ret_why;
    uint32_t *n_values; /* of all walks over the object so far */
};

/* Fills the reader's part of the view, whose metadata is read and, but for an Ingress,
 * the hosts at the paths of the kind.  False: *ret_why is filled. */
typedef bool kind_read_spec(const struct kind_reading *reading, struct view *view);

kind_read_spec ingress_read;
kind_read_spec route_read;
kind_read_spec listeners_read;
kind_read_spec service_read;
kind_read_spec row_read;

extern const struct json_shape ingress_shape; /* of an Ingress: what its reader reads */

/* Of a view that is compared with the stored one: all of the object but its metadata and
 * status is one route. */
void row_add_route(struct arena *arena, struct view *view);

#endif
