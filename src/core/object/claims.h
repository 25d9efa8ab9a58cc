/* SPDX-License-Identifier: Apache-2.0 */
/*
 * claims: every name an object asks for, with its place.
 *
 * Fields first, then annotations by the bytes of their keys.  The host keys of every
 * profile in use are read, whatever class is named: a controller may read Ingresses of
 * all classes.  Catch-alls are not here: they claim every name.
 */
#ifndef CORE_OBJECT_CLAIMS_H
#define CORE_OBJECT_CLAIMS_H

#include "core/object/carriers.h"
#include "core/object/inquiry.h"

enum claim_kind {
    CLAIM_NAME,
    CLAIM_UNJUDGEABLE, /* a pattern or a route: may claim anything */
    CLAIM_TOO_MANY,    /* a list that is too long to be read */
    CLAIM_NO_JSON,     /* conditions that cannot be read */
    CLAIM_PATTERN,     /* in a condition over hosts: a pattern */
    CLAIM_NO_MATCHER,  /* in place of the name of a path matcher */
    CLAIM_CERTIFICATE, /* whatever names a certificate has; text: its Secret */
};

struct claim {
    struct field_path path;
    enum host_role role;
    struct str text;    /* canonical when valid, else as written */
    struct name name;   /* when valid */
    const char *reason; /* when a name is not valid */
    size_t first; /* an earlier claim of the same name, read like this one; else itself */
    enum claim_kind kind;
    bool valid;
};

/* Names in all annotations together; an annotation that goes past them is not read and
 * breaks host-valid. */
#define CLAIMS_ANNOTATED_MAX 5000

struct claims {
    struct claim *all;
    size_t n;
    size_t cap;
    size_t n_served; /* the first ones, HOST_SERVED in fields: those of view.hosts */
    size_t n_fields; /* these, and the other names in fields, in view.hosts' order */
    size_t n_certificates; /* behind those: CLAIM_CERTIFICATE */
};

/* carriers: those of inquiry->view.  In the inquiry's arena; borrows from the view. */
void claims_of(const struct inquiry *inquiry, const struct carriers *carriers,
               struct claims *ret);

/* A list of names as ExternalDNS reads it, before the commas count. */
struct str claims_without_spaces(struct arena *arena, struct str value);

#endif
