/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path: where a kind has a value, as policies write it: `spec.rules[].host`.
 *
 * A path is steps joined by dots, from the object down.  A step is the name of a member,
 * `[A-Za-z0-9_-]+`, with nothing behind it, or with `[]` (each element of the list
 * there),
 * `[*]` (each member of the map) or `[KEY]` (that member of the map).
 */
#ifndef CORE_VALUES_PATH_H
#define CORE_VALUES_PATH_H

#include "base/arena.h"
#include "core/values/field_path.h"

#define PATH_MAX_BYTES    256
#define PATH_MAX_STEPS    16
#define PATH_MAX_BRACKETS 4 /* of `[]` and `[*]` together; of `[*]` one */
static_assert(PATH_MAX_BRACKETS <= FIELD_MAX_INDEXES, "a position for each");

enum step_kind {
    STEP_MEMBER, /* the member `name` */
    STEP_EACH,   /* each element of a list; no name */
    STEP_EVERY,  /* each member of a map; no name */
    STEP_KEY,    /* as STEP_MEMBER, written in brackets: of a map, not of a struct */
};

struct step {
    enum step_kind kind;
    struct str name;
};

/* `spec.rules[].host` has four steps: spec, rules, each, host. */
struct path {
    const struct field *field; /* its text, which equal paths of a kind share */
    const struct step *steps;
    size_t n_steps;
    size_t n_until_last; /* steps up to its last `[]` or `[*]` that does not end it */
};

/* The fields that paths have been parsed to: equal texts share one, so that places are
 * compared by address.  Zeroed but for the arena: none yet. */
struct path_fields {
    struct arena *arena; /* also what paths live in */
    struct field **all;
    size_t n;
    size_t cap;
};

/* The field of this text: built in, or of those parsed before, or a new one. */
const struct field *path_field(struct path_fields *fields, struct str text);

/* text is copied.  NULL: *ret is filled; else what is wrong, as the end of a sentence
 * that begins with the path. */
const char *path_parse(struct path_fields *fields, struct str text, struct path *ret)
    MUST_CHECK;

/* NAME of the path `spec.NAME`; len 0: it is another. */
struct str path_spec_member(const struct path *path);

/* The text without its trailing `[]` or `[*]`. */
struct str path_without_brackets(struct str text);

#endif
