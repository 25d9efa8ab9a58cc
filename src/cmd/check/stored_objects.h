/*
 * stored_objects: what the cluster holds, from manifests; found by who an object is.
 *
 * An object is the same when apiVersion, kind, namespace and name are.
 */
#ifndef CMD_CHECK_STORED_OBJECTS_H
#define CMD_CHECK_STORED_OBJECTS_H

#include "base/map.h"
#include "yaml/manifest/manifest.h"

struct stored_objects {
    struct arena arena;
    const struct manifest **all;
    size_t n;
    size_t cap;
    struct map by_identity;
};

void stored_objects_init(struct stored_objects *stored);
void stored_objects_clear(struct stored_objects *stored);
DEFINE_AUTO_CLEAR(stored_objects_clear, struct stored_objects);

/* The objects of a file, a folder or "-".  default_namespace: for those without one. */
void stored_objects_read(struct stored_objects *stored, const char *path,
                         struct str default_namespace, struct problems *problems);

/* NULL: the cluster does not hold it. */
const struct manifest *stored_objects_find(const struct stored_objects *stored,
                                           const struct manifest *manifest,
                                           struct str namespace);

#endif
