/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenant: what the policy lets a tenant do, for people and for a page of a wiki.
 */
#ifndef CMD_EXPLAIN_TENANT_TENANT_H
#define CMD_EXPLAIN_TENANT_TENANT_H

#include "cmd/explain/facts/asking.h"
#include "cmd/explain/facts/lines.h"
#include "core/reach/compare.h"

struct json_t;

/* What every tenant reaches, for those who ask about several of them. */
struct tenant_reach {
    struct arena arena;
    struct reach_comparison comparison; /* with a policy that permits nothing */
    bool is_known; /* else there are too many patterns of namespaces */
};

void tenant_reach_of(const struct policy *policy, int32_t today,
                     struct tenant_reach *ret);
void tenant_reach_clear(struct tenant_reach *reach);
DEFINE_AUTO_CLEAR(tenant_reach_clear, struct tenant_reach);

/* One of the classes that the tenant may use, if only with a warning. */
struct tenant_class {
    const struct class *class;
    const struct str *names; /* `D and below, except E and below`: what it reaches */
    size_t n_names;
    struct lines lines;
};

struct tenant_answer {
    const struct asking *asking;
    const struct tenant *tenant;
    struct tenant_values values; /* of the namespace that was given; else empty */
    struct lines before;         /* the lines above the classes, and below them */
    struct lines after;
    struct tenant_class *classes;
    size_t n_classes;
    bool names_are_known; /* else there are too many patterns of namespaces */
};

/* Everything lives in the arena.  With a namespace in `asking`: for this one. */
void tenant_ask(const struct asking *asking, const struct tenant *tenant,
                struct arena *arena, struct tenant_answer *ret);

/* Exemptions that can apply to the tenant's objects, forbidden keys that concern it,
 * rules for which the policy has an entry. */
bool tenant_is_excused(const struct tenant_answer *answer,
                       const struct exemption *exemption);
bool tenant_is_forbidden(const struct tenant_answer *answer,
                         const struct forbidden *forbidden);
const struct entry *tenant_rule(const struct tenant_answer *answer, enum rule_id rule,
                                const struct rule_entry **ret);

/* For asking->reach.  Lives in the arena, but for what reach_comparison_clear() frees. */
bool tenant_compare(const struct asking *asking, struct arena *arena,
                    struct reach_comparison *ret) MUST_CHECK;

/* The names of each class. */
void tenant_find_names(struct tenant_answer *answer, struct arena *arena);

/* Objects of the kind are judged, and the tenant may write them. */
bool tenant_may_write(const struct tenant *tenant, const struct kind *kind);

/* The lines `kinds` and `services`; nothing where only Ingresses are judged. */
void tenant_add_kinds(const struct tenant_answer *answer, struct lines *lines);

/* The texts of a list of an entry, as the file has them. */
size_t tenant_texts(const struct tenant_answer *answer, const void *of, const char *field,
                    struct arena *arena, struct str **ret);

void tenant_add_text(const struct tenant_answer *answer, struct buf *buf);
void tenant_add_json(const struct tenant_answer *answer, struct buf *buf);
void tenant_add_markdown(const struct tenant_answer *answer, struct buf *buf);

#endif
