/*
 * decision: what the core answers: violations, warnings, edits.
 *
 * Plain data; borrows from the policy, the views and the arena of the inquiry.
 */
#ifndef CORE_OBJECT_DECISION_H
#define CORE_OBJECT_DECISION_H

#include "core/object/field_path.h"
#include "core/policy/policy.h"

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

#endif
