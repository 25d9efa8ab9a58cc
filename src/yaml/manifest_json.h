/*
 * manifest_json: one object's nodes -> its JSON text, and where each field stands.
 *
 * A member's place is that of its key, a list item's its own: that is where an editor
 * should jump to.  Fields below `status` and `metadata.managedFields` have no places of
 * their own.  Walks with a stack of its own.
 */
#ifndef YAML_MANIFEST_JSON_H
#define YAML_MANIFEST_JSON_H

#include "base/arena.h"
#include "yaml/manifest.h"
#include "yaml/node.h"

#define MANIFEST_MAX_ALIASED                                                             \
    ((size_t)100000) /* values that aliases repeat, an object                            \
                      */

struct manifest_json {
    struct arena *arena;
    struct problems *problems;
    const char *file;
    /* For items of a typed list, which have none of their own; len 0: nothing. */
    struct str default_api_version;
    struct str default_kind;
};

/* Fills in json and marks of *ret.  False: it has no JSON form; noted. */
bool manifest_json_write(const struct manifest_json *options, const struct node *object,
                         struct manifest *ret) MUST_CHECK;

#endif
