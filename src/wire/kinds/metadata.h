/*
 * metadata: an object's metadata into its view.
 */
#ifndef WIRE_KINDS_METADATA_H
#define WIRE_KINDS_METADATA_H

#include "core/object/view.h"
#include "wire/kinds/member.h"

extern const struct json_shape metadata_shape;

/* metadata is an object of that shape.  False: *ret_why is filled. */
bool metadata_read(struct arena *arena, const struct json *metadata, struct view *view,
                   struct str *ret_name, struct unjudgeable *ret_why) MUST_CHECK;

#endif
