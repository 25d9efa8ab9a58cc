/* SPDX-License-Identifier: Apache-2.0 */
/*
 * texts: the names that one text claims, by the grammar of its path.
 */
#ifndef CORE_KINDS_TEXTS_H
#define CORE_KINDS_TEXTS_H

#include "base/arena.h"
#include "core/kinds/kind.h"

/* A text with more names is not read: it must not take more memory than a pod has. */
#define TEXT_MAX_NAMES 10000

/* How a name is to be read. */
enum host_reading {
    HOST_IS_NAME,
    HOST_IS_RECORD,     /* its labels may contain `_` */
    HOST_IS_UNREADABLE, /* the text may claim any name */
};

struct text_name {
    struct str name; /* as written; of what is unreadable, the text that is */
    enum host_reading reading;
};

struct text_names {
    struct text_name *all;
    size_t n;
    size_t cap;
    bool is_catch_all; /* it claims every name; what it names besides is in the list, too
                        */
    bool is_unbound;   /* TEXT_TRAEFIK: that, because no matcher limits the hosts */
    bool is_too_many;  /* it has more than TEXT_MAX_NAMES, which are not in the list */
};

/* text is not empty.  In the arena; borrows from the text. */
void text_names_of(struct arena *arena, enum text_grammar as, struct str text,
                   struct text_names *ret);

#endif
