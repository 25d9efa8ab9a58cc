/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framing: which request heads are well-formed; what a lenient library swallowed is found
 * by the gaps between the pieces.
 */
#include "net/http/head.h"
#include "unit.h"

#define HEAD_MAX 256

static const struct {
    const char *why;
    const char *head;
    bool want;
} cases[] = {
    {"what Go sends", "POST /validate?a=b HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n", true},
    {"no field at all", "GET / HTTP/1.0\r\n\r\n", true},
    {"no blank after the colon, many, a tab",
     "GET / HTTP/1.1\r\nA:b\r\nC:  d\r\nE:\tf\r\n\r\n", true},
    {"an empty value", "GET / HTTP/1.1\r\nA:\r\n\r\n", true},
    {"blanks after a value", "GET / HTTP/1.1\r\nA: b \r\n\r\n", true},
    {"8-bit bytes in a value are allowed", "GET / HTTP/1.1\r\nA: \xe9\r\n\r\n", true},
    {"two blanks before the target", "GET  / HTTP/1.1\r\n\r\n", false},
    {"two blanks before the version", "GET /  HTTP/1.1\r\n\r\n", false},
    {"a blank, and no version", "GET / \r\n\r\n", false},
    {"a target with a tab", "GET /\t HTTP/1.1\r\n\r\n", false},
    {"a target with 8-bit bytes", "GET /\xe9 HTTP/1.1\r\n\r\n", false},
    {"a bare LF after the request line", "GET / HTTP/1.1\nA: b\r\n\r\n", false},
    {"a bare LF after a field", "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", false},
    {"a bare LF after the last field", "GET / HTTP/1.1\r\nA: b\n\r\n", false},
    {"a bare LF as the last line", "GET / HTTP/1.1\r\nA: b\r\n\n", false},
    {"a bare CR", "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", false},
    {"a blank before the colon", "GET / HTTP/1.1\r\nA : b\r\n\r\n", false},
    {"no method", " / HTTP/1.1\r\n\r\n", false},
    {"no name", "GET / HTTP/1.1\r\n: b\r\n\r\n", false},
    {"a name with a bracket", "GET / HTTP/1.1\r\nA(: b\r\n\r\n", false},
    {"a control character", "GET / HTTP/1.1\r\nA: \x1b[0m\r\n\r\n", false},
    {"DEL", "GET / HTTP/1.1\r\nA: \x7f\r\n\r\n", false},
};

/* Takes the bytes up to one of `ends`, overwrites the end with NUL and moves `at` behind
 * it. */
static struct str cut(char **at, const char *ends)
{
    const struct str piece = {*at, strcspn(*at, ends)};

    *at += piece.len;
    if (**at == '\r' && (*at)[1] == '\n')
        *(*at)++ = '\0';
    *(*at)++ = '\0';
    return piece;
}

static void pass_over(char **at, const char *blanks)
{
    *at += strspn(*at, blanks);
}

/* Cuts the head in place, as the library does, without checking it. */
static bool is_sound(char *head)
{
    const size_t head_bytes = strlen(head);
    struct framing framing;
    char *at = head;
    const struct str method = cut(&at, " ");
    struct str target;
    struct str version;

    pass_over(&at, " ");
    target = cut(&at, " ");
    target.len = framing_target_length(target.ptr);
    pass_over(&at, " ");
    version = cut(&at, "\r\n");
    framing_begin(&framing, method, target, version);
    while (*at != '\r' && *at != '\n') {
        const struct str name = cut(&at, ":");

        pass_over(&at, " \t");
        framing_add(&framing, name, cut(&at, "\r\n"));
    }
    return framing_is_sound(&framing, head_bytes);
}

static void heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char head[HEAD_MAX];

        assert_true(strlen(cases[i].head) < sizeof head);
        memcpy(head, cases[i].head, strlen(cases[i].head) + 1);
        check_true(is_sound(head) == cases[i].want, cases[i].why);
    }
}

/* The library moves a folded line to memory elsewhere, and cuts a line at a NUL. */
static void pieces_elsewhere(void **state)
{
    char head[] = "GET\0/\0HTTP/1.1\0\0A\0 b\0\0\0";
    const char elsewhere[] = "A";
    struct framing framing;

    (void)state;
    framing_begin(&framing, (struct str){head, 3}, (struct str){head + 4, 1},
                  (struct str){head + 6, 8});
    framing_add(&framing, str_from(elsewhere), str_from(head + 19));
    assert_false(framing_is_sound(&framing, sizeof head));
    framing_begin(&framing, (struct str){head, 3}, (struct str){head + 4, 1},
                  (struct str){head + 6, 8});
    framing_add(&framing, str_from(head + 16), str_from(head + 19));
    assert_true(framing_is_sound(&framing, 24));
    /* A NUL and more after the last value. */
    assert_false(framing_is_sound(&framing, 26));
    assert_int_equal(framing_target_length(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads),
        cmocka_unit_test(pieces_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
