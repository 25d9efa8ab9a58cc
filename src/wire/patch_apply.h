/*
 * patch_apply: JSON Patch (RFC 6902: add, remove, replace, test) applied to a document,
 * as the API server's library does it.
 *
 * Used by check, probe and the tests; not on a request's way.
 */
#ifndef WIRE_PATCH_APPLY_H
#define WIRE_PATCH_APPLY_H

#include "base/arena.h"
#include "base/err.h"

/* document and patch are JSON texts; *ret is the new text, in the arena; member order and
 * number spellings are kept.  False: ERR_SYNTAX (not JSON), ERR_INVALID (does not apply:
 * names the operation and why). */
bool patch_apply(struct arena *arena, struct str document, struct str patch,
                 struct str *ret, struct err *err) MUST_CHECK;

#endif
