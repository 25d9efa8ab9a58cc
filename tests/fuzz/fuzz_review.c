/* SPDX-License-Identifier: Apache-2.0 */
/* review: compares the envelope with what jansson finds in it. */
#include "by_jansson.h"
#include "core/policy/body.h"
#include "fuzz.h"
#include "wire/review.h"

/* Absent, null and empty texts are equal. */
static struct str text_at(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);

    return json_is_string(member) ? by_jansson_text(member) : STR_NONE;
}

static void check_kind(const json_t *request, const char *key,
                       const struct review_kind *ours)
{
    const json_t *theirs = json_object_get(request, key);

    FUZZ_LAW(str_equal(ours->group, text_at(theirs, "group")) &&
                 str_equal(ours->version, text_at(theirs, "version")) &&
                 str_equal(ours->kind, text_at(theirs, "kind")),
             "the kind is the one in the text");
}

static void check_texts(const json_t *request, const struct review *ours)
{
    const json_t *user = json_object_get(request, "userInfo");
    const json_t *resource = json_object_get(request, "resource");

    FUZZ_LAW(str_equal(ours->uid, text_at(request, "uid")), "the uid");
    FUZZ_LAW(str_equal(ours->name, text_at(request, "name")), "the name");
    FUZZ_LAW(str_equal(ours->namespace, text_at(request, "namespace")), "the namespace");
    FUZZ_LAW(str_equal(ours->operation, text_at(request, "operation")), "the operation");
    FUZZ_LAW(str_equal(ours->sub_resource, text_at(request, "subResource")),
             "the subresource");
    FUZZ_LAW(str_equal(ours->user, text_at(user, "username")), "the user");
    FUZZ_LAW(str_equal(ours->resource, text_at(resource, "resource")), "the resource");
    FUZZ_LAW(ours->dry_run == json_is_true(json_object_get(request, "dryRun")),
             "the dry run");
}

static void check_object(const json_t *request, const char *key, const struct json *ours)
{
    const json_t *theirs = json_object_get(request, key);

    FUZZ_LAW((ours == NULL) == (theirs == NULL || json_is_null(theirs)),
             "both find the object, or neither");
    if (ours != NULL && json_is_object(theirs))
        FUZZ_LAW(json_value_type(ours) == VALUE_OBJECT &&
                     ours->n <= json_object_size(theirs),
                 "the object has no other members");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    json_error_t error;
    AUTO(json_decref) json_t *theirs = by_jansson(bytes, &error);
    const json_t *request = json_object_get(theirs, "request");
    AUTO(policy_unref) struct policy *policy = policy_new();
    const struct review_options options = {policy, &arena, &arena};
    struct review ours;
    struct err err;
    bool read = review_read(&options, bytes, &ours, &err);

    FUZZ_LAW(read || err.text[0] != '\0', "a refusal has a sentence");
    FUZZ_LAW(ours.uid.len <= REVIEW_UID_MAX, "a uid is short");
    if (!read)
        return;
    FUZZ_LAW(ours.api_version.len > 0 && ours.uid.len > 0 && ours.kind.kind.len > 0 &&
                 ours.operation.len > 0,
             "a review has a version, a uid, a kind and an operation");
    FUZZ_LAW(theirs != NULL || by_jansson_is_limit(&error), "jansson accepts it, too");
    if (theirs == NULL)
        return;
    FUZZ_LAW(str_equal(ours.api_version, text_at(theirs, "apiVersion")), "the version");
    check_kind(request, "kind", &ours.kind);
    check_kind(request, "requestKind", &ours.request_kind);
    check_texts(request, &ours);
    check_object(request, "object", ours.object);
    check_object(request, "oldObject", ours.old_object);
}
