/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path: the place of a value in objects of a kind, as policies write it:
 * `spec.rules[].host`.
 *
 * A path consists of steps joined by dots, from the object down.  A step is the name of a
 * member, `[A-Za-z0-9_-]+`, perhaps followed by `[]` (each element of the list), `[*]`
 * (each member of the map) or `[KEY]` (that member of the map).
 */
#ifndef CORE_VALUES_PATH_H
#define CORE_VALUES_PATH_H

#include "base/arena.h"
#include "core/values/field_path.h"

#define PATH_MAX_BYTES    256
#define PATH_MAX_STEPS    16
#define PATH_MAX_BRACKETS 4 /* `[]` and `[*]` together; at most one `[*]` */
static_assert(PATH_MAX_BRACKETS <= FIELD_MAX_INDEXES, "a position for each");

enum step_kind {
    STEP_MEMBER, /* the member `name` */
    STEP_EACH,   /* each element of a list; no name */
    STEP_EVERY,  /* each member of a map; no name */
    STEP_KEY,    /* the member `name` of a map, written in brackets */
};

struct step {
    enum step_kind kind;
    struct str name;
};

/* `spec.rules[].host` has four steps: spec, rules, each, host. */
struct path {
    const struct field *field; /* its text; equal paths of a kind share it */
    const struct step *steps;
    size_t n_steps;
    size_t n_until_last; /* steps to the last `[]` or `[*]` that does not end the path */
};

/* The fields of all parsed paths.  Equal texts share one field, so that places can be
 * compared by address.  Zeroed, except for the arena: empty. */
struct path_fields {
    struct arena *arena; /* also holds the paths */
    struct field **all;
    size_t n;
    size_t cap;
};

/* The field with this text: a built-in one, one of an earlier path, or a new one. */
const struct field *path_field(struct path_fields *fields, struct str text);

/* Parse text, which is copied, into *ret.  Returns NULL, or the fault as the end of a
 * sentence that begins with the path. */
const char *path_parse(struct path_fields *fields, struct str text, struct path *ret)
    MUST_CHECK;

/* NAME of the path `spec.NAME`; len 0 for any other path. */
struct str path_spec_member(const struct path *path);

/* The text without its trailing `[]` or `[*]`. */
struct str path_without_brackets(struct str text);

#endif
