/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parent: reads the parents that a route or a ListenerSet attaches to.
 *
 * Source: gateway.networking.k8s.io, ParentReference of Gateway API 1.6.  Absent, null
 * and empty parts have their defaults, except that kind Service with an empty group is a
 * parent in the mesh.
 */
#ifndef WIRE_KINDS_PARENT_H
#define WIRE_KINDS_PARENT_H

#include "wire/kinds/reader.h"

/* Read the parent at that path; node: an object or null.  Returns false with the
 * reading's *ret_why filled. */
bool parent_read(const struct kind_reading *reading, const struct json *node,
                 const struct field_path *path, struct view_parent *ret) MUST_CHECK;

/* True if its traffic stays inside the cluster. */
bool parent_is_mesh(const struct view_parent *parent);

/* NAMESPACE/NAME, for messages. */
struct str parent_text(struct arena *arena, const struct view_parent *parent);

#endif
