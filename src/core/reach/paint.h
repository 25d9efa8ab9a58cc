/*
 * paint: sets of names, written from the top.
 *
 * A set is told by a question about each cell.  It is written as parts: a name and all
 * below it, except the largest parts that do not belong to the set.  What belongs to it
 * below an exception is a part of its own.
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
    struct str name; /* as it is written, without `*.`; len 0: the root */
    bool is_other;   /* a family: the instances of other namespaces */
    uint32_t node;   /* REACH_NOBODY: an own instance */
    uint32_t own;
    const struct reach_part *except;
    size_t n_except;
    struct str witness; /* a name in it; len 0: none is known */
};

/* What a set is asked about. */
enum paint_atom {
    PAINT_SELF,     /* the name of the node */
    PAINT_BELOW,    /* the other names of its cell */
    PAINT_WILDCARD, /* the claim `*.name` */
};

struct painting;
typedef bool paint_holds(const struct painting *, uint32_t node, enum paint_atom atom);

struct painting {
    const struct reach_names *names;
    paint_holds *holds;
    paint_holds *holds_own; /* the same of own instances, by their number */
    const void *of;         /* for both */
    const struct reach_own *own;
    size_t n_own;
    enum reach_form form; /* REACH_BELOW, or REACH_WILDCARDS of wildcards alone */
    bool has_wildcards;   /* sets of names have wildcards, too */
    bool is_of_nobody;    /* no actor asks: the instances of a family are all alike */
    struct reach_part *parts;
    size_t n, cap;
};

/* Every part whose node is among the candidates, or is an own instance.  Candidates are
 * in order, and hold each node at which the set differs from its surroundings. */
void paint(struct painting *painting, const uint32_t *candidates, size_t n);

/* The cell of the node is in the set; one without names goes with that around it. */
bool paint_holds_below(const struct painting *painting, uint32_t at);

/* The part that begins at the node `at`, whose cell is in the set. */
struct reach_part paint_part(const struct painting *painting, uint32_t at);

/* As text: `D and below, except E and below, F`. */
void reach_part_add(struct buf *buf, const struct reach_part *part);
/* The same without exceptions. */
void reach_part_add_name(struct buf *buf, const struct reach_part *part);

#endif
