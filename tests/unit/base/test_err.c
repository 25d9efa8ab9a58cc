/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: codes, prefixes and the cutting of long texts.
 */
#include "base/err.h"

#include "unit.h"

static void set_fills_code_and_text(void **state)
{
    struct err err = {0};

    (void)state;
    check_true(!err_set(&err, ERR_IO, "cannot read %s", "a.yaml"),
               "err_set() returns false");
    check_true(err.code == ERR_IO, "the code is the one given");
    check_text(str_from(err.text), STR("cannot read a.yaml"), "the text is formatted");
}

static void prefix_goes_in_front(void **state)
{
    struct err err = {0};

    (void)state;
    err_set(&err, ERR_SYNTAX, "not a number");
    check_true(!err_prefix(&err, "field %s", "ttl"), "err_prefix() returns false");
    err_prefix(&err, "policy");
    check_true(err.code == ERR_SYNTAX, "context does not change the code");
    check_text(str_from(err.text), STR("policy: field ttl: not a number"),
               "the outermost context comes first");
}

static void old_text_may_be_an_argument(void **state)
{
    struct err err = {0};

    (void)state;
    err_set(&err, ERR_IO, "inner");
    err_set(&err, ERR_INVALID, "outer (%s)", err.text);
    check_text(str_from(err.text), STR("outer (inner)"),
               "the old text may be an argument of the new one");
    err_prefix(&err, "%s", err.text);
    check_text(str_from(err.text), STR("outer (inner): outer (inner)"),
               "the same holds for a prefix");
}

static void long_texts_are_cut(void **state)
{
    const size_t room = sizeof((struct err *)NULL)->text - 1;
    char text[4096];
    struct err err = {0};

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    err_set(&err, ERR_LIMIT, "%s", text);
    check_true(strlen(err.text) == room, "a long text fills the buffer");
    err_prefix(&err, "first");
    check_true(strlen(err.text) == room, "so does a prefixed text");
    check_true(str_has_prefix(str_from(err.text), STR("first: xxx")), "the end is cut");
}

static void a_cut_leaves_no_half_character(void **state)
{
    char text[2048];
    struct err err = {0};

    (void)state;
    for (size_t at = 0; at + 3 <= sizeof text - 1; at += 3)
        memcpy(text + at, "\xe2\x82\xac", 3);
    text[(sizeof text - 1) / 3 * 3] = '\0';
    for (int lead = 0; lead < 3; lead++) {
        err_set(&err, ERR_LIMIT, "%.*s%s", lead, "ab", text);
        check_true((strlen(err.text) - (size_t)lead) % 3 == 0,
                   "the last euro sign is complete or absent");
        check_true(strlen(err.text) >= sizeof err.text - 4,
                   "at most one character is lost");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_fills_code_and_text),
        cmocka_unit_test(prefix_goes_in_front),
        cmocka_unit_test(old_text_may_be_an_argument),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(a_cut_leaves_no_half_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
