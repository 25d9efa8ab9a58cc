/* SPDX-License-Identifier: Apache-2.0 */
/*
 * against: finds the objects of a dump that a change of the policy affects.
 *
 * Each object is judged by both policies twice: as a new object, and as an update of
 * itself that changes nothing.
 */
#ifndef CMD_DIFF_AGAINST_H
#define CMD_DIFF_AGAINST_H

#include "cmd/check/checked.h"
#include "cmd/diff/differences.h"

/* How the change affects an object: the first mark that applies. */
enum against_mark {
    AGAINST_UPDATE_DENIED, /* !: NEW denies the next update, OLD does not */
    AGAINST_CREATE_DENIED, /* -: NEW denies the creation, OLD does not */
    AGAINST_ALLOWED,       /* +: OLD denies the creation, NEW does not */
    AGAINST_CHANGED,       /* ~: the mutating stage makes other changes */
    AGAINST_MARKS,
};
char against_mark_byte(enum against_mark mark);

/* The verdict of one policy. */
struct against_answer {
    const struct str *rules; /* the rules that the object breaks, each once */
    size_t n_rules;
    const struct change *changes; /* that the policy makes to the update */
    size_t n_changes;
};

struct against_object {
    enum against_mark mark;
    struct str object; /* "shop/web"; "IngressRoute shop/web" for other kinds */
    struct str kind, namespace, name;
    struct place place;
    struct str text; /* "next update is denied: tls-required" */
    struct against_answer answers[REACH_SIDES];
};

/* The user who writes the objects, and the objects found. */
struct against {
    struct arena *arena; /* owns the objects found */
    const struct policy *policies[REACH_SIDES];
    struct str namespace; /* of objects without one */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    struct against_object *objects;
    size_t n, cap;
    size_t counts[AGAINST_MARKS];
    size_t n_judged;
    bool is_incomplete; /* something could not be read or judged; stderr has the reason */
};

/* Judge every object below the paths.  Problems are printed to stderr. */
void against_read(struct against *against, const char *const *paths, size_t n);

/* "1 next update denied, 1 creation denied, ..." */
void against_add_summary(struct buf *buf, const struct against *against);

#endif
