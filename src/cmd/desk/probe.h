/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: may a namespace use a name in a class?
 *
 * Asked by an Ingress with that class and that one host, which goes through both stages
 * of admit(); what is said about reach is what the rules of reach said about it.
 *
 * A class without profile is one that no Ingress may use, which class-permitted would say
 * of every name.  The question is about the class, so for as long as it takes to ask that
 * rule speaks as if Ingresses could use it: policy_open_class().
 */
#ifndef CMD_DESK_PROBE_H
#define CMD_DESK_PROBE_H

#include "cmd/check/checked.h"

struct policy;
struct trace;

struct probe_question {
    struct str class; /* a name or an alias; also one that is not defined */
    struct str namespace;
    struct str name; /* canonical, or any text */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    struct trace *trace; /* of the validating stage; NULL: nobody asks */
};

/* A broken rule of reach. */
struct probe_finding {
    enum rule_id rule;
    enum disposition outcome;          /* denied, warned, audited or excused */
    struct str sentence;               /* as a rejection says it */
    const struct rule_entry *entry;    /* what gave the action */
    const struct exemption *exemption; /* of what is excused */
};

struct probe_answer {
    bool reached;                         /* no rule of reach denies */
    bool warned;                          /* reached, but some rule of reach is broken */
    const struct probe_finding *findings; /* in the order of the rules */
    size_t n;
    struct str error; /* it could not be judged, and so is not reached; len 0: it was */
    struct checked_object
        object; /* its answers decide nothing if Ingresses are not judged
                 */
};

/* The Ingress that asks: without name and labels, one rule with path `/`, one back end.
 * In the arena. */
void probe_object(const struct policy *policy, const struct probe_question *question,
                  struct arena *arena, struct manifest *ret);

/* Nobody else uses the policy meanwhile.  The answer lives in the arena and borrows from
 * the policy and the question. */
void probe_ask(struct policy *policy, const struct probe_question *question,
               struct arena *arena, struct probe_answer *ret);

/* "RULE, RULE": the rules with that outcome, in order, each once; len 0: none. */
struct str probe_rules(const struct probe_answer *answer, enum disposition outcome,
                       struct arena *arena);

#endif
