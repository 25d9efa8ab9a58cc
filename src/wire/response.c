/* SPDX-License-Identifier: Apache-2.0 */
/* response: writes the JSON of an answer: k8s.io/api/admission/v1 AdmissionResponse. */
#include "wire/response.h"

#include "json/json.h"
#include "wire/base64.h"

#define FIRST_BYTES ((size_t)768)

/* `,"key":"text"`; head is everything before the text. */
static void add_member(struct buf *buf, struct str head, struct str text)
{
    buf_add(buf, head);
    json_add_string(buf, text);
}

static void add_causes(struct buf *buf, const struct response *response)
{
    size_t n = response->n_causes;

    if (n > RESPONSE_MAX_CAUSES)
        n = RESPONSE_MAX_CAUSES;

    buf_add(buf, STR(",\"causes\":["));
    for (size_t i = 0; i < n; i++) {
        const struct response_cause *cause = &response->causes[i];

        add_member(buf, i == 0 ? STR("{\"reason\":") : STR(",{\"reason\":"),
                   cause->reason);
        add_member(buf, STR(",\"message\":"), cause->message);
        add_member(buf, STR(",\"field\":"), cause->field);
        buf_add_byte(buf, '}');
    }
    buf_add_byte(buf, ']');
}

static void add_status(struct buf *buf, const struct response *response)
{
    add_member(buf, STR(",\"status\":{\"status\":\"Failure\",\"message\":"),
               response->message);
    add_member(buf, STR(",\"reason\":"), response->reason);
    buf_add(buf, STR(",\"code\":"));
    buf_add_u64(buf, response->code);

    if (response->kind.len > 0) {
        add_member(buf, STR(",\"details\":{\"group\":"), response->group);
        add_member(buf, STR(",\"kind\":"), response->kind);
        if (response->name.len > 0)
            add_member(buf, STR(",\"name\":"), response->name);
        if (response->n_causes > 0)
            add_causes(buf, response);
        buf_add_byte(buf, '}');
    }
    buf_add_byte(buf, '}');
}

static void add_warnings(struct buf *buf, const struct response *response)
{
    if (response->n_warnings == 0)
        return;

    for (size_t i = 0; i < response->n_warnings; i++)
        add_member(buf, i == 0 ? STR(",\"warnings\":[") : STR(","),
                   response->warnings[i]);
    buf_add_byte(buf, ']');
}

static void add_notes(struct buf *buf, const struct response *response)
{
    bool begun = false;

    for (size_t i = 0; i < response->n_notes; i++) {
        if (response->notes[i].value.len == 0)
            continue;
        add_member(buf, begun ? STR(",") : STR(",\"auditAnnotations\":{"),
                   response->notes[i].key);
        add_member(buf, STR(":"), response->notes[i].value);
        begun = true;
    }
    if (begun)
        buf_add_byte(buf, '}');
}

void response_write(struct buf *buf, const struct response *response)
{
    /* Allocate at once what nearly all answers need. */
    (void)buf_reserve(buf, FIRST_BYTES + response->patch.len / 3 * 4);
    add_member(buf, STR("{\"kind\":\"AdmissionReview\",\"apiVersion\":"),
               response->api_version);
    add_member(buf, STR(",\"response\":{\"uid\":"), response->uid);
    buf_add(buf,
            response->allowed ? STR(",\"allowed\":true") : STR(",\"allowed\":false"));

    if (response->patch.len > 0) {
        buf_add(buf, STR(",\"patchType\":\"JSONPatch\",\"patch\":\""));
        base64_add(buf, response->patch);
        buf_add_byte(buf, '"');
    }
    if (!response->allowed)
        add_status(buf, response);
    add_warnings(buf, response);
    add_notes(buf, response);
    buf_add(buf, STR("}}\n"));
}
