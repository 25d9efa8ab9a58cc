/*
 * manifest_scalar: a manifest's scalars as JSON, typed as kubectl types them.
 */
#ifndef YAML_MANIFEST_SCALAR_H
#define YAML_MANIFEST_SCALAR_H

#include "base/buf.h"
#include "yaml/doc/node.h"

/* Add the scalar's JSON to buf.  False with a static reason: it has none. */
bool manifest_scalar_write(struct arena *arena, const struct node *scalar,
                           struct buf *buf, const char **ret_reason) MUST_CHECK;

/* A map's key as the text that JSON needs: `on` becomes "true".  As above. */
bool manifest_scalar_key(struct arena *arena, const struct node *key, struct str *ret,
                         const char **ret_reason) MUST_CHECK;

/* The text of a scalar that is a text or looks like one; len 0 for a null. */
struct str manifest_scalar_text(struct arena *arena, const struct node *scalar);

#endif
