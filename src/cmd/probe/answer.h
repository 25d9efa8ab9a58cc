/*
 * probe_answer: an answer, read and checked as the API server does.
 *
 * What the API server refuses, drops or would stumble over is a fault; each has its own
 * sentence.  Source: k8s.io/apiserver, pkg/admission/plugin/webhook.
 */
#ifndef CMD_PROBE_ANSWER_H
#define CMD_PROBE_ANSWER_H

#include "base/problems.h"
#include "cmd/probe/review.h"
#include "core/object/inquiry.h"
#include "net/client/client.h"

/* Texts live in the arena. */
struct probe_answer {
    struct problems *faults; /* the caller's; n_errors > 0: the answer is invalid */
    bool allowed;
    struct str message;
    struct str reason;
    struct str patch; /* the JSON Patch text; len 0: none */
    const struct str *warnings;
    size_t n_warnings;
    struct probe_review patched; /* the review about the patched object */
};

void probe_answer_read(const struct probe_review *review, enum stage stage,
                       const struct client_reply *reply, struct arena *arena,
                       struct probe_answer *ret);

#endif
