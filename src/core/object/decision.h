/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision: the answer of the core: verdict, violations, warnings and edits.
 *
 * Plain data in the arena of the inquiry; borrows from the policy and the views.
 */
#ifndef CORE_OBJECT_DECISION_H
#define CORE_OBJECT_DECISION_H

#include "core/policy/policy.h"
#include "core/values/field_path.h"

/* How the policy treats a violation. */
enum disposition {
    DISPOSITION_DENIED,
    DISPOSITION_WARNED,
    DISPOSITION_AUDITED,
    DISPOSITION_RATCHETED, /* the stored object has it, too: only a warning */
    DISPOSITION_EXCUSED,
};

/* Why a violation is a warning and not a denial. */
enum marker {
    MARKER_NONE,
    MARKER_WAS_THERE,       /* the stored object has it too */
    MARKER_WOULD_BE_DENIED, /* the policy is in preview */
    MARKER_DENIED_FROM,     /* from entry->from on */
};

/* The `said` of a violation whose sentence is not among those shown. */
#define VIOLATION_UNSAID UINT32_MAX

struct violation {
    enum rule_id rule;
    enum disposition disposition;
    enum marker marker; /* used when it is reported as a warning */
    struct field_path path;
    struct str value;    /* what the ratchet compares: name, annotation value, ... */
    struct str beside;   /* a second value to compare: the host of a path; the type of an
                            address; the key, if it contradicts or needs a class but is
                            not a carrier */
    struct str sentence; /* for people: escaped, with the remedy; len 0: it is not
                            shown, so it was not written */
    uint32_t said;       /* index of its sentence; denied ones count to decision.n_said */
    const struct exemption *exemption; /* DISPOSITION_EXCUSED */
    const struct rule_entry *entry;    /* the entry that decided */
};

/* A text for the user that does not block the write. */
struct warning {
    enum rule_id rule;
    enum marker marker;
    struct str from;           /* MARKER_DENIED_FROM: YYYY-MM-DD */
    struct field_path *places; /* the first WARNING_KEPT_PLACES */
    size_t n_places;           /* all of them, kept or not */
    size_t cap_places;
    struct str sentence;
    bool is_remark; /* no rule is broken, and no violation belongs to it */
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
    struct str class; /* the class that the edit names, if `text` is not its name; len 0:
                         `text` is */
    enum edit_kind kind;
    enum rule_id rule; /* the rule that requires the edit */
    bool flag;
    bool replaces; /* the object has a value there now; true for every EDIT_REMOVE */
};

#define DECISION_MAX_WARNINGS 200

struct decision {
    bool allowed;
    const struct tenant *tenant;        /* NULL: the namespace has no tenant */
    const struct class *const *classes; /* the defined classes that the object names */
    size_t n_classes;

    const struct violation *violations; /* in the order of the rules */
    size_t n_violations;
    bool broken[RULE_COUNT]; /* by a violation that is not excused */
    const struct exemption *exemptions[RULE_COUNT]; /* the ones used, each once */
    size_t n_exemptions;

    struct str contact; /* of a denial, for the first denying rule; len 0: none */
    size_t n_said;      /* number of different sentences of denied violations */
    size_t n_unsaid;    /* number of further ones, which have no text */

    const struct warning *warnings; /* at most DECISION_MAX_WARNINGS */
    size_t n_warnings;
    size_t n_more_warnings; /* further ones, only counted */

    struct str preview; /* in preview: the edits in words, or the contact; len 0: none */

    const struct edit *edits; /* fields, then annotations by key; empty in preview */
    size_t n_edits;
};

#endif
