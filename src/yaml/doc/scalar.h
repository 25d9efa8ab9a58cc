/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar: what type a YAML reader sees in an unquoted text.
 *
 * Two readers: kubectl (go-yaml v2), whose types manifests have, and "some other reader"
 * (YAML 1.1 or 1.2), for which a policy's text should be quoted.  Pure.
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
    SCALAR_FRACTION,   /* a number that is no integer to go-yaml */
    SCALAR_NOT_FINITE, /* .inf, .nan: JSON has no such number */
};

/* As kubectl.  For numbers *ret_number is their JSON text, which may live in arena. */
enum scalar_kind scalar_resolve(struct arena *arena, struct str text,
                                struct str *ret_number);

/* "a bool", "a number", "a null" when some other reader would take text for it, else
 * NULL. */
const char *scalar_mistaken_for(struct arena *arena, struct str text);

#endif
