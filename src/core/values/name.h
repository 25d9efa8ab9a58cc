/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: DNS names as objects may claim them.
 *
 * A name consists of labels of [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])? joined by dots, at most
 * 253 bytes with `*.` and without the trailing dot, the last label not all digits.
 */
#ifndef CORE_VALUES_NAME_H
#define CORE_VALUES_NAME_H

#include "base/arena.h"
#include "base/str.h"

#define NAME_MAX_BYTES 253

struct name {
    struct str text; /* lower case, no trailing dot, with `*.` when a wildcard */
    struct str base; /* text without `*.` */
    bool is_wildcard;
    bool is_deep; /* a wildcard for names at any depth, not for one label */
};

/*
 * Fold case, drop one trailing dot, and check the name.  *ret borrows from text if that
 * is already canonical, else from the arena.  Returns false with a static reason that
 * completes
 * `"X" is not a host name: ...` ("it is empty", "it has a character other than ...",
 * "it is an address", ...).
 */
bool name_parse(struct arena *arena, struct str text, struct name *ret,
                const char **ret_reason) MUST_CHECK;

/* The same for the name of a DNS record, whose labels may also contain `_`. */
bool name_parse_record(struct arena *arena, struct str text, struct name *ret,
                       const char **ret_reason) MUST_CHECK;

/* For comparison: the canonical text of a name, any other text unchanged. */
struct str name_fold(struct arena *arena, struct str text);

/* True if the name equals the domain or is below it, label by label; the domain "."
 * contains every name. */
bool name_is_within(struct str name, struct str domain);

/* The name without its first label; len 0 if it has only one. */
struct str name_parent(struct str name);

/* Order from the last byte on, so that the names below a name follow it.  <0, 0, >0. */
int name_compare_backwards(struct str a, struct str b);

#endif
