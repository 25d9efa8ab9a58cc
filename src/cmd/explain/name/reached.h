/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reached: answers whether one namespace may use one name in one class, with the verdict
 * on a probe object and its reasons.
 */
#ifndef CMD_EXPLAIN_NAME_REACHED_H
#define CMD_EXPLAIN_NAME_REACHED_H

#include "cmd/explain/facts/asking.h"
#include "core/object/decision.h"

/* A reach rule that the probe object breaks. */
struct obstacle {
    enum rule_id rule;
    enum disposition outcome;
    struct str message;
    const struct entry *entry; /* of the policy, that causes it; NULL: no single entry */
};

/* What the mutating stage does to the probe object. */
struct addition {
    struct str key; /* of an annotation, or the JSON Pointer of a field */
    struct str value;
    bool is_removed; /* rather than set */
    enum rule_id rule;
    const struct entry *entry; /* NULL: a built-in default */
};

/* The namespace that asks, and the name. */
struct reach_question {
    const struct asking *asking;
    const struct tenant *tenant; /* of the namespace; NULL: none */
    struct str namespace;
    const struct name *name;         /* NULL: `text` is not a name */
    struct str text;                 /* canonical if it is a name */
    const struct delegated *decided; /* the entry that decides its owner; NULL: none */
    const struct delegated *below;   /* of a wildcard: entries one label below */
    size_t n_below;
};

struct reached {
    const struct tenant *tenant;
    struct str class_name;
    const struct class *class; /* after the mutating stage, which may replace it by a
                                  default; NULL: the policy defines no such class */
    bool allowed;              /* no reach rule denies */
    struct str error;          /* why it could not be judged; len 0: it was judged */
    const struct obstacle *obstacles; /* in the order of the rules */
    size_t n_obstacles;
    const struct str
        *domain; /* of the class, that contains the name; NULL: the class serves any */
    const struct addition *additions; /* sorted by key */
    size_t n_additions;
};

/* The answer is in the arena and borrows from the question. */
void reached_ask(const struct reach_question *question, struct str class_name,
                 struct arena *arena, struct reached *ret);

/* The first obstacle that denies, or NULL. */
const struct obstacle *reached_denial(const struct reached *reached);

/* "denied", "warned", "audited", "excused" */
const char *reached_outcome(enum disposition outcome);

/* Find a namespace that belongs to the tenant; it is in the arena.  If `decided` is an
 * instance of a family, the namespace is one that has this instance.  Returns false if
 * there is none. */
bool reached_namespace(const struct policy *policy, const struct tenant *tenant,
                       const struct delegated *decided, struct arena *arena,
                       struct str *ret);

#endif
