/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_write: writes the AdmissionReview (v1) that the API server would send for a
 * write.
 */
#ifndef WIRE_REVIEW_WRITE_H
#define WIRE_REVIEW_WRITE_H

#include "base/arena.h"

struct review_draft {
    struct str uid;
    struct str api_version, kind; /* of the object */
    struct str resource;          /* its plural; len 0: the usual one */
    struct str name, namespace;   /* len 0: left out */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    struct str object;     /* JSON */
    struct str old_object; /* JSON; len 0: the write is a CREATE */
    bool dry_run;
};

/* The document, followed by a newline, in the arena. */
struct str review_write(const struct review_draft *draft, struct arena *arena) MUST_CHECK;

#endif
