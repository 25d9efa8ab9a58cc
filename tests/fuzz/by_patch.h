/* SPDX-License-Identifier: Apache-2.0 */
/*
 * by_patch: JSON Patch and JSON Pointer over jansson's values, a second time.
 *
 * Written from RFC 6901 and 6902 and from what the API server's library does beyond
 * them: indices with signs, `replace` of a missing member, `test` of one against null.
 */
#ifndef TESTS_FUZZ_BY_PATCH_H
#define TESTS_FUZZ_BY_PATCH_H

#include "by_jansson.h"

/* *document is replaced where the path is "".  False: an operation does not apply. */
bool by_patch_apply(json_t **document, const json_t *patch) MUST_CHECK;

/* What the path leads to; NULL: nothing. */
json_t *by_patch_at(json_t *document, struct str path);

#endif
