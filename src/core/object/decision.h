/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision: what the core answers: violations, warnings, edits.
 *
 * Plain data; borrows from the policy, the views and the arena of the inquiry.
 */
#ifndef CORE_OBJECT_DECISION_H
#define CORE_OBJECT_DECISION_H

#include "core/policy/policy.h"
#include "core/values/field_path.h"

/* What became of a violation. */
enum disposition {
    DISPOSITION_DENIED,
    DISPOSITION_WARNED,
    DISPOSITION_AUDITED,
    DISPOSITION_RATCHETED, /* was there before; a warning */
    DISPOSITION_EXCUSED,
};

/* Why what is warned of is not denied now. */
enum marker {
    MARKER_NONE,
    MARKER_WAS_THERE,       /* the stored object has it too */
    MARKER_WOULD_BE_DENIED, /* the policy is in preview */
    MARKER_DENIED_FROM,     /* from entry->from on */
};

/* A denied violation that shares no sentence that is shown. */
#define VIOLATION_UNSAID UINT32_MAX

struct violation {
    enum rule_id rule;
    enum disposition disposition;
    enum marker marker; /* of those that a warning tells */
    struct field_path path;
    struct str value;    /* what the ratchet compares: name, annotation value, ... */
    struct str beside;   /* and this: of a path its host; of an address its type; of a key
                            that contradicts a class or needs one, but is no carrier, the
                            key */
    struct str sentence; /* for people: escaped, with the remedy; len 0: there are more
                            than anybody is shown, and the inquiry is not in full */
    uint32_t said; /* of denied ones: which of decision.n_said sentences it shares */
    const struct exemption *exemption; /* DISPOSITION_EXCUSED */
    const struct rule_entry *entry;    /* what decided */
};

/* What the user is told although the write goes through. */
struct warning {
    enum rule_id rule;
    enum marker marker;
    struct str from;           /* MARKER_DENIED_FROM: YYYY-MM-DD */
    struct field_path *places; /* the first WARNING_KEPT_PLACES */
    size_t n_places;           /* of all, kept or not */
    size_t cap_places;
    struct str sentence;
    bool is_remark; /* no rule is broken: it stands for no violation */
};
#define WARNING_KEPT_PLACES 100

enum edit_kind {
    EDIT_TEXT, /* set to `text` */
    EDIT_LIST, /* set to `items`; `text` has them joined by commas */
    EDIT_BOOL, /* set to `flag` */
    EDIT_REMOVE,
};

/* One thing to set or remove: an annotation or a field. */
struct edit {
    struct field_path path;
    struct str text;
    const struct str *items;
    size_t n_items;
    struct str class; /* that it names in other words than `text`; len 0: no other */
    enum edit_kind kind;
    enum rule_id rule; /* on whose behalf */
    bool flag;
    bool replaces; /* something is there now; always so for EDIT_REMOVE */
};

#define DECISION_MAX_WARNINGS 200

struct decision {
    bool allowed;
    const struct tenant *tenant;        /* NULL: the namespace has none */
    const struct class *const *classes; /* defined ones that it names */
    size_t n_classes;

    const struct violation *violations; /* in order; unjudgeable ones are not here */
    size_t n_violations;
    bool broken[RULE_COUNT]; /* by some violation that is not excused */
    const struct exemption *exemptions[RULE_COUNT]; /* used ones, each once */
    size_t n_exemptions;

    struct str contact; /* of a denial: the policy's, for the first rule; len 0: none */
    size_t n_said;      /* different sentences of denied violations */
    size_t n_unsaid;    /* more of them, which have no text */

    const struct warning *warnings; /* at most DECISION_MAX_WARNINGS */
    size_t n_warnings;
    size_t n_more_warnings; /* only counted */

    struct str preview; /* what a policy in preview says besides; len 0: nothing */

    const struct edit *edits; /* fields first, then keys by bytes; empty in preview */
    size_t n_edits;
};

#endif
