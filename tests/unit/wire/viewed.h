/* SPDX-License-Identifier: Apache-2.0 */
/*
 * viewed: objects of kinds by their rows, and their views as text.
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

/* A kind that is built in. */
const struct kind *viewed_kind(struct arena *arena, const char *name);

/* A row of its own, kind Site.web.example.net; the lists end in an entry without path. */
struct viewed_host {
    const char *path;
    enum text_grammar as;
    bool absent_all;
    const char *unless; /* NULL: nothing lifts that */
};
struct viewed_row {
    struct viewed_host hosts[4];
    const char *class_paths[3];
    const char *parents;
    const char *references[3];
    const char *demands[3];
};
const struct kind *viewed_site(struct arena *arena, const struct viewed_row *row);

/* Reads the object of the kind, in namespace shop.  arena_clear() that of *ret.  json:
 * single quotes stand for double ones. */
void viewed_read(struct viewed *ret, const struct kind *kind, const char *json);

/* Facts joined by blanks, or `unjudgeable PLACE: WHY`:
 *   PLACE=NAME   PLACE~NAME (record)   PLACE?TEXT (unreadable)
 *   PLACE=*      a catch-all           PLACE!     one because nothing is there
 *   mesh         the object is for the mesh only
 */
struct str viewed_hosts(struct viewed *viewed);
/* PLACE->VALUE of fields, PLACE->GROUP KIND NAMESPACE/NAME of parents (of rows without
 * the first two), `default` for default Gateways, `mesh`. */
struct str viewed_carriers(struct viewed *viewed);

/* Objects of built-in kinds, and what a view of each says. */
struct viewed_case {
    const char *why;
    const char *kind;
    const char *object;
    const char *want;
};
typedef struct str viewed_text(struct viewed *viewed);
void viewed_check(const struct viewed_case *cases, size_t n, viewed_text *text);

/* PLACE#N=TEXT, of references and of demands: N is which */
struct str viewed_places(struct viewed *viewed, const struct view_place *places,
                         size_t n);

#endif
