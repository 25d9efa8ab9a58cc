/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conditions: the hosts that an annotation of the AWS controller chooses.
 *
 * `conditions.*`, `actions.*` and `transforms.*` hold JSON, which the controller reads
 * with Go's encoding/json: names of members in any case.  A condition over hosts is an
 * object with `field: host-header`, or with `field: http-header` and somewhere below it
 * `httpHeaderName: host`.
 */
#ifndef CORE_OBJECT_CONDITIONS_H
#define CORE_OBJECT_CONDITIONS_H

#include "base/arena.h"
#include "base/str.h"

/* Objects and lists inside each other; and bytes, of all annotations that Kubernetes
 * stores.  What goes past them is not read. */
#define CONDITIONS_MAX_DEPTH 32
#define CONDITIONS_MAX_BYTES ((size_t)256 << 10)

struct condition_host {
    struct str text;
    bool is_pattern; /* and no name that could be judged */
};

struct condition_hosts {
    struct condition_host *all;
    size_t n;
    size_t cap;
    bool too_many; /* for max; not all are here */
};

/* False: the value is no JSON that can be judged; then there is nothing. */
bool conditions_read(struct arena *arena, struct str value, size_t max,
                     struct condition_hosts *ret) MUST_CHECK;

#endif
