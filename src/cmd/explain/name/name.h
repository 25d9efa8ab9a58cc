/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: answers who owns one host name, and who may use it in which classes.
 */
#ifndef CMD_EXPLAIN_NAME_NAME_H
#define CMD_EXPLAIN_NAME_NAME_H

#include "cmd/explain/name/reached.h"

struct name_answer {
    const struct asking *asking;
    struct str text;  /* canonical if it is a name, otherwise as given */
    struct str given; /* as given */
    bool is_name;
    struct str fault;              /* the sentence of host-valid; len 0: it is a name */
    const struct tenant *tenant;   /* of the namespace; NULL: none */
    const struct name_pattern *by; /* the pattern that matches the namespace */
    bool is_decided;
    struct delegated decided;
    bool overrides;
    struct delegated overridden;
    struct delegated nearest[DELEGATION_MAX_NEAREST]; /* if no entry decides */
    size_t n_nearest;
    const struct delegated *below; /* of a wildcard: names in it that others own */
    size_t n_below;
    const struct reached *reached; /* by tenant, then by class in the order of the file */
    size_t n_reached;
    bool allowed;
};

/* The answer is in the arena.  Without a namespace, it covers every owner. */
void name_ask(const struct asking *asking, struct str given, struct arena *arena,
              struct name_answer *ret);

/* The owners of an entry, each once; in the arena. */
size_t name_owners(const struct delegated *decided, struct arena *arena,
                   const struct tenant ***ret);

/* `tenant "shop", by domain shop.example.com (FILE:LINE)` */
void name_add_owner(const struct asking *asking, const struct delegated *decided,
                    struct buf *buf);
/* `; nearest: shop.example.com of tenant "shop" (FILE:LINE)`; nothing if n is 0. */
void name_add_nearest(const struct asking *asking, const struct delegated *nearest,
                      size_t n, struct buf *buf);

void name_add_text(const struct name_answer *answer, struct buf *buf);
void name_add_json(const struct name_answer *answer, struct buf *buf);

#endif
