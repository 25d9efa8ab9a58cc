/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: determines whether a namespace may use a name in a class.
 *
 * The question is an Ingress with that class and that one host, which goes through both
 * stages of admit().  The answer consists of the violations of the rules of reach.
 *
 * No Ingress may use a class without a profile, so class-permitted would refuse every
 * name.  As the question is about the class, policy_open_class() makes the rule treat the
 * class as usable by Ingresses while the question is judged.
 */
#ifndef CMD_DESK_PROBE_H
#define CMD_DESK_PROBE_H

#include "cmd/check/checked.h"

struct policy;
struct trace;

struct probe_question {
    struct str class; /* a name or an alias, maybe of no defined class */
    struct str namespace;
    struct str name; /* canonical, or any text */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    struct trace *trace; /* of the validating stage; NULL: not wanted */
};

/* A violation of a rule of reach. */
struct probe_finding {
    enum rule_id rule;
    enum disposition outcome;          /* denied, warned, audited or excused */
    struct str sentence;               /* as in a rejection */
    const struct rule_entry *entry;    /* the entry that sets the action */
    const struct exemption *exemption; /* of an excused violation */
};

struct probe_answer {
    bool reached;                         /* no rule of reach denies */
    bool warned;                          /* reached, but a rule of reach is broken */
    const struct probe_finding *findings; /* in the order of the rules */
    size_t n;
    struct str error; /* why it was not judged, and so is not reached; len 0: judged */
    struct checked_object object; /* its answers are empty if Ingresses are not judged */
};

/* The Ingress of the question: without name and labels, one rule with path `/`, one
 * backend.  *ret lives in the arena. */
void probe_object(const struct policy *policy, const struct probe_question *question,
                  struct arena *arena, struct manifest *ret);

/* Nothing else may use the policy during the call.  The answer lives in the arena and
 * borrows from the policy and the question. */
void probe_ask(struct policy *policy, const struct probe_question *question,
               struct arena *arena, struct probe_answer *ret);

/* "RULE, RULE": the rules with that outcome, in order, each once; len 0: none. */
struct str probe_rules(const struct probe_answer *answer, enum disposition outcome,
                       struct arena *arena);

#endif
