/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checked: objects in both stages, offline: the questions and the findings.
 *
 * The findings about an object live until the next one.  Texts of rules and places are
 * readable; names, keys and values come from the object as they are.
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

/* An object, and who writes it over what. */
struct check_write {
    const struct policy *policy;
    const struct manifest *manifest;
    const struct manifest *stored; /* NULL: CREATE */
    struct str namespace;          /* the review's; len 0: nobody knows it */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    int32_t today;
    /* What decided in each stage is added; NULL: nobody asks. */
    struct trace *written, *judged;
};

enum verdict {
    VERDICT_ALLOWED,
    VERDICT_DENIED,
    VERDICT_UNJUDGEABLE, /* the cluster would answer without having judged */
};

/* A rule broken at a place; what is said of the whole object has no field. */
struct finding {
    struct str rule; /* "unjudgeable" where no rule could be asked */
    struct str mark; /* of a warning: why it is not denied now; len 0: none */
    struct str field;
    struct str message;
    struct place place;
    const struct violation *violation; /* NULL: it stands for none */
};

enum change_kind {
    CHANGE_ADDED,
    CHANGE_REPLACED,
    CHANGE_REMOVED,
};

/* What the mutating stage does to the object. */
struct change {
    enum change_kind kind;
    struct str key;   /* an annotation's; len 0: a field */
    struct str field; /* its path, where key is empty */
    bool is_class;    /* the field names the class */
    struct str value;
};

/* An exemption that excused something, and what. */
struct excuse {
    struct str name;
    bool rules[RULE_COUNT];
};

struct checked_object {
    enum verdict verdict;
    struct place place;
    struct str kind; /* as the policy writes it */
    struct str namespace;
    struct str name; /* for generateName: PREFIX* */
    const struct finding *violations;
    size_t n_violations;
    const struct finding *warnings;
    size_t n_warnings;
    const struct change *changes;
    size_t n_changes;
    const struct str *notes; /* finished sentences */
    size_t n_notes;
    const struct tenant *tenant; /* NULL: none */
    const struct str *classes;   /* defined ones that it names */
    size_t n_classes;
    const struct excuse *excuses;
    size_t n_excuses;
    size_t n_excused;                         /* violations */
    bool broken[RULE_COUNT];                  /* by some violation that is not excused */
    struct str contact;                       /* of a denial; len 0: none */
    const struct answer *mutated, *validated; /* of the two stages */
    struct str patched; /* JSON: the object as the validating stage saw it */
};

enum check_result {
    CHECK_DONE,
    CHECK_OTHER_KIND,
    CHECK_FAILED, /* *err says why: what follows the object's name */
};

/*
 * One object as the cluster would send it: wrapped in an AdmissionReview, mutated by
 * admit_in_full(), patched as the API server patches, and validated by the same.  *ret
 * lives in the arena and borrows from the manifest and the policy.
 */
enum check_result check_object(const struct check_write *write, struct arena *arena,
                               struct checked_object *ret, struct err *err) MUST_CHECK;

/* Violations and warnings of the validating stage, after the mutating stage's warnings;
 * what was excused. */
void check_findings(const struct check_write *write, const struct answer *mutated,
                    const struct answer *validated, struct arena *arena,
                    struct checked_object *object);

/* What the mutating stage adds, replaces and removes, without the list of what the
 * webhook wrote. */
void check_changes(const struct answer *mutated, struct arena *arena,
                   struct checked_object *object);

/* What -o json prints of the object. */
struct json_t *checked_object_json(const struct checked_object *object)
    MUST_CHECK NONNULL_RESULT;

#endif
