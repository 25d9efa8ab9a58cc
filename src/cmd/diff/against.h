/* SPDX-License-Identifier: Apache-2.0 */
/*
 * against: which objects of a dump the change of a policy concerns.
 *
 * Each object is judged by both policies twice: as a new object, and as an update of
 * itself that changes nothing.
 */
#ifndef CMD_DIFF_AGAINST_H
#define CMD_DIFF_AGAINST_H

#include "cmd/check/checked.h"
#include "cmd/diff/differences.h"

/* The first that applies. */
enum against_mark {
    AGAINST_UPDATE_DENIED, /* !: the next update is denied by NEW, and not by OLD */
    AGAINST_CREATE_DENIED, /* -: the same as a new object */
    AGAINST_ALLOWED,       /* +: a new object is denied by OLD, and not by NEW */
    AGAINST_CHANGED,       /* ~: the mutating stage changes something else */
    AGAINST_MARKS,
};
char against_mark_byte(enum against_mark mark);

/* What one policy says. */
struct against_answer {
    const struct str *rules; /* that deny, each once */
    size_t n_rules;
    const struct change *changes; /* of the update */
    size_t n_changes;
};

struct against_object {
    enum against_mark mark;
    struct str object; /* "shop/web", with its kind unless that is Ingress */
    struct str kind, namespace, name;
    struct place place;
    struct str text; /* "next update is denied: tls-required" */
    struct against_answer answers[REACH_SIDES];
};

/* Who writes, and what was found. */
struct against {
    struct arena *arena; /* what is found lives in it */
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
    bool is_incomplete; /* something could not be read or judged: it was said */
};

/* Every object below the paths; what is wrong is said on stderr. */
void against_read(struct against *against, const char *const *paths, size_t n);

/* "1 next update denied, 1 creation denied, ..." */
void against_add_summary(struct buf *buf, const struct against *against);

#endif
