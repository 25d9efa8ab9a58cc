/* SPDX-License-Identifier: Apache-2.0 */
/*
 * admit: judges whole reviews in both stages, and checks laws and a plain second reading.
 *
 * The first byte chooses the policy, and whether the rest is a review or the choices from
 * which one is made.
 */
#include <openssl/evp.h>

#include "base/mem.h"
#include "by_patch.h"
#include "fuzz.h"
#include "made_review.h"
#include "plain_policy.h"
#include "wire/admit.h"
#include "wire/patch.h"

#define TODAY         20779 /* 2026-11-22 */
#define MAX_MESSAGE   4000
#define MAX_PATCHABLE ((size_t)1 << 20)

struct trial {
    struct arena *arena;
    enum plain_policy which;
    struct str bytes;
    json_t *review; /* NULL: jansson refuses the review */
};

static void ask(const struct trial *trial, enum stage stage, struct str bytes,
                struct answer *ret)
{
    admit(plain_policy(trial->which), stage, bytes, TODAY, trial->arena, ret);
}

static void check_malformed(const struct trial *trial, const struct answer *answer)
{
    struct str document = answer_malformed_document(answer, trial->arena);
    AUTO(json_decref) json_t *root = by_jansson_valid(document);
    const json_t *response = json_object_get(root, "response");

    FUZZ_LAW(answer->http_status == 400 && !answer->allowed,
             "a malformed review is answered with 400");
    FUZZ_LAW(answer->error.len > 0, "the answer has an error");
    FUZZ_LAW(json_is_false(json_object_get(response, "allowed")),
             "a malformed review is never allowed");
}

static void check_refusal(const json_t *response)
{
    const json_t *status = json_object_get(response, "status");
    const json_t *message = json_object_get(status, "message");
    const json_int_t code = json_integer_value(json_object_get(status, "code"));

    FUZZ_LAW(json_string_length(message) > 0 &&
                 json_string_length(message) <= MAX_MESSAGE,
             "a refusal has a message within its limit");
    FUZZ_LAW(code >= 400 && code < 500, "the API server passes on the status code");
}

/* The base64 text is decoded by OpenSSL. */
static void check_patch(const json_t *sent, struct str patch)
{
    struct str text = by_jansson_text(sent);
    AUTO(mem_free) unsigned char *bytes = mem_alloc(text.len + 1, 1);
    int n = EVP_DecodeBlock(bytes, (const unsigned char *)text.ptr, (int)text.len);

    for (size_t i = text.len; i > 0 && text.ptr[i - 1] == '='; i--)
        n--;
    FUZZ_LAW(n == (int)patch.len && memcmp(bytes, patch.ptr, patch.len) == 0,
             "the patch in the answer is the patch that was made");
}

static void check_body(const struct answer *answer, enum stage stage)
{
    AUTO(json_decref) json_t *root = by_jansson_valid(answer->body);
    const json_t *response = json_object_get(root, "response");
    const bool has_patch = json_object_get(response, "patch") != NULL;
    const bool has_type = json_object_get(response, "patchType") != NULL;

    FUZZ_LAW(answer->http_status == 200, "a review is answered with 200");
    FUZZ_LAW(str_equal(by_jansson_text(json_object_get(root, "apiVersion")),
                       answer->api_version),
             "the answer has the version of the review");
    FUZZ_LAW(str_equal(by_jansson_text(json_object_get(response, "uid")), answer->uid),
             "the answer has the uid of the review");
    FUZZ_LAW(json_is_true(json_object_get(response, "allowed")) == answer->allowed,
             "the answer has the verdict");
    FUZZ_LAW(has_patch == has_type && has_patch == (answer->patch.len > 0),
             "a patch has a type, and only a patch has one");
    FUZZ_LAW(!has_patch || stage == STAGE_MUTATE, "the validating stage never patches");
    FUZZ_LAW(answer->allowed || stage == STAGE_VALIDATE,
             "the mutating stage never refuses");
    if (has_patch)
        check_patch(json_object_get(response, "patch"), answer->patch);
    if (!answer->allowed)
        check_refusal(response);
}

static void check_answer(const struct trial *trial, enum stage stage,
                         const struct answer *answer)
{
    if (answer->kind == ANSWER_MALFORMED)
        check_malformed(trial, answer);
    else
        check_body(answer, stage);
}

/* The review with the patched object.  Both implementations must make the same object. */
static struct str patched_review(const struct trial *trial, struct str patch)
{
    json_t *request = json_object_get(trial->review, "request");
    json_t *object = json_deep_copy(json_object_get(request, "object"));
    AUTO(json_decref) json_t *operations = by_jansson_valid(patch);
    AUTO(mem_free) char *before = json_dumps(object, JSON_COMPACT);
    AUTO(mem_free) char *whole = NULL;
    struct str result = STR_NONE;
    struct err err;

    FUZZ_LAW(patch_apply(trial->arena, str_from(before), patch, &result, &err),
             "the patch applies");
    FUZZ_LAW(by_patch_apply(&object, operations),
             "the patch applies in the second implementation");
    AUTO(json_decref) json_t *ours = by_jansson_valid(result);

    FUZZ_LAW(json_equal(ours, object), "both implementations make the same object");
    (void)json_object_set_new(request, "object", object);
    whole = json_dumps(trial->review, JSON_COMPACT);
    return arena_dup(trial->arena, str_from(whole));
}

static bool is_denied(const struct answer *answer, enum rule_id rule)
{
    for (size_t i = 0; i < answer->decision.n_violations; i++) {
        const struct violation *violation = &answer->decision.violations[i];

        if (violation->rule == rule && violation->disposition == DISPOSITION_DENIED)
            return true;
    }
    return false;
}

/* These rules silence others while they are broken. */
static bool hides_others(const struct answer *answer)
{
    return is_denied(answer, RULE_TENANT_KNOWN) ||
           is_denied(answer, RULE_CLASS_PRESENT) ||
           is_denied(answer, RULE_CLASS_AGREES) ||
           is_denied(answer, RULE_CLASS_PERMITTED);
}

static void check_mutation(const struct trial *trial, const struct answer *before)
{
    struct answer mutated;
    struct answer again;
    struct answer after;
    struct str review = STR_NONE;

    ask(trial, STAGE_MUTATE, trial->bytes, &mutated);
    check_answer(trial, STAGE_MUTATE, &mutated);
    FUZZ_LAW(trial->which != PLAIN_PREVIEW || mutated.patch.len == 0,
             "a preview patches nothing");
    if (mutated.patch.len == 0 || trial->review == NULL ||
        trial->bytes.len > MAX_PATCHABLE)
        return;

    review = patched_review(trial, mutated.patch);
    ask(trial, STAGE_MUTATE, review, &again);
    FUZZ_LAW(again.patch.len == 0, "a second mutation changes nothing");
    ask(trial, STAGE_VALIDATE, review, &after);
    FUZZ_LAW(after.allowed || !before->allowed, "a patch does not cause a refusal");
    for (size_t rule = 0; rule < RULE_COUNT && !hides_others(before); rule++)
        FUZZ_LAW(is_denied(before, (enum rule_id)rule) ||
                     !is_denied(&after, (enum rule_id)rule),
                 "a rule that refuses after the patch refused before it");
}

static void check_verdict(const struct trial *trial, const struct answer *answer)
{
    const char *refusal = NULL;

    FUZZ_LAW(trial->which != PLAIN_PREVIEW || answer->kind == ANSWER_MALFORMED ||
                 answer->allowed,
             "a preview refuses nothing");
    if (trial->review == NULL || !answer->allowed)
        return;
    refusal = plain_refusal(trial->which, trial->review);
    if (refusal != NULL)
        fuzz_broken(refusal, __FILE__, __LINE__);
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};
    const uint8_t how = fuzz_byte(&from);
    struct trial trial = {.arena = &arena,
                          .which = (enum plain_policy)(how / 2U % PLAIN_COUNT)};
    struct answer validated;
    struct answer again;
    json_error_t error;

    trial.bytes = how % 2 == 0 ? from.rest : made_review(&arena, &from);
    trial.review = by_jansson(trial.bytes, &error);
    ask(&trial, STAGE_VALIDATE, trial.bytes, &validated);
    ask(&trial, STAGE_VALIDATE, trial.bytes, &again);
    FUZZ_LAW(str_equal(validated.body, again.body), "equal questions have equal answers");
    check_answer(&trial, STAGE_VALIDATE, &validated);
    check_verdict(&trial, &validated);
    check_mutation(&trial, &validated);
    json_decref(trial.review);
}
