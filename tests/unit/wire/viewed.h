/* SPDX-License-Identifier: Apache-2.0 */
/*
 * viewed: reads objects by the rows of their kinds, and writes the views as text.
 */
#ifndef TESTS_VIEWED_H
#define TESTS_VIEWED_H

#include "wire/kinds/kinds.h"

struct viewed {
    struct arena arena;
    struct kind_views views;
    struct unjudgeable why;
    bool judgeable;
};

/* A built-in kind. */
const struct kind *viewed_kind(struct arena *arena, const char *name);

/* A row made by the test, for kind Site.web.example.net.  Lists end with an entry without
 * path. */
struct viewed_host {
    const char *path;
    enum text_grammar as;
    bool absent_all;
    const char *unless; /* NULL: no path */
};
struct viewed_row {
    struct viewed_host hosts[4];
    const char *class_paths[3];
    const char *parents;
    const char *references[3];
    const char *demands[3];
};
const struct kind *viewed_site(struct arena *arena, const struct viewed_row *row);

/* Reads the object as one of the kind, in namespace shop; arena_clear(&ret->arena).  In
 * json single quotes are used for double quotes. */
void viewed_read(struct viewed *ret, const struct kind *kind, const char *json);

/* Facts joined by blanks, or `unjudgeable PLACE: WHY`:
 *   PLACE=NAME   PLACE~NAME (record)   PLACE?TEXT (unreadable)
 *   PLACE=*      a catch-all           PLACE!     one because nothing is there
 *   mesh         the object is for the mesh only
 */
struct str viewed_hosts(struct viewed *viewed);
/* PLACE->VALUE for fields, PLACE->GROUP KIND NAMESPACE/NAME for parents (in rows without
 * the first two), `default` for default Gateways, `mesh`. */
struct str viewed_carriers(struct viewed *viewed);
/* PLACE#N=TEXT; N is the index of the reference or demand. */
struct str viewed_references(struct viewed *viewed);
struct str viewed_demands(struct viewed *viewed);

/* Objects of built-in kinds, and the expected text of their views. */
struct viewed_case {
    const char *why;
    const char *kind;
    const char *object;
    const char *want;
};
typedef struct str viewed_text(struct viewed *viewed);
void viewed_check(const struct viewed_case *cases, size_t n, viewed_text *text);

/* Objects with a list: BEFORE, then ITEM n times with commas, then AFTER.  # in an item
 * stands for its number. */
struct viewed_limit {
    const char *why;
    const char *before;
    const char *item;
    const char *after;
    size_t n;
    const char *want; /* PLACE: WHY; NULL: the object can be judged */
};
void viewed_check_limit(const struct viewed_limit *limit, const struct kind *kind);
void viewed_check_limits(const struct viewed_limit *limits, size_t n, const char *kind);

#endif
