/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by_patch: a second implementation of JSON Patch and JSON Pointer, over jansson's
 * values.
 *
 * Written from RFC 6901 and 6902, and from what the API server's library does beyond
 * them: negative indices, `replace` of a missing member, `test` of a missing member
 * against null.
 */
#ifndef TESTS_FUZZ_BY_PATCH_H
#define TESTS_FUZZ_BY_PATCH_H

#include "by_jansson.h"

/* An operation with the path "" replaces *document.  False: an operation does not
 * apply. */
bool by_patch_apply(json_t **document, const json_t *patch) MUST_CHECK;

/* The value at the path; NULL: there is none. */
json_t *by_patch_at(json_t *document, struct str path);

#endif
