/* SPDX-License-Identifier: Apache-2.0 */
/* pointer: looks up paths in documents.  Input: a path, a line end, a document. */
#include "by_patch.h"
#include "fuzz.h"
#include "json/pointer.h"

/* Each gap of an array is before an element, or at the end. */
static void check_gap(struct json *node, struct str step)
{
    struct json **gap = NULL;
    struct json **link = NULL;

    if (json_value_type(node) != VALUE_ARRAY)
        return;
    gap = pointer_gap(node, step);
    link = pointer_link(node, step);
    FUZZ_LAW(link == NULL || *link != NULL, "an element that is found exists");
    FUZZ_LAW(link == NULL || gap != NULL, "there is a gap before each element");
    FUZZ_LAW(pointer_gap(node, STR("-")) != NULL, "there is a gap at the end");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};
    struct str path = fuzz_until(&from, '\n');
    json_error_t error;
    AUTO(json_decref) json_t *theirs = by_jansson(from.rest, &error);
    struct json *root = NULL;
    const struct json *ours = NULL;
    const json_t *wanted = NULL;
    struct err err;

    if (!json_read(&arena, from.rest, &json_whole, &root, &err))
        return;
    check_gap(root, path);
    ours = pointer_get(&arena, root, path);
    if (theirs == NULL)
        return;
    wanted = by_patch_at(theirs, path);
    FUZZ_LAW((ours == NULL) == (wanted == NULL),
             "both implementations find a value, or none");
    if (ours != NULL)
        FUZZ_LAW(by_jansson_same(wanted, ours), "both find the same value");
}
