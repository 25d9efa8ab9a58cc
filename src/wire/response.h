/* SPDX-License-Identifier: Apache-2.0 */
/*
 * response: writes the AdmissionReview of the answer.
 *
 * The API server refuses an answer whose apiVersion, kind or uid differs from the
 * request's, a patchType without a patch, and either of them in a validating answer.  So
 * the patch keys appear only if there is a patch.
 */
#ifndef WIRE_RESPONSE_H
#define WIRE_RESPONSE_H

#include "base/buf.h"
#include "core/values/field_path.h"

#define RESPONSE_MAX_CAUSES 100

struct response_cause {
    struct str reason;
    struct str field;
    struct str message;
};

/* A key is at most 63 letters, digits, `.`, `_`, `-`; the API server drops others. */
struct response_note {
    struct str key;
    struct str value; /* len 0: left out */
};

struct response {
    struct str api_version;
    struct str uid;
    bool allowed;
    struct str patch; /* JSON Patch text; len 0: none */

    /* Of a refusal: */
    struct str message;
    struct str reason; /* "Forbidden", "BadRequest" */
    unsigned code;     /* 400 to 499 */
    struct str group;  /* of the object; len 0: the core group */
    struct str kind;   /* len 0: no details */
    struct str name;
    const struct response_cause *causes; /* the first RESPONSE_MAX_CAUSES are sent */
    size_t n_causes;

    const struct str *warnings;
    size_t n_warnings;
    const struct response_note *notes; /* auditAnnotations */
    size_t n_notes;
};

/* Append the document and a newline. */
void response_write(struct buf *buf, const struct response *response);

#endif
