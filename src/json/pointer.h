/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pointer: JSON Pointers (RFC 6901) into a tree of nodes that may be changed.
 */
#ifndef JSON_POINTER_H
#define JSON_POINTER_H

#include "json/json.h"

/* Where a path ends: the array or object, and the last step. */
struct pointer_end {
    struct json *parent; /* NULL: the path is "", the whole document */
    struct str last;
};

/* False: a step leads nowhere, or the path does not begin with `/`. */
bool pointer_follow(struct arena *arena, struct json *root, struct str path,
                    struct pointer_end *ret) MUST_CHECK;

/* The next step of a path off *rest, which begins behind the path's first slash, as
 * str_next_item(). */
bool pointer_next(struct arena *arena, struct str *rest, bool *done,
                  struct str *ret_step);

/* What the path leads to; NULL: nothing. */
struct json *pointer_get(struct arena *arena, struct json *root, struct str path);

/* Where the link to that member of an array or object is: the link of the node, or, where
 * the object has no such member, the link behind its last one.  NULL: no such element. */
struct json **pointer_link(struct json *parent, struct str step);

/* The link in front of which an `add` to an array puts its element ("-": the end). */
struct json **pointer_gap(struct json *array, struct str step);

#endif
