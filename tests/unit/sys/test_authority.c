/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authority: the pairs that it makes are valid.  certificate: files that are broken or
 * cut off.
 */
#include "sys/x509/certificate.h"
#include "unit.h"

#define NOW     INT64_C(1800000000)
#define DAY     INT64_C(86400)
#define FOREVER (NOW + 3650 * DAY)

/* A CA and a pair that it issued, as PEM texts. */
static struct authority *authority;
static struct buf ca_pem;
static struct buf ca_key_pem;
static struct buf cert;
static struct buf key;
static const struct str names[] = {STR_INIT("hook.platform.svc"), STR_INIT("::1")};

static int set_up(void **state)
{
    struct buf *const all[] = {&ca_pem, &ca_key_pem, &cert, &key};
    struct authority_request request = {names, 2, 90, NOW};
    struct err err;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        buf_init(all[i], NULL, BUF_MAX_BYTES);
    authority = authority_new(NOW);
    authority_add_pem(authority, &ca_pem, &ca_key_pem);
    return authority_issue(authority, &request, &cert, &key, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    authority_free(authority);
    buf_clear(&ca_pem);
    buf_clear(&ca_key_pem);
    buf_clear(&cert);
    buf_clear(&key);
    return 0;
}

static const struct {
    const char *why;
    int64_t now;
    const char *want; /* the first finding; NULL: none */
} ages[] = {
    {"valid when it is made", NOW, NULL},
    {"valid for a clock that is an hour behind", NOW - AUTHORITY_BACK_DATE, NULL},
    {"not valid for a clock that is further behind", NOW - AUTHORITY_BACK_DATE - 1,
     "not-yet-valid"},
    {"valid on its last day", NOW + 89 * DAY, "expires-soon"},
    {"expired after its last day", NOW + 90 * DAY + 1, "expired"},
};

static void own_pair(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ages); i++) {
        AUTO(problems_clear) struct problems problems = {0};
        const struct certificate_pair pair = {
            .cert = {"tls.crt", buf_str(&cert)},
            .key = {"tls.key", buf_str(&key)},
            .ca = {"ca.crt", buf_str(&ca_pem)},
            .names = names,
            .n_names = 2,
            .now = ages[i].now,
        };
        struct certificate_facts facts;
        struct err err;

        problems_init(&problems);
        check_true(certificate_check(&pair, &problems, &facts, &err), ages[i].why);
        check_true((problems.n == 0) == (ages[i].want == NULL), ages[i].why);
        if (ages[i].want != NULL && problems.n > 0)
            check_text(str_from(problems.all[0].name), str_from(ages[i].want),
                       ages[i].why);
        check_text(str_from(facts.key_kind), STR("ECDSA P-256"), ages[i].why);
        check_text(str_from(facts.subject), STR("CN=hook.platform.svc"), ages[i].why);
        check_true(strlen(facts.fingerprint) == 64, ages[i].why);
    }
}

static void read_again(void **state)
{
    struct certificate_file ca_file = {"ca.crt", buf_str(&ca_pem)};
    struct certificate_file key_file = {"ca.key", buf_str(&ca_key_pem)};
    struct err err;
    struct authority *again = authority_read(&ca_file, &key_file, NOW, &err);

    (void)state;
    assert_non_null(again);
    assert_int_equal(authority_not_after(again), authority_not_after(authority));
    authority_free(again);
    assert_null(authority_read(&ca_file, &key_file, FOREVER + DAY, &err));
    key_file.pem = buf_str(&key);
    assert_null(authority_read(&ca_file, &key_file, NOW, &err));
    ca_file.pem = buf_str(&cert);
    assert_null(authority_read(&ca_file, &key_file, NOW, &err));
}

static void many_names(void **state)
{
    AUTO(buf_clear) struct buf pem = {0};
    AUTO(buf_clear) struct buf other_key = {0};
    const struct str longer =
        STR("a-name-that-is-too-long-for-a-common-name-but-fine-in-a-"
            "subject-alternative-name.example.com");
    struct authority_request request = {&longer, 1, 36500, NOW};
    struct err err;

    (void)state;
    buf_init(&pem, NULL, BUF_MAX_BYTES);
    buf_init(&other_key, NULL, BUF_MAX_BYTES);
    assert_true(authority_issue(authority, &request, &pem, &other_key, &err));

    AUTO(problems_clear) struct problems problems = {0};
    const struct certificate_pair pair = {
        .cert = {"tls.crt", buf_str(&pem)},
        .ca = {"ca.crt", buf_str(&ca_pem)},
        .names = &longer,
        .n_names = 1,
        .now = NOW,
    };
    struct certificate_facts facts;

    problems_init(&problems);
    assert_true(certificate_check(&pair, &problems, &facts, &err));
    assert_int_equal(problems.n, 0);
    check_text(str_from(facts.subject), STR(""),
               "a name of 65 characters does not fit into a common name");
    check_true(facts.not_after == authority_not_after(authority),
               "a pair expires no later than its CA");
    request.n_names = 0;
    assert_false(authority_issue(authority, &request, &pem, &other_key, &err));
}

static const struct {
    const char *why;
    const char *pem;
    enum err_code want;
} broken[] = {
    {"a line end only", "\n", ERR_INVALID},
    {"an empty file", "", ERR_INVALID},
    {"some text", "hello\n", ERR_INVALID},
    {"a begin without end", "-----BEGIN CERTIFICATE-----\nMIIB\n", ERR_SYNTAX},
    {"invalid base64", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
     ERR_SYNTAX},
    {"base64 that is not a certificate",
     "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ERR_SYNTAX},
    {"the end of another block",
     "-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----\n", ERR_SYNTAX},
    {"a key only", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
     ERR_INVALID},
};

static void broken_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        AUTO(problems_clear) struct problems problems = {0};
        struct certificate_pair pair = {.cert = {"tls.crt", str_from(broken[i].pem)}};
        struct certificate_facts facts;
        struct err err = {0};

        problems_init(&problems);
        check_true(!certificate_check(&pair, &problems, &facts, &err), broken[i].why);
        check_true(err.code == broken[i].want, broken[i].why);
        check_true(problems.n == 0, broken[i].why);
        check_true(strstr(err.text, "tls.crt") != NULL, broken[i].why);
    }
}

static void cut_anywhere(void **state)
{
    struct str whole = buf_str(&cert);

    (void)state;
    /* Without the last line end and the dash before it, the file is still complete. */
    for (size_t len = 0; len + 2 < whole.len; len++) {
        AUTO(problems_clear) struct problems problems = {0};
        struct certificate_pair pair = {.cert = {"tls.crt", str_head(whole, len)}};
        struct certificate_facts facts;
        struct err err = {0};

        problems_init(&problems);
        check_true(!certificate_check(&pair, &problems, &facts, &err),
                   "a file that is cut off has no certificate");
    }
}

static void bundles(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(buf_clear) struct buf out = {0};
    struct str plain = arena_format(&arena, "%.*s%.*s", STR_ARGS(buf_str(&ca_pem)),
                                    STR_ARGS(buf_str(&cert)));
    struct str mixed =
        arena_format(&arena, "text\n%.*s%.*smore\n%.*s", STR_ARGS(buf_str(&ca_pem)),
                     STR_ARGS(buf_str(&ca_key_pem)), STR_ARGS(buf_str(&cert)));
    struct certificate_file file = {"bundle.pem", mixed};
    struct err err;
    size_t n = 0;

    (void)state;
    buf_init(&out, NULL, BUF_MAX_BYTES);
    assert_true(certificate_normalise(&file, &out, &n, &err));
    assert_int_equal(n, 2);
    check_text(buf_str(&out), plain, "keys and other texts are left out");
    file.pem = STR("nothing");
    assert_false(certificate_normalise(&file, &out, &n, &err));
    assert_int_equal(err.code, ERR_INVALID);
}

static const struct {
    const char *why;
    int64_t left;
    int want;
} warn_cases[] = {
    {"more than a month", 31 * DAY, 0},
    {"a month", 30 * DAY, 30},
    {"a little over a week", 8 * DAY, 30},
    {"a week", 7 * DAY, 7},
    {"two days", 2 * DAY, 7},
    {"a day", DAY, 1},
    {"the last second", 0, 1},
    {"expired", -1, 0},
};

static void warn_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(warn_cases); i++)
        check_true(certificate_warn_days(NOW + warn_cases[i].left, NOW) ==
                       warn_cases[i].want,
                   warn_cases[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_pair),     cmocka_unit_test(read_again),
        cmocka_unit_test(many_names),   cmocka_unit_test(broken_files),
        cmocka_unit_test(cut_anywhere), cmocka_unit_test(bundles),
        cmocka_unit_test(warn_days),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
