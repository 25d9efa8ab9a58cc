/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pointer: resolves JSON Pointers (RFC 6901) in a tree of nodes that may be changed.
 */
#ifndef JSON_POINTER_H
#define JSON_POINTER_H

#include "json/json.h"

/* The end of a path: the array or object, and the last step. */
struct pointer_end {
    struct json *parent; /* NULL: the path is "", the whole document */
    struct str last;
};

/* Returns false if a step leads nowhere, or if the path does not begin with `/`. */
bool pointer_follow(struct arena *arena, struct json *root, struct str path,
                    struct pointer_end *ret) MUST_CHECK;

/* Take the next step of a path off *rest, as str_next_item() does.  *rest begins after
 * the path's first slash. */
bool pointer_next(struct arena *arena, struct str *rest, bool *done,
                  struct str *ret_step);

/* The node that the path leads to; NULL: none. */
struct json *pointer_get(struct arena *arena, struct json *root, struct str path);

/* The link that points to that member of an array or object; if an object has no such
 * member, the link after its last one.  NULL: an array has no such element. */
struct json **pointer_link(struct json *parent, struct str step);

/* The link at which an `add` to an array inserts its element ("-": the end). */
struct json **pointer_gap(struct json *array, struct str step);

#endif
