/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patch: writes a decision's edits as a JSON Patch (RFC 6902) for the API server.
 *
 * The patch has an `add` for each annotation that differs and a `remove` for each that is
 * no longer present.  If the object has no annotations, one `add` sets the whole map,
 * because the API server does not create the parents of a path.
 */
#ifndef WIRE_PATCH_H
#define WIRE_PATCH_H

#include "base/err.h"
#include "core/object/decision.h"
#include "core/object/view.h"

/* The part of the object's structure that the paths depend on. */
enum patch_base {
    PATCH_NO_METADATA,
    PATCH_HAS_METADATA,
};

/* The text of the patch, in the arena; len 0: nothing differs. */
struct str patch_text(struct arena *arena, const struct view *view, enum patch_base base,
                      const struct edit *edits, size_t n_edits);

/* Apply a JSON Patch (add, remove, replace, test) as the API server's library does; for
 * check, probe and tests.  document and patch are JSON texts.  *ret is the new text, in
 * the arena; the order of members and the spelling of numbers are kept.  Returns false
 * with ERR_SYNTAX (not JSON) or ERR_INVALID (an operation does not apply; *err names it
 * and the reason). */
bool patch_apply(struct arena *arena, struct str document, struct str patch,
                 struct str *ret, struct err *err) MUST_CHECK;

#endif
