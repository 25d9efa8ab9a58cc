/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenant: answers what a tenant may do, as text, JSON or Markdown.
 */
#ifndef CMD_EXPLAIN_TENANT_TENANT_H
#define CMD_EXPLAIN_TENANT_TENANT_H

#include "cmd/explain/facts/asking.h"
#include "cmd/explain/facts/lines.h"
#include "core/reach/compare.h"

struct json_t;

/* The names that every tenant may use.  Computed once to answer for several tenants. */
struct tenant_reach {
    struct arena arena;
    struct reach_comparison comparison; /* with a policy that permits nothing */
    bool is_known;                      /* false: too many patterns of namespaces */
};

void tenant_reach_of(const struct policy *policy, int32_t today,
                     struct tenant_reach *ret);
void tenant_reach_clear(struct tenant_reach *reach);
DEFINE_AUTO_CLEAR(tenant_reach_clear, struct tenant_reach);

/* One of the classes that the tenant may use, if only with a warning. */
struct tenant_class {
    const struct class *class;
    const struct str *names; /* `D and below, except E and below` */
    size_t n_names;
    struct lines lines;
};

struct tenant_answer {
    const struct asking *asking;
    const struct tenant *tenant;
    struct tenant_values values; /* of the given namespace; empty without one */
    struct lines before;         /* the lines above the classes */
    struct lines after;          /* the lines below them */
    struct tenant_class *classes;
    size_t n_classes;
    bool names_are_known; /* false: too many patterns of namespaces */
};

/* The answer is in the arena.  If `asking` has a namespace, the answer is for that
 * namespace. */
void tenant_ask(const struct asking *asking, const struct tenant *tenant,
                struct arena *arena, struct tenant_answer *ret);

/* Whether the exemption can apply to objects of the tenant; whether the forbidden keys
 * concern it; the entry of a rule for it, NULL if the policy has none. */
bool tenant_is_excused(const struct tenant_answer *answer,
                       const struct exemption *exemption);
bool tenant_is_forbidden(const struct tenant_answer *answer,
                         const struct forbidden *forbidden);
const struct entry *tenant_rule(const struct tenant_answer *answer, enum rule_id rule,
                                const struct rule_entry **ret);

/* Find the names that the tenant may use in each class. */
void tenant_find_names(struct tenant_answer *answer, struct arena *arena);

/* True if the tenant may write objects of the kind. */
bool tenant_may_write(const struct tenant *tenant, const struct kind *kind);

/* Add the lines `kinds` and `services`; nothing if only Ingresses are judged. */
void tenant_add_kinds(const struct tenant_answer *answer, struct lines *lines);

/* The texts of a list of an entry, as written in the policy. */
size_t tenant_texts(const struct tenant_answer *answer, const void *of, const char *field,
                    struct arena *arena, struct str **ret);

void tenant_add_text(const struct tenant_answer *answer, struct buf *buf);
void tenant_add_json(const struct tenant_answer *answer, struct buf *buf);
void tenant_add_markdown(const struct tenant_answer *answer, struct buf *buf);

#endif
