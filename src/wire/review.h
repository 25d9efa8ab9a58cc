/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review: reads an AdmissionReview (admission.k8s.io/v1, v1beta1) as the API server sends
 * it.
 *
 * Everything is borrowed from the bytes and the arena.  A member that is absent, null or
 * an empty text is an empty str.
 */
#ifndef WIRE_REVIEW_H
#define WIRE_REVIEW_H

#include "core/policy/policy.h"
#include "json/json.h"

#define REVIEW_UID_MAX 253 /* bytes; the API server sends 36 */

struct review_kind {
    struct str group;
    struct str version;
    struct str kind;
};

struct review {
    struct str api_version; /* as received, if it is known; else STR_NONE */
    struct str uid;
    struct review_kind kind;         /* the kind that the webhook is registered for */
    struct review_kind request_kind; /* the kind that the client addressed */
    struct str resource;             /* the plural, as in kind's group and version */
    struct str sub_resource;
    struct str name;
    struct str namespace;
    struct str operation;
    struct str user;
    const struct str *groups;
    size_t n_groups;
    bool dry_run;
    const struct json *object; /* in the shape of its kind; else text, of any type; NULL:
                                  absent or null */
    const struct json *old_object;
};

/* The input of review_read(): the policy, whose kinds have objects to parse, and two
 * arenas. The nodes of objects go into `nodes`, which may be cleared before `arena`. */
struct review_options {
    const struct policy *policy;
    struct arena *arena;
    struct arena *nodes;
};

/*
 * Returns false for a review that cannot be answered.  *err says why in one sentence
 * (ERR_SYNTAX, ERR_LIMIT, ERR_INVALID); *ret still has api_version and uid, if they were
 * read.
 */
bool review_read(const struct review_options *options, struct str bytes,
                 struct review *ret, struct err *err) MUST_CHECK;

#endif
