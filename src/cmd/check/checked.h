/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checked: judges an object in both stages, offline, and collects the findings.
 *
 * Results live in the caller's arena.  Messages and paths of fields are readable; names,
 * keys and values come unchanged from the object, so a report must escape them.
 */
#ifndef CMD_CHECK_CHECKED_H
#define CMD_CHECK_CHECKED_H

#include "base/buf.h"
#include "base/err.h"
#include "cmd/cli/output.h"
#include "core/object/decision.h"
#include "yaml/manifest/manifest.h"

struct answer;
struct json_t;
struct policy;
struct trace;

/* An object, the object that it replaces, and the user who writes it. */
struct check_write {
    const struct policy *policy;
    const struct manifest *manifest;
    const struct manifest *stored; /* NULL: CREATE */
    struct str namespace;          /* of the review; len 0: unknown */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    /* Of the mutating and of the validating stage: receives what decided; NULL: not
     * wanted. */
    struct trace *written, *judged;
};

enum verdict {
    VERDICT_ALLOWED,
    VERDICT_DENIED,
    VERDICT_UNJUDGEABLE, /* the webhook would answer without judging */
};

/* A broken rule and its place.  A finding about the whole object has no field. */
struct finding {
    struct str rule; /* "unjudgeable" where no rule could be judged */
    struct str mark; /* of a warning: why it is not a denial now; len 0: none */
    struct str field;
    struct str message;
    struct place place;
    const struct violation *violation; /* NULL: it comes from a warning */
};

enum change_kind {
    CHANGE_ADDED,
    CHANGE_REPLACED,
    CHANGE_REMOVED,
};

/* A change that the mutating stage makes to the object. */
struct change {
    enum change_kind kind;
    struct str key;   /* of an annotation; len 0: a field changes */
    struct str field; /* path of the field, where key is empty */
    bool is_class;    /* the field names the class */
    struct str value;
};

/* An exemption, and the rules whose violations it excused. */
struct excuse {
    struct str name;
    bool rules[RULE_COUNT];
};

struct checked_object {
    enum verdict verdict;
    struct place place;
    struct str kind; /* as spelled in the policy */
    struct str namespace;
    struct str name; /* for generateName: PREFIX* */
    const struct finding *violations;
    size_t n_violations;
    const struct finding *warnings;
    size_t n_warnings;
    const struct change *changes;
    size_t n_changes;
    const struct str *notes; /* complete sentences */
    size_t n_notes;
    const struct tenant *tenant; /* NULL: none */
    const struct str *classes;   /* defined classes that the object names */
    size_t n_classes;
    const struct excuse *excuses;
    size_t n_excuses;
    size_t n_excused;        /* violations */
    bool broken[RULE_COUNT]; /* by a violation that is not excused */
    struct str contact;      /* of a denial, also in preview; len 0: none */
    const struct answer *mutated, *validated; /* answers of the two stages */
    struct str patched; /* JSON: the object as the validating stage saw it */
};

enum check_result {
    CHECK_DONE,
    CHECK_OTHER_KIND, /* the policy does not judge the kind */
    CHECK_FAILED,     /* *err: the reason, worded to follow the object's name */
};

/*
 * Judge one object as in a cluster: wrap it in an AdmissionReview, mutate it with
 * admit_in_full(), apply the patch as the API server does, and validate the result with
 * admit_in_full().  *ret lives in the arena and borrows from the manifest and the policy.
 */
enum check_result check_object(const struct check_write *write, struct arena *arena,
                               struct checked_object *ret, struct err *err) MUST_CHECK;

/* Fill in the object's violations, warnings and excuses.  Warnings of the mutating stage
 * come before those of the validating stage. */
void check_findings(const struct check_write *write, const struct answer *mutated,
                    const struct answer *validated, struct arena *arena,
                    struct checked_object *object);

/* Fill in what the mutating stage adds, replaces and removes, except the annotation that
 * lists the keys written by the webhook. */
void check_changes(const struct answer *mutated, struct arena *arena,
                   struct checked_object *object);

/* What -o json prints, except the patched object.  The caller owns the result. */
struct json_t *checked_object_json(const struct checked_object *object)
    MUST_CHECK NONNULL_RESULT;

#endif
