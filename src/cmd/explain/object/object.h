/* SPDX-License-Identifier: Apache-2.0 */
/*
 * object: why an object is allowed or denied: the verdict of check_object(), and what the
 * trace of both stages says it was made of.
 *
 * Everything lives in the arena of the question and borrows from the policy and the
 * manifest.
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
    const struct name_pattern *by; /* by which the namespace is the tenant's */
    struct trace written, judged;
};

/* A field or annotation that names the class. */
struct object_carrier {
    struct str field;
    struct place place;
    struct str name;            /* of the class, or what stands there */
    const struct class *class;  /* NULL: none is defined */
    bool is_default;            /* the mutating stage wrote the tenant's default */
    const struct entry *source; /* of a default: the field; of a Gateway: its entry */
    const struct entry *grant;  /* what permits the class; NULL: nothing */
    struct str refusal;         /* why it is refused; len 0: it is not */
};

/* A name that the object claims, once for all its places. */
struct claimed_name {
    struct str text;
    struct str fault;          /* why it is no name; len 0: it is one */
    const struct claim *claim; /* the first one */
    const size_t *claims;      /* all of them, by number */
    size_t n_claims;
    bool is_decided;
    struct delegated decided;
    struct delegated nearest[DELEGATION_MAX_NEAREST];
    size_t n_nearest;
};

/* What became of an annotation or a field. */
struct object_change {
    char mark;      /* + ~ - = */
    bool is_listed; /* the object's list says that the webhook wrote it */
    struct str key; /* of an annotation, or the JSON Pointer of a field */
    struct str value;
    struct str before;
    struct place place;        /* of what the user set */
    struct str why;            /* of `=`: what is said behind "set by the user" */
    enum rule_id rule;         /* of the others */
    const struct entry *entry; /* what demands or accepts it; NULL: nothing */
    bool by_default;           /* of `=`: accepted, and no entry says so */
};

/* As check_object(). */
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

/* The class serves the name of the claim, which is valid. */
bool object_serves(const struct object_answer *answer, const struct class *class,
                   const struct claim *claim);

/* What became of the violation: where a policy or a kind is in preview, a denial is only
 * told. */
enum disposition object_outcome(const struct object_answer *answer,
                                const struct violation *violation);

/* The text of a path, and where that is. */
struct str object_field(const struct field_path *path, struct arena *arena);
struct place object_place(const struct object_answer *answer, struct str field);

void object_add_text(const struct object_answer *answer, enum output_colour colour,
                     struct buf *buf);
/* The object of `check -o json`, and what is known besides. */
struct json_t *object_json(const struct object_answer *answer);

#endif
