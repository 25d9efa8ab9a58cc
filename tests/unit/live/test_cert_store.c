/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_store: which pairs come into force, and what happens to pairs that cannot be used.
 */
#include <fcntl.h>
#include <pthread.h>

#include "base/mem.h"
#include "live/cert_store.h"
#include "scratch_folder.h"
#include "sys/clock.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"
#include "sys/x509/certificate.h"

/* What the maker makes: a number, which tells pairs apart. */
struct made {
    int number;
};

struct fixture {
    struct scratch_folder folder;
    char cert[SCRATCH_PATH_SIZE];
    char key[SCRATCH_PATH_SIZE];
    char ca[SCRATCH_PATH_SIZE];
    int fd;
    struct log *log;
    struct metrics *metrics;
    struct cert_store *store;
    struct authority *authority;
    struct arena arena;
    int made; /* the number of calls */
    bool refuse;
};

static struct fixture *fixture_of_maker;

static void *make(const struct cert_bytes *bytes, struct err *err)
{
    struct fixture *fixture = fixture_of_maker;
    struct made *made;

    assert_true(bytes->cert.len > 0 && bytes->key.len > 0);
    if (fixture->refuse) {
        (void)err_set(err, ERR_INVALID, "the TLS library says no");
        return NULL;
    }
    made = mem_alloc(1, sizeof *made);
    made->number = ++fixture->made;
    return made;
}

static void issue(struct fixture *fixture, struct str *ret_cert, struct str *ret_key)
{
    const struct str names[] = {STR("localhost")};
    const struct authority_request request = {
        .names = names, .n_names = 1, .days = 100, .now = clock_unix_seconds()};
    struct buf cert;
    struct buf key;
    struct err err;

    buf_init(&cert, &fixture->arena, BUF_MAX_BYTES);
    buf_init(&key, &fixture->arena, BUF_MAX_BYTES);
    if (!authority_issue(fixture->authority, &request, &cert, &key, &err))
        fail_msg("%s", err.text);
    *ret_cert = buf_str(&cert);
    *ret_key = buf_str(&key);
}

static void put_new_pair(struct fixture *fixture)
{
    struct str cert;
    struct str key;

    issue(fixture, &cert, &key);
    scratch_put(&fixture->folder, "tls.crt", cert);
    scratch_put(&fixture->folder, "tls.key", key);
}

static void begin(struct fixture *fixture)
{
    static const struct cert_maker maker = {.make = make, .free = free};

    *fixture = (struct fixture){0};
    fixture_of_maker = fixture;
    scratch_make(&fixture->folder);
    scratch_path(&fixture->folder, "tls.crt", fixture->cert);
    scratch_path(&fixture->folder, "tls.key", fixture->key);
    scratch_path(&fixture->folder, "ca.crt", fixture->ca);
    scratch_put(&fixture->folder, "ca.crt", STR("a CA"));
    fixture->fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    fixture->log = log_new(fixture->fd, LOG_LEVEL_DEBUG);
    fixture->metrics = metrics_new();
    fixture->authority = authority_new(clock_unix_seconds());
    put_new_pair(fixture);

    const struct cert_paths paths = {fixture->cert, fixture->key, fixture->ca};

    fixture->store = cert_store_new(&paths, &maker, fixture->log, fixture->metrics);
}

static void end(struct fixture *fixture)
{
    const char *const names[] = {"tls.crt", "tls.key", "ca.crt"};

    cert_store_free(fixture->store);
    authority_free(fixture->authority);
    metrics_free(fixture->metrics);
    log_free(fixture->log);
    close(fixture->fd);
    arena_clear(&fixture->arena);
    scratch_remove(&fixture->folder, names, ARRAY_LEN(names));
}

static int number_in_force(struct fixture *fixture)
{
    AUTO(cert_pair_unref) struct cert_pair *pair = cert_store_get(fixture->store);
    const struct made *made = pair == NULL ? NULL : cert_pair_made(pair);

    return made == NULL ? 0 : made->number;
}

static void start(struct fixture *fixture)
{
    struct err err = {0};

    if (!cert_store_start(fixture->store, &err))
        fail_msg("%s", err.text);
}

static void a_new_pair_replaces_the_old(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture);
    check_true(number_in_force(&fixture) == 0, "no pair is in force before the start");
    start(&fixture);
    assert_int_equal(number_in_force(&fixture), 1);
    cert_store_reload(fixture.store, RELOAD_IF_CHANGED);
    assert_int_equal(number_in_force(&fixture), 1);
    put_new_pair(&fixture);
    cert_store_reload(fixture.store, RELOAD_IF_CHANGED);
    assert_int_equal(number_in_force(&fixture), 2);
    scratch_put(&fixture.folder, "ca.crt", STR("another CA"));
    cert_store_reload(fixture.store, RELOAD_IF_CHANGED);
    assert_int_equal(number_in_force(&fixture), 3);
    cert_store_reload(fixture.store, RELOAD_ALWAYS);
    assert_int_equal(number_in_force(&fixture), 4);
    check_true(metrics_get(fixture.metrics, METRIC_CERT_NOT_AFTER) >
                   (uint64_t)clock_unix_seconds(),
               "it has not expired");
    end(&fixture);
}

static void remove_key(struct fixture *fixture)
{
    assert_int_equal(unlink(fixture->key), 0);
}

static void break_cert(struct fixture *fixture)
{
    scratch_put(&fixture->folder, "tls.crt", STR("-----BEGIN CERTIFICATE-----\nno\n"));
}

static void mix_pairs(struct fixture *fixture)
{
    struct str cert;
    struct str key;

    issue(fixture, &cert, &key);
    scratch_put(&fixture->folder, "tls.crt", cert);
}

static void empty_both(struct fixture *fixture)
{
    scratch_put(&fixture->folder, "tls.crt", STR(""));
    scratch_put(&fixture->folder, "tls.key", STR(""));
}

static void refuse_in_maker(struct fixture *fixture)
{
    fixture->refuse = true;
    put_new_pair(fixture);
}

static const struct {
    const char *why;
    void (*act)(struct fixture *fixture);
} broken[] = {
    {"the key is missing", remove_key},
    {"the certificate is not PEM", break_cert},
    {"the key belongs to another certificate", mix_pairs},
    {"both files are empty", empty_both},
    {"the TLS library refuses the pair", refuse_in_maker},
};

static void unusable_pairs_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct fixture fixture;
        struct err err = {0};

        begin(&fixture);
        start(&fixture);
        broken[i].act(&fixture);
        cert_store_reload(fixture.store, RELOAD_IF_CHANGED);
        check_true(number_in_force(&fixture) == 1, broken[i].why);
        check_true(metrics_get(fixture.metrics, METRIC_CERT_LOAD_FAILURES) == 1,
                   broken[i].why);
        cert_store_reload(fixture.store, RELOAD_IF_CHANGED);
        check_true(metrics_get(fixture.metrics, METRIC_CERT_LOAD_FAILURES) == 1,
                   "a pair that is known to be broken is not tried again");
        check_true(!cert_store_start(fixture.store, &err) && err.text[0] != '\0',
                   "a failed start reports the reason");
        fixture.refuse = false;
        put_new_pair(&fixture);
        cert_store_reload(fixture.store, RELOAD_IF_CHANGED);
        check_true(number_in_force(&fixture) == 2, "a repaired pair is loaded");
        end(&fixture);
    }
}

static void *use_pairs(void *context)
{
    static char complaint[] = "an older pair came after a newer one";
    int last = 0;

    for (int i = 0; i < 5000; i++) {
        const int number = number_in_force(context);

        if (number < last)
            return complaint;
        last = number;
    }
    return NULL;
}

static void readers_while_it_is_replaced(void **state)
{
    struct fixture fixture;
    pthread_t readers[3];

    (void)state;
    begin(&fixture);
    start(&fixture);
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        pthread_create(&readers[i], NULL, use_pairs, &fixture);
    for (int i = 0; i < 20; i++)
        cert_store_reload(fixture.store, RELOAD_ALWAYS);
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        void *complaint;

        pthread_join(readers[i], &complaint);
        check_true(complaint == NULL, (const char *)complaint);
    }
    cert_store_remind(fixture.store);
    end(&fixture);
}

/* An open() that waits for a writer would not return: the alarm ends the test. */
static void a_pipe_is_not_opened(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture);
    start(&fixture);
    (void)alarm(20);
    assert_int_equal(unlink(fixture.cert), 0);
    assert_int_equal(mkfifo(fixture.cert, 0600), 0);
    cert_store_reload(fixture.store, RELOAD_ALWAYS);
    assert_int_equal(number_in_force(&fixture), 1);
    (void)alarm(0);
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_pair_replaces_the_old),
        cmocka_unit_test(unusable_pairs_change_nothing),
        cmocka_unit_test(readers_while_it_is_replaced),
        cmocka_unit_test(a_pipe_is_not_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
