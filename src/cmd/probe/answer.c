/* SPDX-License-Identifier: Apache-2.0 */
/* answer: checks the envelope, the verdict, the patch, and the texts for users and
 * auditors; see probe.h. */
#include "cmd/probe/probe.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "json/json.h"
#include "wire/base64.h"

#define SHOWN_MAX          300 /* characters of a body that is not an answer */
#define CODE_MAX           999 /* a larger code makes Go's server panic */
#define AUDIT_KEY_MAX      63
#define WARNING_CHARS_MAX  256  /* to which each is cut if there are too many */
#define WARNINGS_CHARS_MAX 4096 /* of all warnings before they are cut */
#define FAULT_MAX          1024

static void fault(const struct probe_answer *at, const char *name, const char *format,
                  ...) PRINTF_LIKE(3, 4);

static void fault(const struct probe_answer *at, const char *name, const char *format,
                  ...)
{
    char text[FAULT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    problems_add(at->faults, SEVERITY_ERROR, name, (struct place){0}, "%s", text);
}

/* The member; NULL: absent, null, or of another type, which is a fault. */
static const struct json *member(const struct probe_answer *at, const struct json *object,
                                 const char *key, enum value_type type)
{
    const struct json *node = json_member(object, str_from(key));

    if (node == NULL || json_value_type(node) == VALUE_NULL)
        return NULL;
    if (json_value_type(node) == type)
        return node;
    fault(at, "type", "%s is %s; wanted %s", key,
          value_type_phrase(json_value_type(node)), value_type_phrase(type));
    return NULL;
}

static struct str text_of(const struct probe_answer *at, const struct json *object,
                          const char *key)
{
    const struct json *node = member(at, object, key, VALUE_STRING);

    return node == NULL ? STR_NONE : json_text(node);
}

static struct str shown(struct str text, struct arena *arena)
{
    struct buf buf = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&buf, str_trim_blanks(text), SHOWN_MAX);
    return buf_str(&buf);
}

/* Only 200 to 206 are answers; any other body is not read. */
static bool status_is_good(const struct probe_answer *at,
                           const struct client_reply *reply)
{
    struct str body = reply->body;

    if (reply->status >= 200 && reply->status <= 206)
        return true;
    if (body.len > 0 && body.ptr[body.len - 1] == '\n')
        body.len--;
    fault(at, "http-status", "HTTP status %u: %.*s", reply->status,
          STR_ARGS(shown(body, at->arena)));
    if (reply->retry_after.len > 0 && (reply->status == 429 || reply->status >= 500))
        fault(at, "retry-after",
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
    return str_is_made_of(str_head(value, slash), "!#$&-^_.+") &&
           str_is_made_of(str_skip(value, slash + 1), "!#$&-^_.+");
}

static bool body_is_readable(const struct probe_answer *at,
                             const struct client_reply *reply)
{
    if (!status_is_good(at, reply))
        return false;
    if (reply->content_encoding.len > 0) {
        fault(at, "content-encoding",
              "the body is encoded (%.*s), which probe cannot read",
              STR_ARGS(shown(reply->content_encoding, at->arena)));
        return false;
    }
    if (reply->content_type.len > 0 && !media_type_is_good(reply->content_type))
        fault(at, "content-type", "Content-Type \"%.*s\" is not a media type",
              STR_ARGS(shown(reply->content_type, at->arena)));
    if (reply->body.len == 0)
        fault(at, "empty", "the body is empty");
    else if (reply->body.ptr[0] != '{')
        fault(at, "not-json", "the body does not begin with \"{\"");
    return reply->body.len > 0 && reply->body.ptr[0] == '{';
}

static bool is_v1(const struct probe_review *review)
{
    return str_equal(review->api_version, STR("admission.k8s.io/v1"));
}

/* An answer of v1 must name its version; one of v1beta1 may omit it, but not differ. */
static void check_version(const struct probe_answer *at, const struct json *root,
                          const struct probe_review *review)
{
    struct str version = text_of(at, root, "apiVersion");
    struct str kind = text_of(at, root, "kind");
    bool absent = version.len == 0 && kind.len == 0;

    if (absent && !is_v1(review))
        return;
    if (!str_equal(version, review->api_version) ||
        !str_equal(kind, STR("AdmissionReview")))
        fault(at, "version",
              "it is of \"%.*s\", kind \"%.*s\"; wanted \"%.*s\", "
              "kind \"AdmissionReview\"",
              STR_ARGS(shown(version, at->arena)), STR_ARGS(shown(kind, at->arena)),
              STR_ARGS(shown(review->api_version, at->arena)));
}

static void check_uid(const struct probe_answer *at, const struct json *response,
                      const struct probe_review *review)
{
    struct str uid = text_of(at, response, "uid");

    if (is_v1(review) && !str_equal(uid, review->uid))
        fault(at, "uid", "response.uid is \"%.*s\"; wanted the request's, \"%.*s\"",
              STR_ARGS(shown(uid, at->arena)), STR_ARGS(shown(review->uid, at->arena)));
}

static bool read_allowed(const struct probe_answer *at, const struct json *response)
{
    const struct json *node = json_member(response, STR("allowed"));

    if (node == NULL) {
        fault(at, "allowed",
              "response.allowed is missing: that reads as a refusal "
              "without explanation");
        return false;
    }
    if (json_value_type(node) != VALUE_TRUE && json_value_type(node) != VALUE_FALSE)
        fault(at, "allowed", "response.allowed is %s; wanted true or false",
              value_type_phrase(json_value_type(node)));
    return json_value_type(node) == VALUE_TRUE;
}

/* The decoded patch; len 0: none, or unusable. */
static struct str read_patch(const struct probe_answer *at, struct str encoded)
{
    struct str patch;

    if (!base64_decode(at->arena, encoded, &patch)) {
        fault(at, "patch", "response.patch is not standard base64 with padding");
        return STR_NONE;
    }
    return patch;
}

static void check_patch_type(const struct probe_answer *at, struct str type,
                             struct str encoded)
{
    if (type.len == 0 && encoded.len > 0)
        fault(at, "patch-type", "response.patch without response.patchType");
    else if (type.len > 0 && encoded.len == 0)
        fault(at, "patch-type", "response.patchType without response.patch");
    else if (type.len > 0 && !str_equal(type, STR("JSONPatch")))
        fault(at, "patch-type", "response.patchType is \"%.*s\"; wanted JSONPatch",
              STR_ARGS(shown(type, at->arena)));
}

static void check_patch(struct probe_answer *at, const struct json *response,
                        enum stage stage, const struct probe_review *review)
{
    struct str type = text_of(at, response, "patchType");
    struct str encoded = text_of(at, response, "patch");
    struct err err;

    if (stage == STAGE_VALIDATE) {
        if (is_v1(review) && (type.len > 0 || encoded.len > 0))
            fault(at, "patch", "a validating webhook must not send a patch");
        return;
    }
    if (is_v1(review))
        check_patch_type(at, type, encoded);
    if (encoded.len == 0)
        return;
    at->patch = read_patch(at, encoded);
    /* The API server does not apply the patch of a refusal. */
    if (at->patch.len > 0 && at->allowed &&
        !probe_review_patch(review, at->patch, at->arena, &at->patched, &err))
        fault(at, "patch", "the patch does not apply: %s", err.text);
}

/* The code is an int32 in Go, which permits digits only: 403.0 is invalid. */
static void check_code(const struct probe_answer *at, const struct json *status)
{
    const struct json *node = member(at, status, "code", VALUE_NUMBER);
    uint64_t code;

    if (node == NULL)
        return;
    if (!str_to_u64(json_text(node), CODE_MAX, &code))
        fault(at, "code", "status.code is %.*s; wanted a whole number to %d",
              STR_ARGS(json_text(node)), CODE_MAX);
    else if (code < 400 || code > 499)
        fault(at, "code", "status.code is %u; a refusal has 400 to 499", (unsigned)code);
}

/* The API server passes any other word on, and kubectl then drops the message. */
static void check_status_word(const struct probe_answer *at, const struct json *status)
{
    struct str word = text_of(at, status, "status");

    if (word.len > 0 && !str_equal(word, STR("Failure")) &&
        !str_equal(word, STR("Success")))
        fault(at, "status", "status.status must be \"Failure\", or absent");
}

static void check_causes(const struct probe_answer *at, const struct json *status)
{
    const struct json *details = member(at, status, "details", VALUE_OBJECT);
    const struct json *causes =
        details == NULL ? NULL : member(at, details, "causes", VALUE_ARRAY);

    for (const struct json *cause = causes == NULL ? NULL : causes->first; cause != NULL;
         cause = cause->next) {
        if (json_value_type(cause) != VALUE_OBJECT) {
            fault(at, "type", "status.details.causes contains %s; wanted an object",
                  value_type_phrase(json_value_type(cause)));
            return;
        }
        text_of(at, cause, "reason");
        text_of(at, cause, "field");
        text_of(at, cause, "message");
    }
}

static void read_status(struct probe_answer *at, const struct json *response)
{
    const struct json *status = member(at, response, "status", VALUE_OBJECT);

    /* The API server ignores the status if the request is allowed. */
    if (status == NULL || at->allowed)
        return;
    at->message = text_of(at, status, "message");
    at->reason = text_of(at, status, "reason");
    check_code(at, status);
    check_status_word(at, status);
    check_causes(at, status);
    if (str_equal(at->reason, STR("Invalid")))
        fault(at, "reason",
              "status.reason is Invalid: \"kubectl apply --force\" answers that by "
              "deleting the live object");
}

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];

        if (byte < 0x20 || byte == 0x7f)
            return true;
    }
    return false;
}

static struct str quoted(const struct probe_answer *at, struct str text)
{
    struct buf buf = {.arena = at->arena, .max_bytes = BUF_MAX_BYTES};

    text_add_quoted(&buf, text);
    return buf_str(&buf);
}

static void read_warnings(struct probe_answer *at, const struct json *response)
{
    const struct json *all = member(at, response, "warnings", VALUE_ARRAY);
    size_t total = 0;
    size_t longest = 0;

    if (all == NULL)
        return;

    struct str *texts = ARENA_NEW(at->arena, struct str, all->n);

    for (const struct json *node = all->first; node != NULL; node = node->next) {
        size_t len = text_length(json_text(node));

        if (json_value_type(node) != VALUE_STRING) {
            fault(at, "type", "warnings contains %s; wanted a string",
                  value_type_phrase(json_value_type(node)));
            continue;
        }
        if (has_control(json_text(node)))
            fault(at, "warning",
                  "a warning has control characters and would be lost: %.*s",
                  STR_ARGS(quoted(at, json_text(node))));
        texts[at->n_warnings++] = json_text(node);
        total += len;
        longest = len > longest ? len : longest;
    }
    at->warnings = texts;
    if (total > WARNINGS_CHARS_MAX && longest > WARNING_CHARS_MAX)
        fault(at, "warning",
              "the warnings have %zu characters: above %d each is cut "
              "to %d",
              total, WARNINGS_CHARS_MAX, WARNING_CHARS_MAX);
}

/* The key becomes WEBHOOK/KEY, which must be a qualified name; others are dropped. */
static bool audit_key_is_good(struct str key)
{
    if (key.len == 0 || key.len > AUDIT_KEY_MAX || !byte_is_alphanumeric(key.ptr[0]) ||
        !byte_is_alphanumeric(key.ptr[key.len - 1]))
        return false;
    return str_is_made_of(key, "._-");
}

static void check_audit(const struct probe_answer *at, const struct json *response)
{
    const struct json *all = member(at, response, "auditAnnotations", VALUE_OBJECT);

    for (const struct json *node = all == NULL ? NULL : all->first; node != NULL;
         node = node->next) {
        if (json_value_type(node) != VALUE_STRING)
            fault(at, "type", "the audit annotation %.*s is %s; wanted a string",
                  STR_ARGS(quoted(at, json_key(node))),
                  value_type_phrase(json_value_type(node)));
        else if (!audit_key_is_good(json_key(node)))
            fault(at, "audit-key", "the audit annotation's key %.*s would be dropped",
                  STR_ARGS(quoted(at, json_key(node))));
    }
}

void probe_answer_read(const struct probe_review *review, enum stage stage,
                       const struct client_reply *reply, struct arena *arena,
                       struct probe_answer *ret)
{
    struct json *root = NULL;
    struct err err;

    ret->arena = arena;
    ret->patched = *review;
    if (!body_is_readable(ret, reply))
        return;
    if (!json_read(arena, reply->body, &json_whole, &root, &err)) {
        fault(ret, "not-json", "the body is not JSON: %s", err.text);
        return;
    }
    check_version(ret, root, review);

    const struct json *response = json_member(root, STR("response"));

    if (response == NULL || json_value_type(response) != VALUE_OBJECT) {
        fault(ret, "response", "the review has no response");
        return;
    }
    check_uid(ret, response, review);
    ret->allowed = read_allowed(ret, response);
    check_patch(ret, response, stage, review);
    read_status(ret, response);
    read_warnings(ret, response);
    check_audit(ret, response);
}
