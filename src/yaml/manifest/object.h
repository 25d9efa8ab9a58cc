/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object: one object of a manifest as JSON text, with the places of its fields.
 */
#ifndef YAML_MANIFEST_OBJECT_H
#define YAML_MANIFEST_OBJECT_H

#include "base/problems.h"

/* A field path as in Kubernetes (`spec.rules[0].host`), relative to its object. */
struct manifest_mark {
    struct str path;
    struct place place;
};

struct manifest {
    struct str json; /* len 0: its kind is not wanted, or it is not an object */
    struct str api_version, kind, namespace, name, generate_name;
    struct place place;                /* where the object begins */
    const struct manifest_mark *marks; /* sorted by the bytes of the path */
    size_t n_marks;
    bool is_item; /* of a list */
};

#endif
