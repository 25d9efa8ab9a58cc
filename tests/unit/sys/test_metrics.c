/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics: counters, histograms and the text that Prometheus reads.
 */
#include <pthread.h>

#include "sys/log/metrics.h"
#include "sys/process.h"
#include "unit.h"

static struct str written(struct metrics *metrics, struct buf *buf)
{
    buf_init(buf, NULL, BUF_MAX_BYTES);
    metrics_write(metrics, buf);
    return buf_str(buf);
}

static void has(struct metrics *metrics, struct str line, const char *why)
{
    AUTO(buf_clear) struct buf buf = {0};

    check_true(str_contains(written(metrics, &buf), line), why);
}

static void has_not(struct metrics *metrics, struct str line, const char *why)
{
    AUTO(buf_clear) struct buf buf = {0};

    check_true(!str_contains(written(metrics, &buf), line), why);
}

static void plain_values(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();

    (void)state;
    has(metrics, STR("\ningress_warden_connections_total 0\n"),
        "the counter exists from the start");
    metrics_add(metrics, METRIC_CONNECTIONS_TOTAL, 2);
    metrics_add(metrics, METRIC_CONNECTIONS_TOTAL, 3);
    has(metrics, STR("\ningress_warden_connections_total 5\n"), "a counter adds");
    metrics_set(metrics, METRIC_CONNECTIONS, 7);
    metrics_set(metrics, METRIC_CONNECTIONS, 4);
    has(metrics,
        STR("# TYPE ingress_warden_connections gauge\n"
            "ingress_warden_connections 4\n"),
        "a gauge has the value that was set");
    metrics_set(metrics, METRIC_POLICY_LOAD_TIME, 1500000001);
    has(metrics, STR("\ningress_warden_policy_load_seconds 1.500000001\n"),
        "nanoseconds are shown as seconds");
    assert_int_equal(metrics_get(metrics, METRIC_CONNECTIONS), 4);
}

static void series_by_labels(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();
    const struct str shop[] = {STR("host-permitted"), STR("deny"), STR("shop"),
                               STR("Ingress")};
    const struct str hostile[] = {STR("a"), STR("b"), STR("x\"y\\z\nw"), STR("")};
    const struct str shifted[] = {STR("a\",action=\"b"), STR(""), STR(""), STR("")};

    (void)state;
    has_not(metrics, STR("\ningress_warden_violations_total{"),
            "no series before the first count");
    metrics_count(metrics, METRIC_VIOLATIONS, shop, 1);
    metrics_count(metrics, METRIC_VIOLATIONS, shop, 2);
    has(metrics,
        STR("\ningress_warden_violations_total{rule=\"host-permitted\",action=\"deny\","
            "tenant=\"shop\",kind=\"Ingress\"} 3\n"),
        "the same labels are the same series");
    metrics_count(metrics, METRIC_VIOLATIONS, hostile, 1);
    metrics_count(metrics, METRIC_VIOLATIONS, shifted, 1);
    has(metrics, STR("tenant=\"x\\\"y\\\\z\\nw\",kind=\"\"} 1\n"),
        "label values are escaped");
    has(metrics,
        STR("{rule=\"a\\\",action=\\\"b\",action=\"\",tenant=\"\",kind=\"\"} 1\n"),
        "and no value extends into the next");
    assert_ptr_equal(metrics_series(metrics, METRIC_VIOLATIONS, shop),
                     metrics_series(metrics, METRIC_VIOLATIONS, shop));
}

static void only_the_last_info_is_shown(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();
    const struct str one[] = {STR("acme"), STR("1111"), STR("enforce")};
    const struct str two[] = {STR("acme"), STR("2222"), STR("preview")};

    (void)state;
    has_not(metrics, STR("\ningress_warden_policy_info"), "no policy is in force");
    metrics_set_info(metrics, METRIC_POLICY_INFO, one);
    metrics_set_info(metrics, METRIC_POLICY_INFO, two);
    has(metrics,
        STR("\ningress_warden_policy_info{name=\"acme\",hash=\"2222\",mode=\"preview\"} "
            "1\n"),
        "the last policy is shown");
    has_not(metrics, STR("1111"), "the one before is not");
    metrics_set_info(metrics, METRIC_POLICY_INFO, NULL);
    has_not(metrics, STR("\ningress_warden_policy_info"), "no policy is in force again");
}

static void cells_are_made_when_counted(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();
    const struct str labels[] = {STR("mutate"), STR("Ingress"), STR("CREATE"),
                                 STR("allowed")};
    static struct metric_cell cell; /* its members are atomic: `{0}` is not portable */

    (void)state;
    has_not(metrics, STR("\ningress_warden_reviews_total{"), "nothing was counted");
    metric_cell_add(&cell, metrics, METRIC_REVIEWS, labels, 1);
    metric_cell_add(&cell, metrics, METRIC_REVIEWS, labels, 2);
    has(metrics,
        STR("\ningress_warden_reviews_total{stage=\"mutate\",kind=\"Ingress\","
            "operation=\"CREATE\",verdict=\"allowed\"} 3\n"),
        "one series");
}

static void histogram(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();
    const struct str stage = STR("mutate");
    struct metric_series *series =
        metrics_series(metrics, METRIC_REVIEW_DURATION, &stage);

    (void)state;
    metric_series_observe(series, 50000);
    metric_series_observe(series, 50001);
    metric_series_observe(series, 2000000000);
    has(metrics, STR("_bucket{stage=\"mutate\",le=\"0.00005\"} 1\n"),
        "a bound belongs to its bucket");
    has(metrics, STR("_bucket{stage=\"mutate\",le=\"0.0001\"} 2\n"),
        "a bucket counts all values up to its bound");
    has(metrics, STR("_bucket{stage=\"mutate\",le=\"1\"} 2\n"),
        "a value above all bounds is in no such bucket");
    has(metrics, STR("_bucket{stage=\"mutate\",le=\"+Inf\"} 3\n"),
        "the last bucket counts all values");
    has(metrics, STR("_sum{stage=\"mutate\"} 2.000100001\n"), "the sum is in seconds");
    has(metrics, STR("_count{stage=\"mutate\"} 3\n"), "all values are counted");
}

static void series_have_a_ceiling(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();
    char name[16];

    (void)state;
    for (unsigned i = 0; i < METRICS_MAX_SERIES + 10; i++) {
        const int len = snprintf(name, sizeof name, "e%u", i);
        const struct str labels[] = {{name, (size_t)len}, STR("r")};

        metrics_count(metrics, METRIC_EXEMPTED, labels, 1);
    }
    check_true(metrics_get(metrics, METRIC_SERIES_DROPPED) >= 10,
               "the series beyond the limit are counted");
    check_true(metrics_get(metrics, METRIC_SERIES_DROPPED) < 1000, "the others are kept");
}

static void process_figures(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();

    (void)state;
    metrics_measure_process(metrics);
    check_true(metrics_get(metrics, METRIC_PROCESS_RESIDENT) > 100000,
               "the process uses memory");
    check_true(metrics_get(metrics, METRIC_PROCESS_CPU) > 0, "and CPU time");
    check_true(metrics_get(metrics, METRIC_PROCESS_FDS) >= 3,
               "at least three descriptors are open");
    check_true(metrics_get(metrics, METRIC_PROCESS_START) / 1000000000 > 1700000000,
               "the process started after 2023");
    check_true(process_cpus() >= 1, "there is at least one CPU");
}

static void *count_many(void *context)
{
    const struct str labels[] = {STR("tls-required"), STR("warn"), STR("shop"),
                                 STR("Ingress")};

    for (int i = 0; i < 1000; i++) {
        metrics_count(context, METRIC_VIOLATIONS, labels, 1);
        metrics_add(context, METRIC_CONNECTIONS_TOTAL, 1);
    }
    return NULL;
}

static void threads_lose_nothing(void **state)
{
    AUTO(metrics_free) struct metrics *metrics = metrics_new();
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, count_many, metrics);
    has_not(metrics, STR("\ningress_warden_connections_total 4001\n"),
            "reading meanwhile");
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    has(metrics, STR("tenant=\"shop\",kind=\"Ingress\"} 4000\n"), "labelled");
    assert_int_equal(metrics_get(metrics, METRIC_CONNECTIONS_TOTAL), 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values),
        cmocka_unit_test(series_by_labels),
        cmocka_unit_test(only_the_last_info_is_shown),
        cmocka_unit_test(cells_are_made_when_counted),
        cmocka_unit_test(histogram),
        cmocka_unit_test(series_have_a_ceiling),
        cmocka_unit_test(process_figures),
        cmocka_unit_test(threads_lose_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
