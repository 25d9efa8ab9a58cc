/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claims: every name that an object asks for, with its place.
 *
 * Fields come first, then annotations, sorted by the bytes of their keys.  The host keys
 * of every profile in use are read, whatever class the object names, because a controller
 * may read Ingresses of all classes.  Catch-alls, which claim every name, are not listed.
 */
#ifndef CORE_OBJECT_CLAIMS_H
#define CORE_OBJECT_CLAIMS_H

#include "core/object/carriers.h"
#include "core/object/inquiry.h"

enum claim_kind {
    CLAIM_NAME,
    CLAIM_UNJUDGEABLE, /* a pattern or a route, which may claim any name */
    CLAIM_TOO_MANY,    /* a list that is too long to read */
    CLAIM_NO_JSON,     /* conditions that are not readable JSON */
    CLAIM_PATTERN,     /* a pattern in a condition over hosts */
    CLAIM_NO_MATCHER,  /* a text that is not the name of a path matcher */
    CLAIM_CERTIFICATE, /* the names of a certificate; text: its Secret */
};

struct claim {
    struct field_path path;
    enum host_role role;
    struct str text;    /* canonical when valid, else as written */
    struct name name;   /* when valid */
    const char *reason; /* when a name is not valid */
    size_t first;       /* index of the first claim of this name with the same reading */
    enum claim_kind kind;
    bool valid;
};

/* The limit of names in all annotations together.  An annotation that exceeds it is not
 * read and breaks host-valid. */
#define CLAIMS_ANNOTATED_MAX 5000

struct claims {
    struct claim *all;
    size_t n;
    size_t cap;
    size_t n_served; /* the first claims: those of the HOST_SERVED fields of view.hosts */
    size_t n_fields; /* all claims in fields, in the order of view.hosts */
    size_t n_certificates; /* the CLAIM_CERTIFICATE claims that follow them */
};

/* Fill *ret with the claims of inquiry->view.  carriers: those of the same view.  The
 * result lives in the inquiry's arena and borrows from the view. */
void claims_of(const struct inquiry *inquiry, const struct carriers *carriers,
               struct claims *ret);

/* The value without blanks: ExternalDNS drops them before it splits a list at commas. */
struct str claims_without_spaces(struct arena *arena, struct str value);

#endif
