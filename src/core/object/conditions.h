/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conditions: the hosts that an annotation of the AWS controller chooses.
 *
 * `conditions.*`, `actions.*` and `transforms.*` contain JSON.  The controller reads it
 * with Go's encoding/json, which ignores the case of member names.  A condition over
 * hosts is an object with `field: host-header`, or with `field: http-header` and
 * somewhere below it `httpHeaderName: host`.
 */
#ifndef CORE_OBJECT_CONDITIONS_H
#define CORE_OBJECT_CONDITIONS_H

#include "base/arena.h"
#include "base/str.h"

/* The deepest nesting of objects and lists, and the most bytes; 256 KiB is the limit of
 * Kubernetes for all annotations together.  A larger value is not read. */
#define CONDITIONS_MAX_DEPTH 32
#define CONDITIONS_MAX_BYTES ((size_t)256 << 10)

struct condition_host {
    struct str text;
    bool is_pattern; /* the text is a pattern, not a name that could be judged */
};

struct condition_hosts {
    struct condition_host *all;
    size_t n;
    size_t cap;
    bool too_many; /* there are more than `max`; the list is incomplete */
};

/* Fill *ret with at most max hosts.  Returns false, with an empty *ret, if the value is
 * not JSON that can be judged. */
bool conditions_read(struct arena *arena, struct str value, size_t max,
                     struct condition_hosts *ret) MUST_CHECK;

#endif
