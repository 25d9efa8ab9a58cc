/* SPDX-License-Identifier: Apache-2.0 */
/*
 * incoming: responses in every framing that a server may use, whole and byte by byte.
 */
#include "net/client/client.h"
#include "unit.h"

static const struct {
    const char *why;
    const char *bytes;
    unsigned status; /* 0: refused */
    const char *body;
} cases[] = {
    {"a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok"},
    {"no body at all", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""},
    {"names of fields in any case", "HTTP/1.1 200 OK\r\ncontent-LENGTH:2\r\n\r\nok", 200,
     "ok"},
    {"chunks",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
     "chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\n\r\n",
     200, "ok"},
    {"chunks win over a length",
     "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"
     "A\r\n0123456789\r\n0\r\n\r\n",
     200, "0123456789"},
    {"without length and chunks the body ends with the connection",
     "HTTP/1.1 503 No\r\n\r\nnot ready\n", 503, "not ready\n"},
    {"100 Continue is not the answer",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Big\r\nContent-Length: 1\r\n\r\nx", 413,
     "x"},
    {"204 has no body", "HTTP/1.1 204 None\r\n\r\n", 204, ""},
    {"a reason is optional", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, ""},
    {"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok"},
    {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 0, NULL},
    {"HTTP/2", "HTTP/2 200\r\n\r\n", 0, NULL},
    {"a status of letters", "HTTP/1.1 abc OK\r\n\r\n", 0, NULL},
    {"a length that is not a number", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
     0, NULL},
    {"a length that overflows",
     "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok", 0, NULL},
    {"a line without a colon", "HTTP/1.1 200 OK\r\nContent\r\n\r\n", 0, NULL},
    {"a chunk without a size",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 0, NULL},
    {"a chunk size that overflows",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n\r\n", 0,
     NULL},
    {"cut in the head", "HTTP/1.1 200 OK\r\nContent-Le", 0, NULL},
    {"cut in the body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", 0, NULL},
    {"cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok", 0,
     NULL},
    {"nothing", "", 0, NULL},
};

static bool feed(struct incoming *incoming, struct str bytes, size_t step,
                 struct err *err)
{
    while (bytes.len > 0 && incoming->framing != INCOMING_COMPLETE) {
        size_t n = bytes.len < step ? bytes.len : step;

        buf_add(&incoming->raw, str_head(bytes, n));
        bytes = str_skip(bytes, n);
        if (!incoming_advance(incoming, err))
            return false;
    }
    return incoming_end(incoming, err);
}

static void responses(void **state)
{
    static const size_t steps[] = {1, 7, 100000};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases) * ARRAY_LEN(steps); i++) {
        size_t at = i / ARRAY_LEN(steps);
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(incoming_clear) struct incoming incoming = {0};
        struct client_reply reply = {0};
        struct err err = {0};

        incoming_init(&incoming, &arena, &reply);

        bool read =
            feed(&incoming, str_from(cases[at].bytes), steps[i % ARRAY_LEN(steps)], &err);

        check_true(read == (cases[at].status != 0), cases[at].why);
        if (!read)
            continue;
        check_true(reply.status == cases[at].status, cases[at].why);
        check_text(reply.body, str_from(cases[at].body), cases[at].why);
    }
}

static void kept_fields(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(incoming_clear) struct incoming incoming = {0};
    struct client_reply reply = {0};
    struct err err;

    (void)state;
    incoming_init(&incoming, &arena, &reply);
    assert_true(feed(&incoming,
                     STR("HTTP/1.1 503 No\r\nContent-Type: text/plain \r\nRetry-After:\t1"
                         "\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
                     1000, &err));
    check_text(reply.content_type, STR("text/plain"),
               "blanks around a value are not part of it");
    check_text(reply.retry_after, STR("1"), "a tab is a blank");
    check_text(reply.content_encoding, STR("gzip"), "and the encoding");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses),
        cmocka_unit_test(kept_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
