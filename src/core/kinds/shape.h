/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: the parts of an object's JSON that are kept.
 *
 * The members that every kind has come first, in a fixed order, so that an index finds
 * them.
 */
#ifndef CORE_KINDS_SHAPE_H
#define CORE_KINDS_SHAPE_H

#include "json/json.h"

enum object_field {
    OBJECT_METADATA,
    OBJECT_SPEC,
    OBJECT_FIELDS,
};
enum metadata_field {
    METADATA_NAME,
    METADATA_GENERATE_NAME,
    METADATA_DELETION_TIMESTAMP,
    METADATA_ANNOTATIONS,
    METADATA_LABELS, /* not for an Ingress */
    METADATA_FIELDS,
};

/* Without labels, and with them. */
extern const struct json_shape metadata_shape;
extern const struct json_shape metadata_labels_shape;

#endif
