/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics: counters, gauges and histograms, and their Prometheus text.
 *
 * metrics.def lists them.  Label values come from closed sets or from the
 * policy in force, never from a review.
 * Threads: any, except metrics_new() and metrics_free().
 */
#ifndef SYS_LOG_METRICS_H
#define SYS_LOG_METRICS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

enum metric_id {
#define METRIC(id, ...) METRIC_##id,
#include "sys/log/metrics.def"
#undef METRIC
    METRIC_COUNT,
};

struct metrics;
struct metric_series;

struct metrics *metrics_new(void) MUST_CHECK;
void metrics_free(struct metrics *metrics); /* NULL is allowed */
DEFINE_AUTO(metrics_free, struct metrics *);

/* For a metric without labels. */
void metrics_add(struct metrics *metrics, enum metric_id id, uint64_t n);
void metrics_set(struct metrics *metrics, enum metric_id id, uint64_t value);
uint64_t metrics_get(struct metrics *metrics, enum metric_id id);

/*
 * The series with these label values, in the order of metrics.def; created if it does not
 * exist.  It lives as long as the metrics.  Beyond METRICS_MAX_SERIES no series is
 * created: the result is NULL, which the functions below accept, and the failure is
 * counted.
 */
#define METRICS_MAX_SERIES 50000
struct metric_series *metrics_series(struct metrics *metrics, enum metric_id id,
                                     const struct str *labels);
void metric_series_add(struct metric_series *series, uint64_t n);
/* HISTOGRAM: one more observation. */
void metric_series_observe(struct metric_series *series, uint64_t ns);

/* Find the series and add n. */
void metrics_count(struct metrics *metrics, enum metric_id id, const struct str *labels,
                   uint64_t n);

/*
 * A cache for one series, which is created when it is first counted.  Zeroed: empty.  The
 * labels must be the same in each call; they are only read the first time.
 */
struct metric_cell {
    struct metric_series *_Atomic series;
};
void metric_cell_add(struct metric_cell *cell, struct metrics *metrics, enum metric_id id,
                     const struct str *labels, uint64_t n);

/* For a metric that carries its information in labels: one series with the value 1; NULL:
 * none. */
void metrics_set_info(struct metrics *metrics, enum metric_id id,
                      const struct str *labels_or_null);

/* Set the metric of the memory limit.  Before the sandbox, which hides the limit. */
void metrics_measure_limit(struct metrics *metrics);

/* Set the process_* metrics to their present values; an unreadable one is 0. */
void metrics_measure_process(struct metrics *metrics);

/* Append all metrics in Prometheus' text format 0.0.4. */
void metrics_write(struct metrics *metrics, struct buf *out);

#endif
