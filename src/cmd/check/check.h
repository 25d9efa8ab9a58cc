/*
 * check: objects in both stages, offline: what is asked, what was found out, and how it
 * is reported.
 *
 * What was found out about an object lives until the next one.  Texts of rules and places
 * are fit to be read; names, keys and values come from the object as they are.
 */
#ifndef CMD_CHECK_CHECK_H
#define CMD_CHECK_CHECK_H

#include "base/buf.h"
#include "base/err.h"
#include "cmd/cli/output.h"
#include "yaml/manifest/manifest.h"

struct answer;
struct json_t;
struct policy;

/* The subcommand. */
int cmd_check(int argc, char **argv);

/* An object, and who writes it over what. */
struct check_write {
    const struct policy *policy;
    const struct manifest *manifest;
    const struct manifest *stored; /* NULL: CREATE */
    struct str namespace;          /* the review's; len 0: nobody knows it */
    struct str user;
    int32_t today;
};

enum verdict {
    VERDICT_ALLOWED,
    VERDICT_DENIED,
};

/* A rule broken at a place; for a warning of the mutating stage field may be empty. */
struct finding {
    struct str rule; /* "unjudgeable" where no rule could be asked */
    struct str mark; /* of a warning: why it is not denied now; len 0: none */
    struct str field;
    struct str message;
    struct place place;
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
    struct str value;
};

struct checked_object {
    enum verdict verdict;
    bool unjudgeable; /* the cluster would answer without having judged */
    struct place place;
    struct str kind;
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
    size_t n_excused;
    struct str contact; /* of a denial; len 0: none */
    struct str patched; /* JSON: the object as the validating stage saw it */
};

enum check_result {
    CHECK_DONE,
    CHECK_OTHER_KIND,
    CHECK_FAILED, /* *err says why */
};

/*
 * One object as the cluster would send it: wrapped in an AdmissionReview, mutated by
 * admit(), patched as the API server patches, and validated by admit().  *ret lives in
 * the arena and borrows from the manifest and the policy.
 */
enum check_result check_object(const struct check_write *write, struct arena *arena,
                               struct checked_object *ret, struct err *err) MUST_CHECK;

/* Violations and warnings of the validating stage, after the mutating stage's warnings;
 * the number of excused ones; whether the object could be judged. */
void check_findings(const struct check_write *write, const struct answer *mutated,
                    const struct answer *validated, struct arena *arena,
                    struct checked_object *object);

/* What the mutating stage adds, replaces and removes. */
void check_changes(const struct answer *mutated, struct arena *arena,
                   struct checked_object *object);

/* Everything that was checked, at the end. */
struct check_counts {
    size_t allowed;
    size_t denied;
    size_t warned; /* of the allowed ones */
    size_t excused;
    size_t failed; /* files, documents and objects; said one by one before */
    size_t other_kinds;
};

/* A format writes to `out` as objects come by; what it holds back until the end stands in
 * `held`, or in the JSON arrays.  The caller prints and empties `out` after every call.
 */
struct report {
    struct buf out;
    struct buf held;
    struct json_t *results;
    struct json_t *notices; /* of what could not be checked */
    const struct policy *policy;
    enum output_colour colour;
    bool shows_patched;
    size_t n_entries; /* in `held` */
};

struct report_format {
    bool can_show_patched;
    bool has_summary; /* the end holds the counts, so stderr need not */
    void (*object)(struct report *report, const struct checked_object *object);
    /* A file, document or object that could not be checked; NULL: stderr is enough. */
    void (*failure)(struct report *report, const struct problem *problem);
    void (*end)(struct report *report, const struct check_counts *counts); /* or NULL */
};

extern const struct report_format check_text, check_json, check_github, check_junit,
    check_sarif;

/* "NAMESPACE/NAME", escaped. */
void report_add_object(struct buf *buf, const struct checked_object *object);
/* "12 judged: 10 allowed (2 with warnings), 2 denied; policy NAME HASH" */
void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts);
/* "MARK: FIELD: MESSAGE", without what is empty. */
void report_add_sentence(struct buf *buf, const struct finding *finding);

#endif
