/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object: answers why an object is allowed or denied, with the verdict of check_object()
 * and the traces of both stages.
 *
 * Results live in the caller's arena and borrow from the policy and the manifest.
 */
#ifndef CMD_EXPLAIN_OBJECT_OBJECT_H
#define CMD_EXPLAIN_OBJECT_OBJECT_H

#include "cmd/check/checked.h"
#include "cmd/explain/facts/asking.h"
#include "core/entries/trace.h"
#include "core/object/carriers.h"
#include "core/object/claims.h"

struct json_t;

struct object_answer {
    const struct asking *asking;
    const struct manifest *manifest;
    struct str namespace;
    struct checked_object object;
    const struct name_pattern *by; /* the pattern that matches the namespace */
    struct trace written, judged;
};

/* A field or annotation that names the class. */
struct object_carrier {
    struct str field;
    struct place place;
    struct str name;            /* of the class; the raw value for an unknown class */
    const struct class *class;  /* NULL: the policy defines no such class */
    bool is_default;            /* the mutating stage wrote the tenant's default */
    const struct entry *source; /* of a default or a Gateway; NULL for other carriers */
    const struct entry *grant;  /* that permits the class; NULL: nothing does */
    struct str refusal;         /* why the class is denied; len 0: it is not */
};

/* A name that the object claims, with all places that claim it. */
struct claimed_name {
    struct str text;
    struct str fault;          /* why it is not a valid name; len 0: it is valid */
    const struct claim *claim; /* the first one */
    const size_t *claims;      /* the numbers of all claims */
    size_t n_claims;
    bool is_decided;
    struct delegated decided;
    struct delegated nearest[DELEGATION_MAX_NEAREST];
    size_t n_nearest;
};

/* What the mutating stage did to an annotation or a field, or why it accepted it. */
struct object_change {
    char mark;      /* + ~ - = */
    bool is_listed; /* the managed list of the object contains the key */
    struct str key; /* of an annotation, or the JSON Pointer of a field */
    struct str value;
    struct str before;
    struct place place;        /* of a value that the user set */
    struct str why;            /* for `=`: the text after "set by the user" */
    enum rule_id rule;         /* for the other marks */
    const struct entry *entry; /* that demands or accepts it; NULL: none */
    bool by_default;           /* for `=`: accepted without an entry */
};

/* See check_object() for the result and *err. */
enum check_result object_ask(const struct asking *asking, const struct check_write *write,
                             struct arena *arena, struct object_answer *ret,
                             struct err *err) MUST_CHECK;

size_t object_carriers(const struct object_answer *answer, struct arena *arena,
                       struct object_carrier **ret);
size_t object_names(const struct object_answer *answer, struct arena *arena,
                    struct claimed_name **ret);
/* Fields first, then annotations by key. */
size_t object_changes(const struct object_answer *answer, struct arena *arena,
                      struct object_change **ret);

/* True if the class serves the name of the claim, which must be valid. */
bool object_serves(const struct object_answer *answer, const struct class *class,
                   const struct claim *claim);

/* The outcome of the violation.  If the policy or the kind is in preview, a denial is
 * only a warning. */
enum disposition object_outcome(const struct object_answer *answer,
                                const struct violation *violation);

/* The text of a path, and the place of that text in the manifest. */
struct str object_field(const struct field_path *path, struct arena *arena);
struct place object_place(const struct object_answer *answer, struct str field);

void object_add_text(const struct object_answer *answer, enum output_colour colour,
                     struct buf *buf);
/* The JSON of `check -o json`, with further members. */
struct json_t *object_json(const struct object_answer *answer);

#endif
