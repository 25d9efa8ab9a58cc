/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reached: whether one namespace may use one name in one class: the verdict on the probe
 * object, and what it consists of.
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
    const struct entry *entry; /* what stands against it; NULL: nothing by itself */
};

/* What the mutating stage does to the probe object. */
struct addition {
    struct str key; /* of an annotation, or the JSON Pointer of a field */
    struct str value;
    bool is_removed; /* instead of set */
    enum rule_id rule;
    const struct entry *entry; /* NULL: by default */
};

/* Who asks, and for what. */
struct reach_question {
    const struct asking *asking;
    const struct tenant *tenant; /* of the namespace; NULL: none */
    struct str namespace;
    const struct name *name;         /* NULL: `text` is no name */
    struct str text;                 /* the name, canonical if it is one */
    const struct delegated *decided; /* what decides over it; NULL: nothing */
    const struct delegated *below;   /* of a wildcard: what is one label below */
    size_t n_below;
};

struct reached {
    const struct tenant *tenant;
    struct str class_name;
    const struct class *class; /* that it is in the end, which is another one where the
                                  default replaces it; NULL: none is defined */
    bool allowed;              /* no reach rule denies */
    struct str error;          /* it could not be judged; len 0: it was */
    const struct obstacle *obstacles; /* in the order of the rules */
    size_t n_obstacles;
    const struct str
        *domain; /* by which the class serves the name; NULL: it serves any */
    const struct addition *additions; /* by key */
    size_t n_additions;
};

/* In the arena; borrows from the question. */
void reached_ask(const struct reach_question *question, struct str class_name,
                 struct arena *arena, struct reached *ret);

/* The first obstacle that denies; NULL: none. */
const struct obstacle *reached_denial(const struct reached *reached);

/* "denied", "warned", "audited", "excused" */
const char *reached_outcome(enum disposition outcome);

/* A namespace that belongs to the tenant; in the arena.  decided: if it is the instance
 * of a family, one that this instance is for.  False: there is none. */
bool reached_namespace(const struct policy *policy, const struct tenant *tenant,
                       const struct delegated *decided, struct arena *arena,
                       struct str *ret);

#endif
