/* answer: the envelope, the verdict, the patch; see probe.h.  fields.c reads the parts of
 * the answer that users and auditors read. */
#include "cmd/probe/probe.h"

#include "base/text.h"
#include "json/json.h"
#include "wire/base64.h"

#define SHOWN_MAX 300 /* characters of a body that is no answer */

static struct str shown(struct str text, struct arena *arena)
{
    struct buf buf = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&buf, str_trim_blanks(text), SHOWN_MAX);
    return buf_str(&buf);
}

/* 200 to 206 are answers; nothing else is read, whatever its body says. */
static bool status_is_good(const struct probe_fields *at,
                           const struct client_reply *reply)
{
    struct str body = reply->body;

    if (reply->status >= 200 && reply->status <= 206)
        return true;
    if (body.len > 0 && body.ptr[body.len - 1] == '\n')
        body.len--;
    probe_fault(at, "http-status", "HTTP status %u: %.*s", reply->status,
                STR_ARGS(shown(body, at->arena)));
    if (reply->retry_after.len > 0 && (reply->status == 429 || reply->status >= 500))
        probe_fault(at, "retry-after",
                    "with Retry-After the API server calls up to ten times more");
    return false;
}

/* A media type is two tokens with a slash between them (RFC 9110, 8.3.1). */
static bool media_type_is_good(struct str value)
{
    size_t slash;
    size_t end;

    if (str_find(value, ';', &end))
        value = str_trim_blanks(str_head(value, end));
    if (!str_find(value, '/', &slash) || slash == 0 || slash + 1 == value.len)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        char c = byte_lower(value.ptr[i]);
        bool token = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                     (i == slash && c == '/') || strchr("!#$&-^_.+", c) != NULL;

        if (!token || c == '\0')
            return false;
    }
    return true;
}

static bool body_is_readable(const struct probe_fields *at,
                             const struct client_reply *reply)
{
    if (!status_is_good(at, reply))
        return false;
    if (reply->content_encoding.len > 0) {
        probe_fault(at, "content-encoding", "the body is encoded (%.*s), unread here",
                    STR_ARGS(shown(reply->content_encoding, at->arena)));
        return false;
    }
    if (reply->content_type.len > 0 && !media_type_is_good(reply->content_type))
        probe_fault(at, "content-type", "Content-Type \"%.*s\" is no media type",
                    STR_ARGS(shown(reply->content_type, at->arena)));
    if (reply->body.len == 0)
        probe_fault(at, "empty", "the body is empty");
    else if (reply->body.ptr[0] != '{')
        probe_fault(at, "not-json", "the body does not begin with \"{\"");
    return reply->body.len > 0 && reply->body.ptr[0] == '{';
}

static bool is_v1(const struct probe_review *review)
{
    return str_equal(review->api_version, STR("admission.k8s.io/v1"));
}

/* v1 must name itself; v1beta1 may leave it out, but not say something else. */
static void check_version(const struct probe_fields *at, const struct json *root,
                          const struct probe_review *review)
{
    struct str version = probe_text(at, root, "apiVersion");
    struct str kind = probe_text(at, root, "kind");
    bool absent = version.len == 0 && kind.len == 0;

    if (absent && !is_v1(review))
        return;
    if (!str_equal(version, review->api_version) ||
        !str_equal(kind, STR("AdmissionReview")))
        probe_fault(at, "version",
                    "it is of \"%.*s\", kind \"%.*s\"; wanted \"%.*s\", "
                    "kind \"AdmissionReview\"",
                    STR_ARGS(shown(version, at->arena)), STR_ARGS(shown(kind, at->arena)),
                    STR_ARGS(shown(review->api_version, at->arena)));
}

static void check_uid(const struct probe_fields *at, const struct json *response,
                      const struct probe_review *review)
{
    struct str uid = probe_text(at, response, "uid");

    if (is_v1(review) && !str_equal(uid, review->uid))
        probe_fault(at, "uid", "response.uid is \"%.*s\"; wanted the request's, \"%.*s\"",
                    STR_ARGS(shown(uid, at->arena)),
                    STR_ARGS(shown(review->uid, at->arena)));
}

static bool read_allowed(const struct probe_fields *at, const struct json *response)
{
    const struct json *node = json_member(response, STR("allowed"));

    if (node == NULL) {
        probe_fault(at, "allowed",
                    "response.allowed is missing: that reads as a refusal "
                    "without explanation");
        return false;
    }
    if (json_value_type(node) != VALUE_TRUE && json_value_type(node) != VALUE_FALSE)
        probe_fault(at, "allowed", "response.allowed is %s; wanted true or false",
                    value_type_phrase(json_value_type(node)));
    return json_value_type(node) == VALUE_TRUE;
}

/* The patch's text; len 0: none, or it is unusable. */
static struct str read_patch(const struct probe_fields *at, struct str encoded)
{
    struct str patch;

    if (!base64_decode(at->arena, encoded, &patch)) {
        probe_fault(at, "patch", "response.patch is no standard base64 with padding");
        return STR_NONE;
    }
    return patch;
}

static void check_patch_type(const struct probe_fields *at, struct str type,
                             struct str encoded)
{
    if (type.len == 0 && encoded.len > 0)
        probe_fault(at, "patch-type", "response.patch without response.patchType");
    else if (type.len > 0 && encoded.len == 0)
        probe_fault(at, "patch-type", "response.patchType without response.patch");
    else if (type.len > 0 && !str_equal(type, STR("JSONPatch")))
        probe_fault(at, "patch-type", "response.patchType is \"%.*s\"; wanted JSONPatch",
                    STR_ARGS(shown(type, at->arena)));
}

static void check_patch(const struct probe_fields *at, const struct json *response,
                        enum stage stage, const struct probe_review *review,
                        struct probe_answer *answer)
{
    struct str type = probe_text(at, response, "patchType");
    struct str encoded = probe_text(at, response, "patch");
    struct err err;

    if (stage == STAGE_VALIDATE) {
        if (is_v1(review) && (type.len > 0 || encoded.len > 0))
            probe_fault(at, "patch", "a validating webhook must not send a patch");
        return;
    }
    if (is_v1(review))
        check_patch_type(at, type, encoded);
    if (encoded.len == 0)
        return;
    answer->patch = read_patch(at, encoded);
    /* A refusal's patch is not applied. */
    if (answer->patch.len > 0 && answer->allowed &&
        !probe_review_patch(review, answer->patch, at->arena, &answer->patched, &err))
        probe_fault(at, "patch", "the patch does not apply: %s", err.text);
}

void probe_answer_read(const struct probe_review *review, enum stage stage,
                       const struct client_reply *reply, struct arena *arena,
                       struct probe_answer *ret)
{
    struct probe_fields at = {ret->faults, arena};
    struct json *root = NULL;
    struct err err;

    ret->patched = *review;
    if (!body_is_readable(&at, reply))
        return;
    if (!json_read(arena, reply->body, &json_whole, &root, &err)) {
        probe_fault(&at, "not-json", "the body is not JSON: %s", err.text);
        return;
    }
    check_version(&at, root, review);

    const struct json *response = json_member(root, STR("response"));

    if (response == NULL || json_value_type(response) != VALUE_OBJECT) {
        probe_fault(&at, "response", "there is no response in it");
        return;
    }
    check_uid(&at, response, review);
    ret->allowed = read_allowed(&at, response);
    check_patch(&at, response, stage, review, ret);
    probe_read_status(&at, response, ret);
    probe_read_warnings(&at, response, ret);
    probe_check_audit(&at, response);
}
