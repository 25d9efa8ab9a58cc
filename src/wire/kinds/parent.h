/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parent: what a route or a ListenerSet attaches to.
 *
 * Source: gateway.networking.k8s.io, ParentReference of Gateway API 1.6.  Absent, null
 * and empty parts mean their defaults, except that kind Service with an empty group is a
 * parent in the mesh.
 */
#ifndef WIRE_KINDS_PARENT_H
#define WIRE_KINDS_PARENT_H

#include "wire/kinds/reader.h"

/* node: an object or null, at that path.  False: *ret_why of the reading is filled. */
bool parent_read(const struct kind_reading *reading, const struct json *node,
                 const struct field_path *path, struct view_parent *ret) MUST_CHECK;

/* Its traffic stays inside the cluster. */
bool parent_is_mesh(const struct view_parent *parent);

/* NAMESPACE/NAME, as messages have a parent. */
struct str parent_text(struct arena *arena, const struct view_parent *parent);

#endif
