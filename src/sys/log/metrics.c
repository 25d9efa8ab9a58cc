/* SPDX-License-Identifier: Apache-2.0 */
/* metrics: one series for each combination of label values, found by its label text. */
#include "sys/log/metrics.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/units.h"
#include "sys/clock.h"

#define LABELS_MAX       4
#define LABELS_MAX_BYTES ((size_t)4 << 10)

enum metric_type {
    COUNTER,
    COUNTER_NS, /* kept in nanoseconds, shown in seconds */
    GAUGE,
    GAUGE_NS,
    HISTOGRAM,
};

static const struct definition {
    enum metric_type type;
    const char *name;
    const char *help;
    const char *labels[LABELS_MAX + 1]; /* ends with NULL */
} definitions[METRIC_COUNT] = {
#define METRIC(id, type, name, help, ...)                                                \
    [METRIC_##id] = {type, name, help, {__VA_ARGS__}},
#include "sys/log/metrics.def"
#undef METRIC
};

/* Upper bounds of the buckets.  They start in the range of one review. */
static const uint64_t bounds_ns[] = {
    50000,    100000,   250000,    500000,    1000000,   2500000,    5000000,
    10000000, 25000000, 100000000, 250000000, 500000000, 1000000000,
};
static const char *const bounds_text[ARRAY_LEN(bounds_ns)] = {
    "0.00005", "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005",
    "0.01",    "0.025",  "0.1",     "0.25",   "0.5",   "1",
};

struct histogram {
    _Atomic uint64_t buckets[ARRAY_LEN(bounds_ns) + 1];
    _Atomic uint64_t sum_ns;
};

struct metric_series {
    enum metric_id id;
    struct metric_series *next; /* of the same metric, in order of creation */
    char *key;                  /* in by_labels; NULL: it has no labels */
    char *labels;               /* a="b",c="d"; empty for a metric without */
    _Atomic uint64_t value;
    struct histogram *histogram; /* NULL: a plain value */
};

struct metrics {
    pthread_mutex_t mutex; /* guards everything except the values */
    struct map by_labels;  /* "ID{labels" -> index in all */
    struct metric_series **all;
    size_t n;
    size_t cap;
    struct metric_series *first[METRIC_COUNT];
    struct metric_series *last[METRIC_COUNT];
};

static const char *const type_names[] = {
    [COUNTER] = "counter", [COUNTER_NS] = "counter",  [GAUGE] = "gauge",
    [GAUGE_NS] = "gauge",  [HISTOGRAM] = "histogram",
};

static void add_label_value(struct buf *out, struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        const char c = value.ptr[i];

        if (c == '\n')
            buf_add_text(out, "\\n");
        else if (c == '\\' || c == '"')
            buf_addf(out, "\\%c", c);
        else
            buf_add_byte(out, c);
    }
}

static void add_labels(struct buf *out, enum metric_id id, const struct str *values)
{
    for (size_t i = 0; definitions[id].labels[i] != NULL; i++) {
        if (i > 0)
            buf_add_byte(out, ',');
        buf_add_text(out, definitions[id].labels[i]);
        buf_add_text(out, "=\"");
        add_label_value(out, values[i]);
        buf_add_byte(out, '"');
    }
}

static struct metric_series *series_new(struct metrics *metrics, enum metric_id id,
                                        struct str labels)
{
    struct metric_series *series = mem_alloc(1, sizeof *series);

    series->id = id;
    series->labels = mem_dup_text(labels.ptr, labels.len);
    if (definitions[id].type == HISTOGRAM)
        series->histogram = mem_alloc(1, sizeof *series->histogram);
    if (metrics->last[id] == NULL)
        metrics->first[id] = series;
    else
        metrics->last[id]->next = series;
    metrics->last[id] = series;
    metrics->all = mem_grow(metrics->all, &metrics->cap, metrics->n + 1,
                            sizeof(struct metric_series *));
    metrics->all[metrics->n++] = series;
    return series;
}

static struct metric_series *find_or_make(struct metrics *metrics, enum metric_id id,
                                          struct str key, struct str labels)
{
    uint32_t at = 0;

    if (map_get(&metrics->by_labels, key, &at))
        return metrics->all[at];
    if (metrics->n >= METRICS_MAX_SERIES)
        return NULL;

    struct metric_series *series = series_new(metrics, id, labels);

    series->key = mem_dup_text(key.ptr, key.len);
    map_put(&metrics->by_labels, (struct str){series->key, key.len},
            (uint32_t)metrics->n - 1);
    return series;
}

struct metric_series *metrics_series(struct metrics *metrics, enum metric_id id,
                                     const struct str *labels)
{
    AUTO(buf_clear) struct buf key = {.max_bytes = LABELS_MAX_BYTES};
    struct metric_series *series;

    buf_addf(&key, "%u{", (unsigned)id);

    const size_t prefix = key.len;

    add_labels(&key, id, labels);
    pthread_mutex_lock(&metrics->mutex);
    series = key.full ? NULL
                      : find_or_make(metrics, id, buf_str(&key),
                                     str_skip(buf_str(&key), prefix));
    pthread_mutex_unlock(&metrics->mutex);
    if (series == NULL)
        metrics_add(metrics, METRIC_SERIES_DROPPED, 1);
    return series;
}

void metric_series_add(struct metric_series *series, uint64_t n)
{
    if (series != NULL)
        atomic_fetch_add_explicit(&series->value, n, memory_order_relaxed);
}

void metric_series_observe(struct metric_series *series, uint64_t ns)
{
    size_t at = 0;

    if (series == NULL)
        return;

    struct histogram *histogram = series->histogram;

    assert(histogram != NULL);
    while (at < ARRAY_LEN(bounds_ns) && ns > bounds_ns[at])
        at++;
    atomic_fetch_add_explicit(&histogram->buckets[at], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum_ns, ns, memory_order_relaxed);
}

void metric_cell_add(struct metric_cell *cell, struct metrics *metrics, enum metric_id id,
                     const struct str *labels, uint64_t n)
{
    struct metric_series *series =
        atomic_load_explicit(&cell->series, memory_order_acquire);

    /* Two threads may both find it empty; they get the same series. */
    if (series == NULL) {
        series = metrics_series(metrics, id, labels);
        atomic_store_explicit(&cell->series, series, memory_order_release);
    }
    metric_series_add(series, n);
}

void metrics_count(struct metrics *metrics, enum metric_id id, const struct str *labels,
                   uint64_t n)
{
    metric_series_add(metrics_series(metrics, id, labels), n);
}

/* first[] of a metric without labels is set once, before there are threads. */
static struct metric_series *only_series(struct metrics *metrics, enum metric_id id)
{
    assert(definitions[id].labels[0] == NULL);
    return metrics->first[id];
}

void metrics_add(struct metrics *metrics, enum metric_id id, uint64_t n)
{
    metric_series_add(only_series(metrics, id), n);
}

void metrics_set(struct metrics *metrics, enum metric_id id, uint64_t value)
{
    atomic_store_explicit(&only_series(metrics, id)->value, value, memory_order_relaxed);
}

uint64_t metrics_get(struct metrics *metrics, enum metric_id id)
{
    return atomic_load_explicit(&only_series(metrics, id)->value, memory_order_relaxed);
}

void metrics_set_info(struct metrics *metrics, enum metric_id id,
                      const struct str *labels_or_null)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = LABELS_MAX_BYTES};

    if (labels_or_null != NULL)
        add_labels(&text, id, labels_or_null);

    LOCK_SCOPE(&metrics->mutex);
    struct metric_series *series = metrics->first[id];

    if (series == NULL)
        series = series_new(metrics, id, STR_NONE);
    free(series->labels);
    series->labels = mem_dup_text(text.ptr, text.len);
    atomic_store_explicit(&series->value, text.len > 0, memory_order_relaxed);
}

static void write_number(struct buf *out, enum metric_type type, uint64_t value)
{
    if (type == COUNTER || type == GAUGE)
        buf_addf(out, " %llu\n", (unsigned long long)value);
    else
        buf_addf(out, " %llu.%09llu\n", (unsigned long long)(value / NS_PER_SECOND),
                 (unsigned long long)(value % NS_PER_SECOND));
}

static void write_histogram(struct buf *out, const struct definition *definition,
                            const struct metric_series *series)
{
    const struct histogram *histogram = series->histogram;
    const char *comma = series->labels[0] == '\0' ? "" : ",";
    uint64_t n = 0;

    for (size_t i = 0; i <= ARRAY_LEN(bounds_ns); i++) {
        n += atomic_load_explicit(&histogram->buckets[i], memory_order_relaxed);
        buf_addf(out, "%s_bucket{", definition->name);
        buf_add_text(out, series->labels);
        buf_addf(out, "%sle=\"%s\"} %llu\n", comma,
                 i < ARRAY_LEN(bounds_ns) ? bounds_text[i] : "+Inf",
                 (unsigned long long)n);
    }
    buf_addf(out, "%s_sum{%s}", definition->name, series->labels);
    write_number(out, HISTOGRAM,
                 atomic_load_explicit(&histogram->sum_ns, memory_order_relaxed));
    buf_addf(out, "%s_count{%s} %llu\n", definition->name, series->labels,
             (unsigned long long)n);
}

static void write_series(struct buf *out, const struct definition *definition,
                         const struct metric_series *series)
{
    if (series->histogram != NULL) {
        write_histogram(out, definition, series);
        return;
    }
    /* A metric with labels whose series has none is an info metric without value. */
    if (definition->labels[0] != NULL && series->labels[0] == '\0')
        return;
    buf_add_text(out, definition->name);
    if (series->labels[0] != '\0') {
        buf_add_byte(out, '{');
        buf_add_text(out, series->labels);
        buf_add_byte(out, '}');
    }
    write_number(out, definition->type,
                 atomic_load_explicit(&series->value, memory_order_relaxed));
}

void metrics_write(struct metrics *metrics, struct buf *out)
{
    LOCK_SCOPE(&metrics->mutex);
    for (size_t id = 0; id < METRIC_COUNT; id++) {
        const struct definition *definition = &definitions[id];

        buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", definition->name, definition->help,
                 definition->name, type_names[definition->type]);
        for (const struct metric_series *series = metrics->first[id]; series != NULL;
             series = series->next)
            write_series(out, definition, series);
    }
}

struct metrics *metrics_new(void)
{
    struct metrics *metrics = mem_alloc(1, sizeof *metrics);

    pthread_mutex_init(&metrics->mutex, NULL);
    map_init(&metrics->by_labels);
    for (size_t id = 0; id < METRIC_COUNT; id++) {
        if (definitions[id].labels[0] == NULL)
            series_new(metrics, (enum metric_id)id, STR_NONE);
    }
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    if (metrics == NULL)
        return;
    for (size_t i = 0; i < metrics->n; i++) {
        free(metrics->all[i]->key);
        free(metrics->all[i]->labels);
        free(metrics->all[i]->histogram);
        free(metrics->all[i]);
    }
    map_clear(&metrics->by_labels);
    pthread_mutex_destroy(&metrics->mutex);
    free(metrics->all);
    free(metrics);
}
