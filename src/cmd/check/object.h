/*
 * checked_object: what `check` found out about one object, for its reports.
 *
 * Plain data; lives until the next object.  Texts of rules and places are fit to be read;
 * names, keys and values come from the object as they are.
 */
#ifndef CMD_CHECK_OBJECT_H
#define CMD_CHECK_OBJECT_H

#include "base/problems.h"
#include "base/str.h"

enum verdict {
    VERDICT_ALLOWED,
    VERDICT_DENIED,
};

/* A rule broken at a place; for a warning of the mutating stage field may be empty. */
struct finding {
    struct str rule; /* "unjudgeable" where no rule could be asked */
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

/* Everything that was judged, at the end. */
struct check_counts {
    size_t allowed;
    size_t denied;
    size_t warned; /* of the allowed ones */
    size_t excused;
    size_t unjudged; /* files, documents and objects; said one by one before */
    size_t other_kinds;
};

#endif
