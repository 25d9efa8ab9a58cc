/* SPDX-License-Identifier: Apache-2.0 */
/* review: envelopes that are read, and envelopes that are refused with a sentence. */
#include "core/policy/body.h"
#include "wire/review.h"

#include "review_file.h"
#include "unit.h"

static const char head[] =
    "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",";

/* A review with further members of `request` after the required ones. */
static struct str envelope(struct arena *arena, const char *members)
{
    return arena_format(
        arena,
        "%s\"request\":{\"uid\":\"u-1\",\"kind\":{\"group\":\"g\",\"version\":"
        "\"v\",\"kind\":\"K\"},\"operation\":\"CREATE\"%s%s}}",
        head, members[0] == '\0' ? "" : ",", members);
}

/* No kind is judged, so objects stay text. */
static bool read_review(struct arena *arena, struct str bytes, struct review *ret,
                        struct err *err)
{
    AUTO(policy_unref) struct policy *policy = policy_new();
    const struct review_options options = {policy, arena, arena};

    return review_read(&options, bytes, ret, err);
}

static void everything_is_read(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct review review;
    struct err err;
    struct str text = envelope(
        &arena, "\"resource\":{\"group\":\"g\",\"version\":\"v\",\"resource\":\"rs\"},"
                "\"subResource\":\"status\",\"requestKind\":{\"kind\":\"Old\"},"
                "\"name\":\"web\",\"namespace\":\"shop\",\"userInfo\":{\"username\":"
                "\"dev\",\"groups\":[\"a:b\",\"c\\u0064\"],\"extra\":{\"a\":[\"b\"]}},"
                "\"object\":{\"spec\":{}},"
                "\"oldObject\":{},\"dryRun\":true,\"options\":{\"x\":1}");

    (void)state;
    assert_true(read_review(&arena, text, &review, &err));
    check_text(review.api_version, STR("admission.k8s.io/v1"), "the version");
    check_text(review.uid, STR("u-1"), "the uid");
    check_text(review.kind.group, STR("g"), "the group");
    check_text(review.kind.version, STR("v"), "the version of the kind");
    check_text(review.kind.kind, STR("K"), "the kind");
    check_text(review.request_kind.kind, STR("Old"), "the kind of the client's request");
    check_text(review.resource, STR("rs"), "the plural");
    check_text(review.sub_resource, STR("status"), "the subresource");
    check_text(review.name, STR("web"), "the name");
    check_text(review.namespace, STR("shop"), "the namespace");
    check_text(review.operation, STR("CREATE"), "the operation");
    check_text(review.user, STR("dev"), "the user");
    assert_int_equal(review.n_groups, 2);
    check_text(review.groups[0], STR("a:b"), "a group");
    check_text(review.groups[1], STR("cd"), "an escaped text is decoded");
    assert_true(review.dry_run && review.object != NULL && review.old_object != NULL);
}

static void what_is_absent_or_null_is_empty(void **state)
{
    static const char *const members[] = {
        "",
        "\"name\":null,\"namespace\":null,\"object\":null,\"oldObject\":null,\"dryRun\":"
        "null,"
        "\"userInfo\":null,\"subResource\":null,\"resource\":null,\"requestKind\":null",
        "\"userInfo\":{},\"dryRun\":false,\"name\":\"\"",
        "\"userInfo\":{\"groups\":null}",
        "\"userInfo\":{\"groups\":[]}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct review review;
        struct err err;

        check_true(read_review(&arena, envelope(&arena, members[i]), &review, &err),
                   members[i]);
        check_true(review.name.len == 0 && review.user.len == 0 && review.n_groups == 0 &&
                       !review.dry_run && review.object == NULL &&
                       review.old_object == NULL,
                   members[i]);
    }
}

static const struct {
    const char *why;
    const char *members;
    const char *error;
} wrong_members[] = {
    {"the name must be text", "\"name\":1",
     "request.name is a number, it must be a string"},
    {"so must the namespace", "\"namespace\":[]",
     "request.namespace is an array, it must be a string"},
    {"and the subresource", "\"subResource\":{}",
     "request.subResource is an object, it must be a string"},
    {"and the user", "\"userInfo\":{\"username\":true}",
     "request.userInfo.username is a boolean, it must be a string"},
    {"groups must be a list", "\"userInfo\":{\"groups\":\"a\"}",
     "request.userInfo.groups is a string, it must be an array"},
    {"of texts", "\"userInfo\":{\"groups\":[\"a\",{}]}",
     "an item of request.userInfo.groups is an object, it must be a string"},
    {"userInfo must be an object", "\"userInfo\":\"admin\"",
     "request.userInfo is a string, it must be an object"},
    {"the resource must be an object", "\"resource\":\"ingresses\"",
     "request.resource is a string, it must be an object"},
    {"so must requestKind", "\"requestKind\":[]",
     "request.requestKind is an array, it must be an object"},
    {"with texts as parts", "\"requestKind\":{\"group\":1}",
     "request.requestKind: group is a number, it must be a string"},
    {"dryRun must be a boolean", "\"dryRun\":\"true\"",
     "request.dryRun is a string, it must be a boolean"},
    {"no member may occur twice", "\"operation\":\"UPDATE\"",
     "the body is not JSON: line 1, column 164: the name \"operation\" appears twice in "
     "one object"},
    {"not even in a part that is not read", "\"options\":{\"a\":1,\"a\":1}",
     "the body is not JSON: line 1, column 174: the name \"a\" appears twice in one "
     "object"},
};

static void wrong_members_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong_members); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct review review;
        struct err err;

        check_true(!read_review(&arena, envelope(&arena, wrong_members[i].members),
                                &review, &err),
                   wrong_members[i].why);
        check_text(str_from(err.text), str_from(wrong_members[i].error),
                   wrong_members[i].why);
        check_text(review.uid, STR("u-1"), "the uid is still returned");
    }
}

#define V1 "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\""

static const struct {
    const char *why;
    struct str text;
    const char *error;
    const char *uid;
} documents[] = {
    {"an empty body", STR_INIT(""), "the body is not JSON: the document is empty", ""},
    {"null", STR_INIT("null"), "the document is null, it must be an object", ""},
    {"an array", STR_INIT("[]"), "the document is an array, it must be an object", ""},
    {"an empty object", STR_INIT("{}"), "kind is \"\", it must be \"AdmissionReview\"",
     ""},
    {"another kind", STR_INIT("{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}"),
     "kind is \"Pod\", it must be \"AdmissionReview\"", ""},
    {"no version", STR_INIT("{\"kind\":\"AdmissionReview\"}"),
     "apiVersion is \"\", it must be admission.k8s.io/v1 or admission.k8s.io/v1beta1",
     ""},
    {"an unknown version",
     STR_INIT("{\"kind\":\"AdmissionReview\",\"apiVersion\":"
              "\"admission.k8s.io/v2\",\"request\":{\"uid\":\"u\"}}"),
     "apiVersion is \"admission.k8s.io/v2\", it must be admission.k8s.io/v1 or "
     "admission.k8s.io/v1beta1",
     "u"},
    {"a version that is not text",
     STR_INIT("{\"kind\":\"AdmissionReview\",\"apiVersion\":1}"),
     "apiVersion is a number, it must be a string", ""},
    {"no request", STR_INIT(V1 "}"), "request is missing", ""},
    {"a null request", STR_INIT(V1 ",\"request\":null}"), "request is missing", ""},
    {"a request that is not an object", STR_INIT(V1 ",\"request\":[]}"),
     "request is an array, it must be an object", ""},
    {"no uid", STR_INIT(V1 ",\"request\":{}}"), "request.uid is missing or empty", ""},
    {"an empty uid", STR_INIT(V1 ",\"request\":{\"uid\":\"\"}}"),
     "request.uid is missing or empty", ""},
    {"a uid that is a number", STR_INIT(V1 ",\"request\":{\"uid\":7}}"),
     "request.uid is a number, it must be a string", ""},
    {"no kind", STR_INIT(V1 ",\"request\":{\"uid\":\"u\",\"operation\":\"CREATE\"}}"),
     "request.kind.kind is missing or empty", "u"},
    {"no operation",
     STR_INIT(V1 ",\"request\":{\"uid\":\"u\",\"kind\":{\"kind\":\"K\"}}}"),
     "request.operation is missing or empty", "u"},
    {"cut off after the uid", STR_INIT(V1 ",\"request\":{\"uid\":\"u\",\"kind\":{"),
     "the body is not JSON: line 1, column 91: the document ends before it is complete",
     ""},
    {"broken after the uid", STR_INIT(V1 ",\"request\":{\"uid\":\"u\",\"name\":x}}"),
     "the body is not JSON: line 1, column 90: expected a value", "u"},
    {"a member name in another case", STR_INIT("{\"Kind\":\"AdmissionReview\"}"),
     "kind is \"\", it must be \"AdmissionReview\"", ""},
};

static void wrong_documents_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct review review;
        struct err err;

        check_true(!read_review(&arena, documents[i].text, &review, &err),
                   documents[i].why);
        check_text(str_from(err.text), str_from(documents[i].error), documents[i].why);
        check_text(review.uid, str_from(documents[i].uid), documents[i].why);
    }
}

static void a_uid_has_a_limit(void **state)
{
    (void)state;
    for (int len = REVIEW_UID_MAX; len <= REVIEW_UID_MAX + 1; len++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct review review;
        struct err err;
        struct str text =
            arena_format(&arena,
                         V1 ",\"request\":{\"uid\":\"%0*d\",\"operation\":\"O\","
                            "\"kind\":{\"kind\":\"K\"}}}",
                         len, 7);

        check_true(read_review(&arena, text, &review, &err) == (len == REVIEW_UID_MAX),
                   "253 bytes and no more");
    }
}

static void real_reviews_are_read(void **state)
{
    static const struct {
        const char *file;
        const char *version;
        const char *operation;
        const char *sub_resource;
        const char *name;
    } rows[] = {
        {"annotate-web.validate.json", "admission.k8s.io/v1", "UPDATE", "", "web"},
        {"create-review-v1beta1.validate.json", "admission.k8s.io/v1beta1", "CREATE", "",
         "beta"},
        {"create-web.mutate.json", "admission.k8s.io/v1", "CREATE", "", "web"},
        {"delete-web.validate.json", "admission.k8s.io/v1", "DELETE", "", "web"},
        {"generate-name.mutate.json", "admission.k8s.io/v1", "CREATE", "", ""},
        {"status-web.validate.json", "admission.k8s.io/v1", "UPDATE", "status", "web"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(mem_free) char *file = NULL;
        struct review review;
        struct err err;

        check_true(read_review(&arena, review_file(rows[i].file, &file), &review, &err),
                   rows[i].file);
        check_text(review.api_version, str_from(rows[i].version), rows[i].file);
        check_text(review.operation, str_from(rows[i].operation), rows[i].file);
        check_text(review.sub_resource, str_from(rows[i].sub_resource), rows[i].file);
        check_text(review.name, str_from(rows[i].name), rows[i].file);
        check_text(review.kind.kind, STR("Ingress"), rows[i].file);
        check_text(review.resource, STR("ingresses"), rows[i].file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_read),
        cmocka_unit_test(what_is_absent_or_null_is_empty),
        cmocka_unit_test(wrong_members_are_named),
        cmocka_unit_test(wrong_documents_are_refused),
        cmocka_unit_test(a_uid_has_a_limit),
        cmocka_unit_test(real_reviews_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
