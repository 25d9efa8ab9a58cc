/* response: the JSON of an answer; k8s.io/api/admission/v1 AdmissionResponse. */
#include "wire/response.h"

#include "wire/json.h"

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The last one or two bytes, with padding. */
static size_t base64_end(char *to, const unsigned char *from, size_t n_left)
{
    unsigned group = (unsigned)from[0] << 8 | (n_left > 1 ? from[1] : 0U);

    to[0] = base64_digits[group >> 10];
    to[1] = base64_digits[group >> 4 & 63];
    to[2] = n_left > 1 ? base64_digits[group << 2 & 63] : '=';
    to[3] = '=';
    return 4;
}

/* RFC 4648, section 4: with padding, as Go's []byte wants it. */
static void add_base64(struct buf *buf, struct str bytes)
{
    const unsigned char *from = (const unsigned char *)bytes.ptr;
    const unsigned char *end = from + bytes.len;
    char *begin = buf_reserve(buf, (bytes.len + 2) / 3 * 4);
    char *to = begin;

    if (begin == NULL)
        return;
    for (; end - from >= 3; from += 3, to += 4) {
        unsigned group = (unsigned)from[0] << 16 | (unsigned)from[1] << 8 | from[2];

        to[0] = base64_digits[group >> 18];
        to[1] = base64_digits[group >> 12 & 63];
        to[2] = base64_digits[group >> 6 & 63];
        to[3] = base64_digits[group & 63];
    }
    if (from < end)
        to += base64_end(to, from, (size_t)(end - from));
    buf->len += (size_t)(to - begin);
}

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

    if (response->group.len > 0) {
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
    add_member(buf, STR("{\"kind\":\"AdmissionReview\",\"apiVersion\":"),
               response->api_version);
    add_member(buf, STR(",\"response\":{\"uid\":"), response->uid);
    buf_add(buf,
            response->allowed ? STR(",\"allowed\":true") : STR(",\"allowed\":false"));

    if (response->patch.len > 0) {
        buf_add(buf, STR(",\"patchType\":\"JSONPatch\",\"patch\":\""));
        add_base64(buf, response->patch);
        buf_add_byte(buf, '"');
    }
    if (!response->allowed)
        add_status(buf, response);
    add_warnings(buf, response);
    add_notes(buf, response);
    buf_add(buf, STR("}}\n"));
}
