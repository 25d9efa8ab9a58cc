/*
 * admit: AdmissionReview bytes in, AdmissionReview bytes out.
 *
 * The one way in for the server, `review`, `check` and the tests.  Pure; everything in
 * the answer lives in the arena (and borrows from the request bytes and the policy) until
 * the arena is reset.  Source: k8s.io/api/admission/v1 and v1beta1.
 */
#ifndef WIRE_ADMIT_H
#define WIRE_ADMIT_H

#include "base/err.h"
#include "core/decide.h"

/* What became of the document. */
enum answer_kind {
    ANSWER_DECIDED,     /* an Ingress, judged: `decision` holds */
    ANSWER_NOT_OURS,    /* another kind, DELETE, CONNECT, unknown operation: allowed */
    ANSWER_UNJUDGEABLE, /* 200 with uid: refused by validate, let through by mutate */
    ANSWER_MALFORMED,   /* no review: HTTP 4xx, `error` says why in one sentence */
};

struct kind;

struct answer {
    enum answer_kind kind;
    unsigned http_status;   /* 200 or 400 */
    struct str api_version; /* the review's; len 0: none that is known */
    struct str body; /* the response document; for ANSWER_MALFORMED the one sentence */
    bool allowed;
    bool patched;
    const struct kind *judged; /* the object's kind; NULL: one that is not judged */
    struct str uid, operation, object_kind, namespace, name, user, sub_resource;
    bool dry_run;
    struct str error; /* ANSWER_MALFORMED, ANSWER_UNJUDGEABLE: why */
    struct str where; /* ANSWER_UNJUDGEABLE: the field path */
    struct str patch; /* the JSON Patch text (not base64); len 0: none */
    struct decision decision;
};

/* bytes must stay as they are while the answer is used.  Never fails. */
void admit(const struct policy *policy, enum stage stage, struct str bytes, int32_t today,
           struct arena *arena, struct answer *ret);

/* The response document for a malformed one (`review` prints it): allowed false, code
 * 400, the uid where one was read, in the version that was asked for or v1. */
struct str answer_malformed_document(const struct answer *answer, struct arena *arena);

#endif
