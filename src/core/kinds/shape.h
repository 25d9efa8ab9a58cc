/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: what is kept of an object's JSON.
 *
 * The members that every kind has stand first, in one order, so that they are found by
 * their number.
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
    METADATA_LABELS, /* not of an Ingress */
    METADATA_FIELDS,
};

/* Without labels, and with them. */
extern const struct json_shape metadata_shape;
extern const struct json_shape metadata_labels_shape;

#endif
