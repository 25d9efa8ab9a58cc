/* SPDX-License-Identifier: Apache-2.0 */
#include "live/cert_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"
#include "sys/x509/certificate.h"

struct cert_pair {
    _Atomic unsigned refs;
    void *made;
    void (*free_made)(void *made);
    struct certificate_facts facts;
};

struct cert_store {
    struct cert_paths paths;
    const struct cert_maker *maker;
    struct log *log;
    struct metrics *metrics;
    struct fingerprint tried;
    int64_t begins;        /* of a refused pair that is not valid yet; 0: none */
    int reminded;          /* the days of the last reminder; 0: none */
    pthread_mutex_t mutex; /* guards `pair` */
    struct cert_pair *pair;
};

void cert_pair_unref(struct cert_pair *pair)
{
    if (pair == NULL ||
        atomic_fetch_sub_explicit(&pair->refs, 1, memory_order_acq_rel) > 1)
        return;
    pair->free_made(pair->made);
    free(pair);
}

const void *cert_pair_made(const struct cert_pair *pair)
{
    return pair->made;
}

int64_t cert_pair_not_after(const struct cert_pair *pair)
{
    return pair->facts.not_after;
}

static bool read_files(const struct cert_paths *paths, struct arena *arena,
                       struct cert_bytes *ret, struct err *err)
{
    struct cert_bytes bytes = {.paths = paths};

    if (!file_read_at_rest(arena, paths->cert, CERTIFICATE_MAX_BYTES, &bytes.cert, err) ||
        !file_read_at_rest(arena, paths->key, CERTIFICATE_MAX_BYTES, &bytes.key, err))
        return false;
    if (paths->client_ca != NULL &&
        !file_read_at_rest(arena, paths->client_ca, CERTIFICATE_MAX_BYTES,
                           &bytes.client_ca, err))
        return false;
    *ret = bytes;
    return true;
}

static bool check(struct cert_store *store, const struct cert_bytes *bytes,
                  struct problems *problems, struct certificate_facts *ret,
                  struct err *err)
{
    const struct certificate_pair pair = {
        .cert = {store->paths.cert, bytes->cert},
        .key = {store->paths.key, bytes->key},
        .now = clock_unix_seconds(),
    };
    const struct problem *error;

    if (!certificate_check(&pair, problems, ret, err))
        return false;
    error = problems_first(problems, SEVERITY_ERROR);
    if (error != NULL) {
        if (ret->not_before > pair.now)
            store->begins = ret->not_before;
        return err_set(err, ERR_INVALID, "%s", error->text);
    }
    return true;
}

static struct cert_pair *pair_make(struct cert_store *store, struct problems *problems,
                                   struct err *err)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct certificate_facts facts;
    struct cert_bytes bytes;
    struct cert_pair *pair;
    void *made;

    if (!read_files(&store->paths, &arena, &bytes, err) ||
        !check(store, &bytes, problems, &facts, err))
        return NULL;
    made = store->maker->make(&bytes, err);
    if (made == NULL)
        return NULL;

    pair = mem_alloc(1, sizeof *pair);
    atomic_init(&pair->refs, 1);
    pair->made = made;
    pair->free_made = store->maker->free;
    pair->facts = facts;
    return pair;
}

static void log_pair(struct cert_store *store, const struct cert_pair *pair,
                     const struct problems *problems)
{
    const struct problem *warning = problems_first(problems, SEVERITY_WARNING);
    const enum log_level level = warning == NULL ? LOG_LEVEL_INFO : LOG_LEVEL_WARN;
    char until[CERTIFICATE_TIME_SIZE];
    struct log_line line;

    if (!log_takes(store->log, level))
        return;
    certificate_time_text(pair->facts.not_after, until);
    log_line_begin(&line, store->log, level, "certificate in force", NULL);
    log_line_text(&line, "file", store->paths.cert);
    log_line_text(&line, "fingerprint", pair->facts.fingerprint);
    log_line_text(&line, "key", pair->facts.key_kind);
    log_line_text(&line, "notAfter", until);
    if (warning != NULL)
        log_line_text(&line, "warning", warning->text);
    log_line_end(&line);
}

static void put_in_force(struct cert_store *store, struct cert_pair *pair_take,
                         const struct problems *problems)
{
    const int64_t not_after = pair_take->facts.not_after;
    AUTO(cert_pair_unref) struct cert_pair *old = NULL;

    /* Swap first, so that metrics and log never run ahead of the truth. */
    pthread_mutex_lock(&store->mutex);
    old = store->pair; /* NOLINT(clang-analyzer-deadcode.DeadStores): AUTO reads it */
    store->pair = pair_take;
    pthread_mutex_unlock(&store->mutex);
    metrics_set(store->metrics, METRIC_CERT_NOT_AFTER, (uint64_t)not_after);
    metrics_set(store->metrics, METRIC_CERT_LOAD_OK, 1);
    metrics_add(store->metrics, METRIC_CERT_LOADS, 1);
    store->reminded = certificate_warn_days(not_after, clock_unix_seconds());
    /* Only this thread replaces the pair, so it is still there. */
    log_pair(store, pair_take, problems);
}

static void take_fingerprint(const struct cert_store *store, struct fingerprint *ret)
{
    const char *const paths[] = {store->paths.cert, store->paths.key,
                                 store->paths.client_ca};

    fingerprint_take(paths, ARRAY_LEN(paths), ret);
}

static bool load(struct cert_store *store, struct err *err)
{
    AUTO(problems_clear) struct problems problems = {0};
    struct cert_pair *pair;

    store->begins = 0;
    pair = pair_make(store, &problems, err);
    if (pair == NULL)
        return false;
    put_in_force(store, pair, &problems);
    return true;
}

bool cert_store_start(struct cert_store *store, struct err *err)
{
    take_fingerprint(store, &store->tried);
    return load(store, err);
}

static void failed(struct cert_store *store, const struct err *err)
{
    struct log_line line;

    metrics_add(store->metrics, METRIC_CERT_LOAD_FAILURES, 1);
    metrics_set(store->metrics, METRIC_CERT_LOAD_OK, 0);
    log_line_begin(&line, store->log, LOG_LEVEL_ERROR,
                   "the certificate cannot be put in force; the old one stays", NULL);
    log_line_text(&line, "file", store->paths.cert);
    log_line_text(&line, "error", err->text);
    log_line_end(&line);
}

void cert_store_reload(struct cert_store *store, enum reload_when when)
{
    struct fingerprint now;

    /* The files are unchanged, but the refused pair is valid now. */
    if (store->begins != 0 && clock_unix_seconds() >= store->begins)
        when = RELOAD_ALWAYS;
    take_fingerprint(store, &now);
    for (unsigned attempt = 0; attempt < RELOAD_MAX_ATTEMPTS; attempt++) {
        struct err err = {0};

        if (when == RELOAD_IF_CHANGED && fingerprint_equal(&now, &store->tried))
            return;
        if (!load(store, &err))
            failed(store, &err);
        store->tried = now;
        /* Certificate and key may be from two generations: read them again. */
        when = RELOAD_IF_CHANGED;
        take_fingerprint(store, &now);
    }
}

void cert_store_remind(struct cert_store *store)
{
    AUTO(cert_pair_unref) struct cert_pair *pair = cert_store_get(store);
    const int64_t now = clock_unix_seconds();
    const bool over = now > pair->facts.not_after;
    const int days = over ? -1 : certificate_warn_days(pair->facts.not_after, now);
    char until[CERTIFICATE_TIME_SIZE];

    if (days == store->reminded)
        return;
    store->reminded = days;
    if (days == 0)
        return;
    certificate_time_text(pair->facts.not_after, until);
    log_message(store->log, over ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN,
                over ? "the certificate has expired on %s; the API server refuses it"
                     : "the certificate expires on %s; replace it",
                until);
}

struct cert_pair *cert_store_get(struct cert_store *store)
{
    LOCK_SCOPE(&store->mutex);
    if (store->pair != NULL)
        atomic_fetch_add_explicit(&store->pair->refs, 1, memory_order_relaxed);
    return store->pair;
}

struct cert_store *cert_store_new(const struct cert_paths *paths,
                                  const struct cert_maker *maker, struct log *log,
                                  struct metrics *metrics)
{
    struct cert_store *store = mem_alloc(1, sizeof *store);

    store->paths = *paths;
    store->maker = maker;
    store->log = log;
    store->metrics = metrics;
    pthread_mutex_init(&store->mutex, NULL);
    return store;
}

void cert_store_free(struct cert_store *store)
{
    if (store == NULL)
        return;
    cert_pair_unref(store->pair);
    pthread_mutex_destroy(&store->mutex);
    free(store);
}
