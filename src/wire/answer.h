/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer: the result of an AdmissionReview, and the document that carries it.
 *
 * Plain data in the arena of the request; borrows from the request's bytes and the
 * policy.
 */
#ifndef WIRE_ANSWER_H
#define WIRE_ANSWER_H

#include "core/object/decision.h"
#include "core/object/inquiry.h"

/* The result for the document. */
enum answer_kind {
    ANSWER_DECIDED,     /* an object of a judged kind: `decision` is valid */
    ANSWER_NOT_OURS,    /* another kind, DELETE, CONNECT, unknown operation: allowed */
    ANSWER_UNJUDGEABLE, /* 200 with uid: validate refuses, mutate allows */
    ANSWER_MALFORMED,   /* not a review: HTTP 4xx, `error` says why in one sentence */
};

struct kind;
struct review;

struct answer {
    enum answer_kind kind;
    unsigned http_status;   /* 200 or 400 */
    struct str api_version; /* the review's; len 0: not a known one */
    struct str body; /* the response document; for ANSWER_MALFORMED the one sentence */
    bool allowed;
    bool patched;
    const struct kind *judged; /* the object's kind; NULL: it is not judged */
    const struct view *view;   /* ANSWER_DECIDED: the object as received */
    struct str uid, operation, object_kind, namespace, name, user, sub_resource;
    bool dry_run;
    struct str error; /* ANSWER_MALFORMED, ANSWER_UNJUDGEABLE: why */
    struct str where; /* ANSWER_UNJUDGEABLE: the field path */
    struct str patch; /* the JSON Patch text (not base64); len 0: none */
    struct decision decision;
};

/* Write the response document of an answer.  Each returns it in the arena. */
struct str answer_text_allowed(const struct answer *answer, struct arena *arena);
struct str answer_text_decided(const struct inquiry *inquiry,
                               const struct answer *answer);
struct str answer_text_unjudgeable(const struct inquiry *inquiry,
                                   const struct answer *answer);

/* Why an object in another group or version than the kind's is not judged, as a
 * sentence. */
struct str answer_text_foreign_version(struct arena *arena, const struct review *review,
                                       const struct kind *kind);

/* The response document of a malformed review, which `review` prints: allowed false, code
 * 400, the uid if one was read, in the version of the review or v1. */
struct str answer_malformed_document(const struct answer *answer, struct arena *arena);

#endif
