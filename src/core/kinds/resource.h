/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource: the plural under which the API server serves the objects of a kind.
 *
 * A kind without a given plural has the usual English one.  If English has two, both are
 * listed: a resource that does not exist is harmless in a webhook configuration, but one
 * that is left out is not judged.
 */
#ifndef CORE_KINDS_RESOURCE_H
#define CORE_KINDS_RESOURCE_H

#include "core/kinds/kind.h"

#define RESOURCE_NAMES_MAX 2

struct resource_names {
    struct str all[RESOURCE_NAMES_MAX]; /* the more likely one first */
    size_t n;                           /* at least one */
};

/* In the arena, or borrowed from the kind. */
struct resource_names resource_names_of(const struct kind *kind, struct arena *arena);

/* The usual plural of a kind's name: "HTTPProxy" has "httpproxies". */
struct resource_names resource_names_usual(struct str kind, struct arena *arena);

#endif
