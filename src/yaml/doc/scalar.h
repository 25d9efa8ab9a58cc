/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar: the type that a YAML reader gives to an unquoted text.
 *
 * There are two readers: kubectl (go-yaml v2), whose types manifests have, and any other
 * reader (YAML 1.1 or 1.2), for which a policy's texts should be quoted.  Pure.
 */
#ifndef YAML_DOC_SCALAR_H
#define YAML_DOC_SCALAR_H

#include "base/arena.h"
#include "base/str.h"

enum scalar_kind {
    SCALAR_TEXT,
    SCALAR_NULL,
    SCALAR_TRUE,
    SCALAR_FALSE,
    SCALAR_INTEGER,
    SCALAR_FRACTION,   /* a number that is not an integer for go-yaml */
    SCALAR_NOT_FINITE, /* .inf, .nan: JSON has no such number */
};

/* The type that kubectl sees.  For a number, *ret_number is its JSON text, which may live
 * in arena. */
enum scalar_kind scalar_resolve(struct arena *arena, struct str text,
                                struct str *ret_number);

/* "a bool", "a number" or "a null" if another reader would take the text for one, else
 * NULL. */
const char *scalar_mistaken_for(struct arena *arena, struct str text);

#endif
