/*
 * probe_review: the AdmissionReview that a probe sends.
 *
 * From a file (a review as it is, or a manifest that is wrapped in one), or built in.
 */
#ifndef CMD_PROBE_REVIEW_H
#define CMD_PROBE_REVIEW_H

#include "base/arena.h"
#include "base/err.h"

/* Texts live in the arena that it was read with. */
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
};

/* file: NULL for the built-in review, "-" for standard input.  False: unreadable
 * (ERR_IO, ERR_LIMIT), neither review nor manifest (ERR_SYNTAX, ERR_INVALID). */
bool probe_review_read(const char *file, const struct probe_writer *writer,
                       struct arena *arena, struct probe_review *ret, struct err *err)
    MUST_CHECK;

/* The same review about the object as the patch leaves it.  False: it does not apply. */
bool probe_review_patch(const struct probe_review *review, struct str patch,
                        struct arena *arena, struct probe_review *ret, struct err *err)
    MUST_CHECK;

#endif
