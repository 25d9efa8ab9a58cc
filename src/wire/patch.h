/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patch: a decision's edits -> JSON Patch (RFC 6902) that the API server can apply.
 *
 * One `add` for each annotation that differs, `remove` for those to be taken away; where
 * the object has no annotations, one `add` of the whole map, for the API server does not
 * make the parents of a path.
 */
#ifndef WIRE_PATCH_H
#define WIRE_PATCH_H

#include "base/err.h"
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

/* Apply a JSON Patch (add, remove, replace, test) as the API server's library does it;
 * for check, probe and tests.  document and patch are JSON texts; *ret is the new text,
 * in the arena; member order and number spellings are kept.  False: ERR_SYNTAX (not
 * JSON), ERR_INVALID (does not apply: names the operation and why). */
bool patch_apply(struct arena *arena, struct str document, struct str patch,
                 struct str *ret, struct err *err) MUST_CHECK;

#endif
