/* SPDX-License-Identifier: Apache-2.0 */
/* case_answer: response documents in a form that is easy to review, after the checks that
 * the API server makes on them (VerifyAdmissionResponse). */
#include "case_answer.h"

#include <jansson.h>
#include <stdlib.h>

#define CHECK(claim, why)                                                                \
    do {                                                                                 \
        if (!(claim)) {                                                                  \
            *ret_fault = (why);                                                          \
            return false;                                                                \
        }                                                                                \
    } while (0)

static bool text_is(const json_t *at, const char *want)
{
    const char *text = json_string_value(at);

    return text != NULL && strcmp(text, want) == 0;
}

static bool no_controls(const json_t *text)
{
    const char *at = json_string_value(text);
    size_t n = json_string_length(text);

    for (size_t i = 0; at != NULL && i < n; i++) {
        if ((unsigned char)at[i] < 0x20 || at[i] == 0x7f)
            return false;
    }
    return at != NULL;
}

static bool check_warnings(const json_t *response, const char **ret_fault)
{
    const json_t *warnings = json_object_get(response, "warnings");
    size_t bytes = 0;

    CHECK(warnings == NULL || json_array_size(warnings) > 0, "an empty list of warnings");
    CHECK(json_array_size(warnings) <= 20, "more than 20 warnings");
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        const json_t *warning = json_array_get(warnings, i);

        CHECK(no_controls(warning), "a warning with control characters");
        CHECK(json_string_length(warning) <= 256, "a warning of more than 256 bytes");
        bytes += json_string_length(warning);
    }
    CHECK(bytes <= 4096, "warnings of more than 4096 bytes altogether");
    return true;
}

static bool check_status(const json_t *response, const char **ret_fault)
{
    const json_t *status = json_object_get(response, "status");

    if (json_is_true(json_object_get(response, "allowed"))) {
        CHECK(status == NULL, "a status on an allow");
        return true;
    }
    CHECK(text_is(json_object_get(status, "status"), "Failure"), "status is not Failure");
    CHECK(text_is(json_object_get(status, "reason"), "Forbidden"),
          "reason is not Forbidden");
    CHECK(json_integer_value(json_object_get(status, "code")) == 403, "code is not 403");
    CHECK(json_string_length(json_object_get(status, "message")) <= 4000,
          "message too long");
    CHECK(json_array_size(json_object_get(json_object_get(status, "details"), "causes")) >
              0,
          "a denial without causes");
    return true;
}

static bool check_response(const json_t *root, const char *stage, const char **ret_fault)
{
    const json_t *response = json_object_get(root, "response");
    const json_t *patch = json_object_get(response, "patch");
    const json_t *patch_type = json_object_get(response, "patchType");

    CHECK(text_is(json_object_get(root, "kind"), "AdmissionReview"), "kind");
    CHECK(json_is_string(json_object_get(root, "apiVersion")), "apiVersion");
    CHECK(json_is_string(json_object_get(response, "uid")), "uid");
    CHECK(json_is_boolean(json_object_get(response, "allowed")), "allowed");
    CHECK((patch == NULL) == (patch_type == NULL), "patch and patchType go together");
    CHECK(patch == NULL || text_is(patch_type, "JSONPatch"), "patchType");
    CHECK(patch == NULL || strcmp(stage, "validate") != 0,
          "a patch from the validating stage");
    return check_warnings(response, ret_fault) && check_status(response, ret_fault);
}

static void hide_hash(json_t *response, struct str hash)
{
    json_t *notes = json_object_get(response, "auditAnnotations");
    const char *policy = json_string_value(json_object_get(notes, "policy"));

    if (policy != NULL && hash.len > 0 && str_has_suffix(str_from(policy), hash)) {
        size_t n = strlen(policy) - hash.len;

        json_object_set_new(notes, "policy", json_sprintf("%.*sHASH", (int)n, policy));
    }
}

static void add_dump(struct buf *to, const char *name, const json_t *value)
{
    char *text = json_dumps(value, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENCODE_ANY);

    buf_addf(to, "%s: %s\n", name, text == NULL ? "cannot be written" : text);
    free(text);
}

static bool add_document(struct buf *to, const char *stage, const struct answer *answer,
                         struct str hash, json_t *root, const char **ret_fault)
{
    json_t *response = json_object_get(root, "response");

    if (!check_response(root, stage, ret_fault))
        return false;
    hide_hash(response, hash);
    if (answer->patch.len > 0) {
        json_t *patch =
            json_loadb(answer->patch.ptr, answer->patch.len, JSON_ALLOW_NUL, NULL);

        CHECK(patch != NULL, "the patch is no JSON");
        json_object_set_new(response, "patch", patch);
    }
    add_dump(to, stage, root);
    return true;
}

bool case_answer_add(struct buf *to, const char *stage, const struct answer *answer,
                     struct str hash, const char **ret_fault)
{
    json_t *root;
    bool good;

    if (answer->kind == ANSWER_MALFORMED) {
        buf_addf(to, "%s: %u %.*s\n", stage, answer->http_status, STR_ARGS(answer->body));
        return true;
    }
    root = json_loadb(answer->body.ptr, answer->body.len, JSON_ALLOW_NUL, NULL);
    *ret_fault = "the answer is no JSON";
    good = root != NULL && add_document(to, stage, answer, hash, root, ret_fault);
    json_decref(root);
    return good;
}
