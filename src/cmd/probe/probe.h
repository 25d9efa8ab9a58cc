/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe: calls a running webhook as the API server does: the review that is sent, the
 * checks of the answer, and what is printed.
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

/* The address of a webhook, in the form of clientConfig.url. */
struct probe_url {
    const char *host; /* without brackets */
    const char *port; /* "443" if the URL has none */
    const char *base; /* the path before the segment of the stage, without a final "/" */
    bool has_stage;   /* the path ended in /mutate or /validate */
    enum stage stage;
};

/* https only; no user, query or fragment.  False: ERR_INVALID. */
bool probe_url_parse(const char *text, struct arena *arena, struct probe_url *ret,
                     struct err *err) MUST_CHECK;

/* "mutate", "validate": the segment of the path, and the first label of the name. */
const char *probe_stage_name(enum stage stage);

/* The AdmissionReview that is sent. */
struct probe_review {
    const char *source; /* the file as given; NULL: built in */
    struct str json;
    struct str api_version;
    struct str uid;
    struct str operation;
    struct str group, kind, name; /* of the object; name may be a generateName */
    struct str object;            /* JSON; "null" if there is none */
};

/* The user of the reviews that the command makes. */
struct probe_writer {
    const char *namespace; /* for objects without one; NULL: "default" */
    const char *user;
    const struct str *groups;
    size_t n_groups;
};

/*
 * Read a file: a review, which is sent unchanged, or a manifest, which is wrapped in one.
 * file NULL: the built-in review; "-": standard input.  False: unreadable (ERR_IO,
 * ERR_LIMIT), or neither a review nor a manifest (ERR_SYNTAX, ERR_INVALID).
 */
bool probe_review_read(const char *file, const struct probe_writer *writer,
                       struct arena *arena, struct probe_review *ret, struct err *err)
    MUST_CHECK;

/* The same review with the patch applied to its object.  False: it does not apply. */
bool probe_review_patch(const struct probe_review *review, struct str patch,
                        struct arena *arena, struct probe_review *ret, struct err *err)
    MUST_CHECK;

struct probe_answer {
    struct problems *faults; /* of the caller; n_errors > 0: the answer is invalid */
    struct arena *arena;     /* for the texts */
    bool allowed;
    struct str message;
    struct str reason;
    struct str patch; /* the JSON Patch; len 0: none */
    const struct str *warnings;
    size_t n_warnings;
    struct probe_review patched; /* the review with the patched object */
};

/*
 * Read and check the answer as the API server does.  Anything that the API server
 * refuses, drops or fails on is a fault with a message of its own.  ret->faults is set.
 * Source: k8s.io/apiserver, pkg/admission/plugin/webhook.
 */
void probe_answer_read(const struct probe_review *review, enum stage stage,
                       const struct client_reply *reply, struct arena *arena,
                       struct probe_answer *ret);

/* Print the verdict, the time and the faults of one stage on stdout. */
void probe_print_stage(enum stage stage, const struct client_reply *reply,
                       const struct probe_answer *answer);

/* Print what the answer's patch adds, changes and removes. */
void probe_print_changes(const struct probe_review *review,
                         const struct probe_answer *answer);

/* Print the warnings and the refusal byte for byte as kubectl does; only control
 * characters other than line feeds are replaced. */
void probe_print_warnings(const struct probe_answer *answer);
void probe_print_refusal(const struct probe_review *review, enum stage stage,
                         const struct probe_answer *answer);

/* "ingress.networking.k8s.io/web created (server dry run)" */
void probe_print_accepted(const struct probe_review *review);

/* Add a JSON Patch as lines for people: "  + metadata.annotations[a/b]: value" for an
 * addition, "~" for a change, "-" for a removal.  object and patch are JSON, and the
 * patch applies to the object.  The list of the webhook's keys is omitted. */
void probe_add_changes(struct buf *out, struct str object, struct str patch);

#endif
