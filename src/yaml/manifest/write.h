/*
 * manifest_json: one object's nodes -> its JSON text, and where each field stands.
 *
 * A member's place is that of its key, a list item's its own: that is where an editor
 * should jump to.  Fields below `status` and `metadata.managedFields` have no places of
 * their own.  Walks with a stack of its own.
 */
#ifndef YAML_MANIFEST_WRITE_H
#define YAML_MANIFEST_WRITE_H

#include "base/arena.h"
#include "yaml/doc/node.h"
#include "yaml/manifest/object.h"

/* What aliases may repeat in one document: lists, maps and all that is in them, and KiB
 * of text. */
#define MANIFEST_MAX_ALIASED ((size_t)100000)

enum manifest_origin {
    MANIFEST_WRITTEN_OUT,
    MANIFEST_ALIASED, /* all of the object is repeated */
};

struct manifest_json {
    struct arena *arena;
    struct problems *problems;
    const char *file;
    /* For items of a typed list, which have none of their own; len 0: nothing. */
    struct str default_api_version;
    struct str default_kind;
    enum manifest_origin origin;
    size_t *n_aliased; /* so far, in the document */
};

/* Count what an alias repeats.  False: it is too much; noted. */
bool manifest_json_spend(const struct manifest_json *options, const struct node *value,
                         size_t n_values, struct str text) MUST_CHECK;

/* Fills in json and marks of *ret.  False: it has no JSON form; noted. */
bool manifest_json_write(const struct manifest_json *options, const struct node *object,
                         struct manifest *ret) MUST_CHECK;

#endif
