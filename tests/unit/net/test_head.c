/* SPDX-License-Identifier: Apache-2.0 */
/*
 * head: which requests are accepted, and the status of those that are refused.
 */
#include "net/handlers/handlers.h"
#include "net/http/head.h"
#include "unit.h"

#define MAX_BODY 1000000

struct header {
    const char *name;
    const char *value;
};

static const struct {
    const char *why;
    const struct routes *routes;
    const char *request; /* method, path */
    struct header headers[5];
    enum head_result want;
    unsigned status;
    uint64_t length;
} cases[] = {
#define JSON                                                                             \
    {"Host", "x"},                                                                       \
    {                                                                                    \
        "Content-Type", "application/json"                                               \
    }
#define WEB &webhook_routes
    {"what the API server sends",
     WEB,
     "POST /validate",
     {JSON, {"Content-Length", "84"}},
     HEAD_TAKEN,
     0,
     84},
    {"header names are in any case",
     WEB,
     "POST /mutate",
     {{"hOST", "x"}, {"CONTENT-TYPE", "application/json"}, {"content-LENGTH", "1"}},
     HEAD_TAKEN,
     0,
     1},
    {"chunks",
     WEB,
     "POST /validate",
     {JSON, {"Transfer-Encoding", "Chunked"}},
     HEAD_TAKEN,
     0,
     HEAD_NO_LENGTH},
    {"a parameter of the type",
     WEB,
     "POST /validate",
     {{"Host", "x"}, {"Content-Type", "Application/JSON ; charset=utf-8"}},
     HEAD_TAKEN,
     0,
     HEAD_NO_LENGTH},
    {"the largest length",
     WEB,
     "POST /validate",
     {JSON, {"Content-Length", "1000000"}},
     HEAD_TAKEN,
     0,
     1000000},
    {"one byte more",
     WEB,
     "POST /validate",
     {JSON, {"Content-Length", "1000001"}},
     HEAD_REFUSED_AT_ONCE,
     413,
     1000001},
    {"a length that overflows a number",
     WEB,
     "POST /validate",
     {JSON, {"Content-Length", "99999999999999999999999"}},
     HEAD_REFUSED_AT_ONCE,
     400,
     HEAD_NO_LENGTH},
    {"two lengths",
     WEB,
     "POST /validate",
     {JSON, {"Content-Length", "1"}, {"Content-Length", "1"}},
     HEAD_REFUSED_AT_ONCE,
     400,
     HEAD_NO_LENGTH},
    {"a length and chunks",
     WEB,
     "POST /validate",
     {JSON, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}},
     HEAD_REFUSED_AT_ONCE,
     400,
     HEAD_NO_LENGTH},
    {"two codings",
     WEB,
     "POST /validate",
     {JSON, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
     HEAD_REFUSED_AT_ONCE,
     400,
     HEAD_NO_LENGTH},
    {"an unsupported coding",
     WEB,
     "POST /validate",
     {JSON, {"Transfer-Encoding", "gzip, chunked"}},
     HEAD_REFUSED_AT_ONCE,
     501,
     HEAD_NO_LENGTH},
    {"no host",
     WEB,
     "POST /validate",
     {{"Content-Type", "application/json"}},
     HEAD_REFUSED_AT_ONCE,
     400,
     HEAD_NO_LENGTH},
    {"two hosts",
     WEB,
     "POST /validate",
     {JSON, {"Host", "y"}},
     HEAD_REFUSED_AT_ONCE,
     400,
     HEAD_NO_LENGTH},
    {"another type",
     WEB,
     "POST /validate",
     {{"Host", "x"}, {"Content-Type", "application/jsonp"}},
     HEAD_REFUSED,
     415,
     HEAD_NO_LENGTH},
    {"no type",
     WEB,
     "POST /validate",
     {{"Host", "x"}},
     HEAD_REFUSED,
     415,
     HEAD_NO_LENGTH},
    {"two types",
     WEB,
     "POST /validate",
     {JSON, {"Content-Type", "application/json"}},
     HEAD_REFUSED,
     415,
     HEAD_NO_LENGTH},
    {"another method", WEB, "GET /validate", {JSON}, HEAD_REFUSED, 405, HEAD_NO_LENGTH},
    {"methods are case-sensitive",
     WEB,
     "post /validate",
     {JSON},
     HEAD_REFUSED,
     405,
     HEAD_NO_LENGTH},
    {"another path", WEB, "POST /validate/", {JSON}, HEAD_REFUSED, 404, HEAD_NO_LENGTH},
    {"a path of the other port",
     WEB,
     "GET /metrics",
     {JSON},
     HEAD_REFUSED,
     404,
     HEAD_NO_LENGTH},
    {"a refused body that is too long to read",
     WEB,
     "POST /x",
     {JSON, {"Content-Length", "500000"}},
     HEAD_REFUSED_AT_ONCE,
     404,
     500000},
    {"a probe",
     &ops_routes,
     "GET /healthz",
     {{"Host", "x"}},
     HEAD_TAKEN,
     0,
     HEAD_NO_LENGTH},
    {"a probe that refuses a body",
     &ops_routes,
     "HEAD /readyz",
     {{"Host", "x"}},
     HEAD_TAKEN,
     0,
     HEAD_NO_LENGTH},
    {"a part of the Allow header is not a method",
     &ops_routes,
     "GET, /readyz",
     {{"Host", "x"}},
     HEAD_REFUSED,
     405,
     HEAD_NO_LENGTH},
};

static void requests(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str path = str_from(cases[i].request);
        struct str method;
        bool done = false;
        struct head head = {.routes = cases[i].routes, .version = STR("HTTP/1.1")};
        const struct route *route = NULL;
        struct reply reply = {0};
        uint64_t length;

        assert_true(str_next_item(&path, ' ', &done, &method));
        head.method = method;
        head.path = path;
        for (size_t j = 0; cases[i].headers[j].name != NULL; j++)
            head_add(&head, str_from(cases[i].headers[j].name),
                     str_from(cases[i].headers[j].value));
        check_true(head_check(&head, MAX_BODY, &route, &length, &reply) == cases[i].want,
                   cases[i].why);
        check_true(reply.status == cases[i].status, cases[i].why);
        check_true((route != NULL) ==
                       (cases[i].want == HEAD_TAKEN || reply.status == 413),
                   cases[i].why);
        check_true(length == cases[i].length, cases[i].why);
        check_true((reply.allow != NULL) == (reply.status == 405),
                   "405 names the methods");
    }
}

/* A client of HTTP/1.0 may omit the host. */
static void http_1_0(void **state)
{
    struct head head = {.routes = &ops_routes,
                        .version = STR("HTTP/1.0"),
                        .method = STR("GET"),
                        .path = STR("/healthz")};
    const struct route *route;
    struct reply reply;
    uint64_t length;

    (void)state;
    assert_int_equal(head_check(&head, MAX_BODY, &route, &length, &reply), HEAD_TAKEN);
    head_add(&head, STR("Transfer-Encoding"), STR("chunked"));
    assert_int_equal(head_check(&head, MAX_BODY, &route, &length, &reply),
                     HEAD_REFUSED_AT_ONCE);
    assert_int_equal(reply.status, 400);
}

static unsigned refusal(struct head head, const char *host)
{
    const struct route *route;
    struct reply reply = {0};
    uint64_t length;

    head.routes = &ops_routes;
    head.method = STR("GET");
    head.path = STR("/healthz");
    head_add(&head, STR("Host"), str_from(host));
    (void)head_check(&head, MAX_BODY, &route, &length, &reply);
    return reply.status;
}

static void lines_and_hosts(void **state)
{
    const struct head good = {.version = STR("HTTP/1.1")};

    (void)state;
    assert_int_equal(refusal(good, "a-b.example:8443"), 0);
    assert_int_equal(refusal(good, "[2001:db8::1]:1"), 0);
    assert_int_equal(refusal(good, " "), 0);
    assert_int_equal(refusal(good, "a b"), 400);
    assert_int_equal(refusal(good, "a/b"), 400);
    assert_int_equal(refusal(good, "a@b"), 400);
    assert_int_equal(refusal(good, "caf\xe9"), 400);
    assert_int_equal(
        refusal((struct head){.version = STR("HTTP/1.1"), .is_malformed = true}, "a"),
        400);
    assert_int_equal(refusal((struct head){.version = STR("HTTP/1.2")}, "a"), 505);
    assert_int_equal(refusal((struct head){.version = STR("")}, "a"), 505);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),
        cmocka_unit_test(http_1_0),
        cmocka_unit_test(lines_and_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
