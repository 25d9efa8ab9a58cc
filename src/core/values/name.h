/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: DNS names as an Ingress may claim them.
 *
 * A name is labels of [a-z0-9]([a-z0-9-]{0,61}[a-z0-9])? joined by dots, at most 253
 * bytes with `*.` and without the trailing dot, the last label not all digits.
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
    bool is_deep; /* a wildcard that stands for names at any depth, not for one label */
};

/*
 * Fold case, drop one trailing dot, check.  *ret borrows from text where that is
 * already canonical, else from the arena.  False with a static reason that completes
 * `"X" is not a host name: ...` ("it is empty", "it has a character other than ...",
 * "it is an address", ...).
 */
bool name_parse(struct arena *arena, struct str text, struct name *ret,
                const char **ret_reason) MUST_CHECK;

/* The same of the name of a DNS record, whose labels may also contain `_`. */
bool name_parse_record(struct arena *arena, struct str text, struct name *ret,
                       const char **ret_reason) MUST_CHECK;

/* For comparing: the canonical text of a name, anything else as it is. */
struct str name_fold(struct arena *arena, struct str text);

/* name is domain itself or below it, label by label; domain "." holds every name. */
bool name_is_within(struct str name, struct str domain);

/* Without its first label; len 0 when it has one label only. */
struct str name_parent(struct str name);

#endif
