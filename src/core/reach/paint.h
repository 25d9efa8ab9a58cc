/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paint: describes sets of names from the root down.
 *
 * A callback decides for each cell whether it is in the set.  The set is written as
 * parts: a name and all names below it, except the largest parts that are not in the
 * set.  Names of the set below an exception form parts of their own.
 */
#ifndef CORE_REACH_PAINT_H
#define CORE_REACH_PAINT_H

#include "base/buf.h"
#include "core/reach/spaces.h"

enum reach_form {
    REACH_BELOW,     /* the name and every name below it; the root: every name */
    REACH_NAME,      /* the name alone */
    REACH_WILDCARD,  /* the claim `*.name` alone */
    REACH_WILDCARDS, /* `*.name`, and every wildcard below the name */
};

struct reach_part {
    enum reach_form form;
    struct str name; /* as written, without `*.`; len 0: the root */
    bool is_other;   /* a family: the instances of other namespaces */
    uint32_t node;   /* REACH_NOBODY: an own instance */
    uint32_t own;
    const struct reach_part *except;
    size_t n_except;
    struct str witness; /* a name in the part; len 0: none is known */
};

/* What the callback is asked about. */
enum paint_atom {
    PAINT_SELF,     /* the name of the node */
    PAINT_BELOW,    /* the other names of its cell */
    PAINT_WILDCARD, /* the claim `*.name` */
};

struct painting;
typedef bool paint_contains(const struct painting *, uint32_t node, enum paint_atom atom);

struct painting {
    const struct reach_names *names;
    paint_contains *contains;
    paint_contains *contains_own; /* the same for own instances, by their number */
    const void *of;               /* for both */
    const struct reach_own *own;
    size_t n_own;
    enum reach_form form; /* REACH_BELOW; REACH_WILDCARDS for sets of wildcards */
    bool has_wildcards;   /* a set of names also has wildcards */
    bool has_no_actor;    /* all instances of a family are equal */
    struct reach_part *parts;
    size_t n, cap;
};

/* Add every part whose node is a candidate or an own instance.  The candidates are
 * sorted, and include each node at which the set differs from its surroundings. */
void paint(struct painting *painting, const uint32_t *candidates, size_t n);

/* True if the cell of the node is in the set.  A cell without names is treated as the
 * cell around it. */
bool paint_contains_below(const struct painting *painting, uint32_t at);

/* The part that begins at the node `at`, whose cell is in the set. */
struct reach_part paint_part(const struct painting *painting, uint32_t at);

/* Add the part as text: `D and below, except E and below, F`. */
void reach_part_add(struct buf *buf, const struct reach_part *part);
/* The same without the exceptions. */
void reach_part_add_name(struct buf *buf, const struct reach_part *part);

#endif
