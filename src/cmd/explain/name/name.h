/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: what the policy says about one host name.
 */
#ifndef CMD_EXPLAIN_NAME_NAME_H
#define CMD_EXPLAIN_NAME_NAME_H

#include "cmd/explain/name/reached.h"

struct name_answer {
    const struct asking *asking;
    struct str text;  /* canonical if it is a name, else as it was given */
    struct str given; /* as it was given */
    bool is_name;
    struct str fault;              /* the sentence of host-valid; len 0: it is a name */
    const struct tenant *tenant;   /* of the namespace that asks; NULL: none */
    const struct name_pattern *by; /* by which the namespace is the tenant's */
    bool is_decided;
    struct delegated decided;
    bool overrides;
    struct delegated overridden;
    struct delegated nearest[DELEGATION_MAX_NEAREST]; /* where nothing decides */
    size_t n_nearest;
    const struct delegated *below; /* of a wildcard: what others have */
    size_t n_below;
    const struct reached *reached; /* by tenant, then by class in the order of the file */
    size_t n_reached;
    bool allowed;
};

/* In the arena.  Without a namespace every owner is asked. */
void name_ask(const struct asking *asking, struct str given, struct arena *arena,
              struct name_answer *ret);

/* The owners of an entry, each once; in the arena. */
size_t name_owners(const struct delegated *decided, struct arena *arena,
                   const struct tenant ***ret);

/* `tenant "shop", by domain shop.example.com (FILE:LINE)` */
void name_add_owner(const struct asking *asking, const struct delegated *decided,
                    struct buf *buf);
/* `; nearest: shop.example.com of tenant "shop" (FILE:LINE)`; nothing without any. */
void name_add_nearest(const struct asking *asking, const struct delegated *nearest,
                      size_t n, struct buf *buf);

void name_add_text(const struct name_answer *answer, struct buf *buf);
void name_add_json(const struct name_answer *answer, struct buf *buf);

#endif
