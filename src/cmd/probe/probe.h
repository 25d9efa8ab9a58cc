/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: a running webhook, called as the API server does it: the review that is sent,
 * the answer, and what is printed of both.
 *
 * Texts live in the arena that they were read with.
 */
#ifndef CMD_PROBE_PROBE_H
#define CMD_PROBE_PROBE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"
#include "cmd/cli/command.h"
#include "core/object/inquiry.h"
#include "net/client/client.h"

/* The subcommand. */
int cmd_probe(int argc, char **argv);

/* A webhook's address, as clientConfig.url may spell it. */
struct probe_url {
    const char *host; /* without brackets */
    const char *port; /* "443" where none is given */
    const char *base; /* the path up to the stage's own segment, without final "/" */
    bool has_stage;   /* the path ended in /mutate or /validate */
    enum stage stage;
};

/* https only; no user, query or fragment.  False: ERR_INVALID. */
bool probe_url_parse(const char *text, struct arena *arena, struct probe_url *ret,
                     struct err *err) MUST_CHECK;

/* "mutate", "validate": the path's segment, and the webhook's first label. */
const char *probe_stage_name(enum stage stage);

/* The AdmissionReview that is sent. */
struct probe_review {
    const char *source; /* the file as typed; NULL: built in */
    struct str json;
    struct str api_version;
    struct str uid;
    struct str operation;
    struct str group, kind, name; /* of the object; name may be a generateName */
    struct str object;            /* JSON; "null" where there is none */
};

/* Who writes, for reviews that are made here. */
struct probe_writer {
    const char *namespace; /* for objects without one; NULL: "default" */
    const char *user;
    const struct str *groups;
    size_t n_groups;
};

/*
 * From a file: a review as it is, or a manifest that is wrapped in one; NULL for the
 * built-in review, "-" for standard input.  False: unreadable (ERR_IO, ERR_LIMIT),
 * neither review nor manifest (ERR_SYNTAX, ERR_INVALID).
 */
bool probe_review_read(const char *file, const struct probe_writer *writer,
                       struct arena *arena, struct probe_review *ret, struct err *err)
    MUST_CHECK;

/* The same review about the object as the patch leaves it.  False: it does not apply. */
bool probe_review_patch(const struct probe_review *review, struct str patch,
                        struct arena *arena, struct probe_review *ret, struct err *err)
    MUST_CHECK;

struct probe_answer {
    struct problems *faults; /* the caller's; n_errors > 0: the answer is invalid */
    struct arena *arena;     /* for its texts */
    bool allowed;
    struct str message;
    struct str reason;
    struct str patch; /* the JSON Patch text; len 0: none */
    const struct str *warnings;
    size_t n_warnings;
    struct probe_review patched; /* the review about the patched object */
};

/*
 * Read and check the answer as the API server does.  What the API server refuses, drops
 * or would stumble over is a fault; each has its own sentence.  Source: k8s.io/apiserver,
 * pkg/admission/plugin/webhook.
 */
void probe_answer_read(const struct probe_review *review, enum stage stage,
                       const struct client_reply *reply, struct arena *arena,
                       struct probe_answer *ret);

/* One stage on stdout: verdict and time, faults. */
void probe_print_stage(enum stage stage, const struct client_reply *reply,
                       const struct probe_answer *answer);

/* What the answer's patch adds, changes and removes. */
void probe_print_changes(const struct probe_review *review,
                         const struct probe_answer *answer);

/* The warnings and the refusal as kubectl shows them, to the byte; only control
 * characters other than line feeds are replaced. */
void probe_print_warnings(const struct probe_answer *answer);
void probe_print_refusal(const struct probe_review *review, enum stage stage,
                         const struct probe_answer *answer);

/* "ingress.networking.k8s.io/web created (server dry run)" */
void probe_print_accepted(const struct probe_review *review);

/* A JSON Patch as lines for people: "  + metadata.annotations[a/b]: value" for what is
 * added, "~" for what is changed, "-" for what is removed.  object and patch: JSON; the
 * patch applies to the object.  The list of what the webhook wrote is left out. */
void probe_add_changes(struct buf *out, struct str object, struct str patch);

#endif
