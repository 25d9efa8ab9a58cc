/*
 * check_judge: one object through both stages, as the cluster would send it.
 *
 * The object is wrapped in an AdmissionReview, mutated by admit(), patched as the API
 * server patches, and judged by admit().
 */
#ifndef CMD_CHECK_CHECKED_H
#define CMD_CHECK_CHECKED_H

#include "base/arena.h"
#include "cmd/check/object.h"
#include "yaml/manifest/manifest.h"

struct policy;

/* An object, and who writes it over what. */
struct check_write {
    const struct policy *policy;
    const struct manifest *manifest;
    const struct manifest *stored; /* NULL: CREATE */
    struct str namespace;          /* the review's; len 0: nobody knows it */
    struct str user;
    int32_t today;
};

enum check_outcome {
    CHECK_JUDGED,
    CHECK_OTHER_KIND,
    CHECK_UNJUDGED, /* *err says why */
};

/* *ret lives in the arena and borrows from the manifest and the policy. */
enum check_outcome check_judge(const struct check_write *write, struct arena *arena,
                               struct checked_object *ret, struct err *err) MUST_CHECK;

#endif
