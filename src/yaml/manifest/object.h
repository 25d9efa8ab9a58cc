/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object: one object of a manifest, as text, and where its fields are.
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
    struct str json; /* the object; len 0: of a kind that is not wanted */
    struct str api_version, kind, namespace, name, generate_name;
    struct place place;                /* where the object begins */
    const struct manifest_mark *marks; /* sorted by path bytes */
    size_t n_marks;
    bool is_item; /* of a list */
};

#endif
