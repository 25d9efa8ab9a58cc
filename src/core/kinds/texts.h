/* SPDX-License-Identifier: Apache-2.0 */
/*
 * texts: finds the names that a text claims, by the grammar of its path.
 */
#ifndef CORE_KINDS_TEXTS_H
#define CORE_KINDS_TEXTS_H

#include "base/arena.h"
#include "core/kinds/kind.h"

/* A text with more names is not read, to bound the memory that it takes. */
#define TEXT_MAX_NAMES 10000

/* How to read a name. */
enum host_reading {
    HOST_IS_NAME,
    HOST_IS_RECORD,     /* its labels may contain `_` */
    HOST_IS_UNREADABLE, /* the text may claim any name */
};

struct text_name {
    struct str name; /* as written; HOST_IS_UNREADABLE: the unreadable text */
    enum host_reading reading;
};

struct text_names {
    struct text_name *all;
    size_t n;
    size_t cap;
    bool is_catch_all; /* it claims every name; the names in it are listed, too */
    bool is_unbound;   /* TEXT_TRAEFIK: is_catch_all, as no matcher limits the hosts */
    bool is_too_many;  /* it has more than TEXT_MAX_NAMES; the list is incomplete */
};

/* Fill *ret with the names in the text, which is not empty.  In the arena; borrows from
 * the text. */
void text_names_of(struct arena *arena, enum text_grammar as, struct str text,
                   struct text_names *ret);

#endif
