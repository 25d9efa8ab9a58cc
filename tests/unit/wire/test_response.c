/* SPDX-License-Identifier: Apache-2.0 */
/* response: the documents that the API server accepts, byte by byte. */
#include "wire/response.h"

#include "unit.h"

static const struct str two_warnings[] = {STR_INIT("a \"b\""), STR_INIT("c")};
static const struct response_note notes[] = {
    {STR_INIT("policy"), STR_INIT("acme 1234")},
    {STR_INIT("tenant"), {NULL, 0}},
    {STR_INIT("rules"), STR_INIT("host-valid")},
};
static const struct response_note no_notes[] = {{STR_INIT("tenant"), {NULL, 0}}};
static const struct response_cause causes[] = {
    {STR_INIT("host-valid"), STR_INIT("spec.rules[0].host"), STR_INIT("bad \"x\"")},
    {STR_INIT("path-safe"), STR_INIT("spec.rules[1].http.paths[0].path"), STR_INIT("y")},
};

#define V1 .api_version = STR_INIT("admission.k8s.io/v1"), .uid = STR_INIT("u")
#define V1_HEAD                                                                          \
    "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/"                   \
    "v1\",\"response\":{"

static const struct {
    const char *why;
    struct response response;
    const char *want;
} rows[] = {
    {"allowed, without anything else",
     {V1, .allowed = true},
     V1_HEAD "\"uid\":\"u\",\"allowed\":true}}\n"},
    {"the answer has the version of the request",
     {.api_version = STR_INIT("admission.k8s.io/v1beta1"),
      .uid = STR_INIT("a\"b"),
      .allowed = true},
     "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/"
     "v1beta1\",\"response\":{"
     "\"uid\":\"a\\\"b\",\"allowed\":true}}\n"},
    {"a patch without padding",
     {V1, .allowed = true, .patch = STR_INIT("[1]")},
     V1_HEAD
     "\"uid\":\"u\",\"allowed\":true,\"patchType\":\"JSONPatch\",\"patch\":\"WzFd\"}}\n"},
    {"a patch with two padding characters",
     {V1, .allowed = true, .patch = STR_INIT("a")},
     V1_HEAD
     "\"uid\":\"u\",\"allowed\":true,\"patchType\":\"JSONPatch\",\"patch\":\"YQ==\"}}\n"},
    {"a patch with one padding character, in the standard alphabet",
     {V1, .allowed = true, .patch = STR_INIT("\xfb\xff\xfe?\xff")},
     V1_HEAD "\"uid\":\"u\",\"allowed\":true,\"patchType\":\"JSONPatch\",\"patch\":\"+//"
             "+P/8=\"}}\n"},
    {"warnings and notes, empty notes left out",
     {V1, .allowed = true, .warnings = two_warnings, .n_warnings = 2, .notes = notes,
      .n_notes = 3},
     V1_HEAD
     "\"uid\":\"u\",\"allowed\":true,\"warnings\":[\"a \\\"b\\\"\",\"c\"],"
     "\"auditAnnotations\":{\"policy\":\"acme 1234\",\"rules\":\"host-valid\"}}}\n"},
    {"without notes there is no map",
     {V1, .allowed = true, .notes = no_notes, .n_notes = 1},
     V1_HEAD "\"uid\":\"u\",\"allowed\":true}}\n"},
    {"a refusal with details",
     {V1, .message = STR_INIT("no:\n  x"), .reason = STR_INIT("Forbidden"), .code = 403,
      .group = STR_INIT("networking.k8s.io"), .kind = STR_INIT("Ingress"),
      .name = STR_INIT("web"), .causes = causes, .n_causes = 2},
     V1_HEAD
     "\"uid\":\"u\",\"allowed\":false,\"status\":{\"status\":\"Failure\",\"message\":"
     "\"no:\\n  x\","
     "\"reason\":\"Forbidden\",\"code\":403,\"details\":{\"group\":\"networking.k8s.io\","
     "\"kind\":\"Ingress\",\"name\":\"web\",\"causes\":[{\"reason\":\"host-valid\","
     "\"message\":"
     "\"bad "
     "\\\"x\\\"\",\"field\":\"spec.rules[0].host\"},{\"reason\":\"path-safe\","
     "\"message\":\"y\","
     "\"field\":\"spec.rules[1].http.paths[0].path\"}]}}}}\n"},
    {"a refusal without name and causes",
     {V1, .message = STR_INIT("m"), .reason = STR_INIT("Forbidden"), .code = 403,
      .group = STR_INIT("g"), .kind = STR_INIT("K")},
     V1_HEAD "\"uid\":\"u\",\"allowed\":false,\"status\":{\"status\":\"Failure\","
             "\"message\":\"m\","
             "\"reason\":\"Forbidden\",\"code\":403,\"details\":{\"group\":\"g\","
             "\"kind\":\"K\"}}}}\n"},
    {"the core group has an empty name",
     {V1, .message = STR_INIT("m"), .reason = STR_INIT("Forbidden"), .code = 403,
      .kind = STR_INIT("Service")},
     V1_HEAD "\"uid\":\"u\",\"allowed\":false,\"status\":{\"status\":\"Failure\","
             "\"message\":\"m\","
             "\"reason\":\"Forbidden\",\"code\":403,\"details\":{\"group\":\"\","
             "\"kind\":\"Service\"}}}}\n"},
    {"a refusal without details",
     {V1, .message = STR_INIT("m"), .reason = STR_INIT("BadRequest"), .code = 400},
     V1_HEAD "\"uid\":\"u\",\"allowed\":false,\"status\":{\"status\":\"Failure\","
             "\"message\":\"m\","
             "\"reason\":\"BadRequest\",\"code\":400}}}\n"},
};

static void documents_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(buf_clear) struct buf buf = {0};

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        response_write(&buf, &rows[i].response);
        check_text(buf_str(&buf), str_from(rows[i].want), rows[i].why);
    }
}

static void causes_have_a_limit(void **state)
{
    AUTO(buf_clear) struct buf buf = {0};
    struct response_cause many[RESPONSE_MAX_CAUSES + 1];
    struct response response = {V1, .kind = STR("K"), .causes = many,
                                .n_causes = ARRAY_LEN(many)};
    struct str rest = STR_NONE;
    struct str item = STR_NONE;
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = causes[i % 2];
    buf_init(&buf, NULL, BUF_MAX_BYTES);
    response_write(&buf, &response);

    rest = buf_str(&buf);
    for (bool done = false; str_next_item(&rest, '}', &done, &item);)
        n += str_contains(item, STR("\"reason\":\"host-valid\"")) ||
             str_contains(item, STR("\"reason\":\"path-safe\""));
    assert_int_equal(n, RESPONSE_MAX_CAUSES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_exact),
        cmocka_unit_test(causes_have_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
