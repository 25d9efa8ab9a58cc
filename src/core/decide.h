/*
 * decide: policy + views -> decision.  The whole of what the product means.
 *
 * Pure: no clock, no I/O, no failure path.  The decision borrows from policy, views and
 * arena.  The mutating stage never denies, the validating stage never edits.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/object/view.h"
#include "core/policy/policy.h"

enum stage {
    STAGE_MUTATE,
    STAGE_VALIDATE
};
enum operation {
    OPERATION_CREATE,
    OPERATION_UPDATE
};

/* Who writes what: the review's facts besides the objects. */
struct write {
    enum stage stage;
    enum operation operation;
    bool is_status; /* subResource: status */
    struct str namespace;
    struct str name; /* empty where generateName has not acted yet */
    struct str user;
};

/* What became of a violation. */
enum outcome {
    OUTCOME_DENIED,
    OUTCOME_WARNED,
    OUTCOME_AUDITED,
    OUTCOME_RATCHETED, /* was there before; a warning */
    OUTCOME_EXCUSED,
};

struct violation {
    enum rule_id rule;
    enum outcome outcome;
    struct field_path path;
    struct str value;    /* what the ratchet compares: name, annotation value, ... */
    struct str sentence; /* for people: escaped, with the remedy */
    const struct exemption *exemption; /* OUTCOME_EXCUSED */
    const struct rule_entry *entry;    /* what decided */
};

/* One thing to set or remove: an annotation, or spec.ingressClassName when key.len is 0.
 */
struct edit {
    struct str key;
    struct str value;
    bool remove;
    enum rule_id rule; /* on whose behalf */
};

struct decision {
    bool allowed;
    const struct tenant *tenant;        /* NULL: the namespace has none */
    const struct violation *violations; /* in order; unjudgeable ones are not here */
    size_t n_violations;
    const struct str *warnings; /* finished: at most 20, 120 characters each, then the
                                   count of the rest */
    size_t n_warnings;
    const struct edit *edits; /* class first, then keys by bytes; empty in preview */
    size_t n_edits;
    struct str message; /* of a denial: ingress-warden-policy(5), A rejection; at most
                           4,000 bytes */
};

/* stored: NULL on CREATE, or when the review had none.  today: day number, UTC. */
void decide(const struct policy *policy, const struct write *write,
            const struct view *view, const struct view *stored, int32_t today,
            struct arena *arena, struct decision *ret);

/* "SHOP/WEB breaks unjudgeable ...": the message of an object that cannot be judged. */
struct str decide_unjudgeable(const struct policy *policy, const struct write *write,
                              struct str where, struct str why, struct arena *arena);

#endif
