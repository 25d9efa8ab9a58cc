/*
 * patch: a decision's edits -> JSON Patch (RFC 6902) that the API server can apply.
 *
 * One `add` for each annotation that differs, `remove` for those to be taken away; where
 * the object has no annotations, one `add` of the whole map, for the API server does not
 * make the parents of a path.
 */
#ifndef WIRE_PATCH_H
#define WIRE_PATCH_H

#include "core/object/decision.h"
#include "core/object/view.h"

/* What of the object's outer shape the paths depend on. */
enum patch_base {
    PATCH_NO_METADATA,
    PATCH_HAS_METADATA,
};

/* The patch's text, in the arena; len 0: nothing differs. */
struct str patch_text(struct arena *arena, const struct view *view, enum patch_base base,
                      const struct edit *edits, size_t n_edits);

#endif
