/* SPDX-License-Identifier: Apache-2.0 */
#include "base/units.h"

#include "core/policy/policy.h"
#include "live/cert_store.h"
#include "live/policy_store.h"
#include "net/handlers/handlers.h"
#include "net/http/bodies.h"
#include "net/http/connections.h"
#include "sys/clock.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"

#define STATUS_OK          200
#define STATUS_UNAVAILABLE 503

#define EXPIRING_DAYS     60
#define SEPARATOR_BYTES   2 /* "; ", with which each reason begins */
#define METRICS_MAX_BYTES ((size_t)64 << 20)

static void handle_healthz(const struct parts *parts, struct str body,
                           struct arena *arena, struct reply *ret)
{
    (void)parts;
    (void)body;
    (void)arena;
    *ret = (struct reply){.status = STATUS_OK, .body = STR("ok")};
}

/* Add a text for each reason why the server is not ready; none if it is ready. */
static void add_reasons(const struct parts *parts, struct buf *out)
{
    AUTO(policy_unref) struct policy *policy = policy_store_get(parts->policies);
    AUTO(cert_pair_unref) struct cert_pair *pair = cert_store_get(parts->certs);

    if (connections_draining(parts->connections))
        buf_add_text(out, "; shutting down: draining");
    if (policy == NULL) {
        buf_add_text(out, "; no policy is in force: ");
        policy_reload_reason(parts->policy_reload, out);
    }
    if (pair == NULL || clock_unix_seconds() > cert_pair_not_after(pair))
        buf_add_text(out, "; the certificate has expired");
}

static bool is_in_preview(const struct parts *parts)
{
    AUTO(policy_unref) struct policy *policy = policy_store_get(parts->policies);

    return policy != NULL && policy_mode(policy) == POLICY_PREVIEW;
}

static void handle_readyz(const struct parts *parts, struct str body, struct arena *arena,
                          struct reply *ret)
{
    struct buf reasons = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    (void)body;
    add_reasons(parts, &reasons);
    if (reasons.len == 0) {
        *ret = (struct reply){.status = STATUS_OK,
                              .body = is_in_preview(parts)
                                          ? STR("ready; in preview: nothing is denied")
                                          : STR("ready")};
        return;
    }

    const struct str text = str_skip(buf_str(&reasons), SEPARATOR_BYTES);

    *ret = (struct reply){
        .status = STATUS_UNAVAILABLE,
        .body = arena_format(arena, "not ready: %.*s", STR_ARGS(text)),
    };
}

static void measure_exemptions(const struct parts *parts)
{
    AUTO(policy_unref) struct policy *policy = policy_store_get(parts->policies);
    const int32_t today = clock_today();
    int32_t next = DAY_NEVER;
    uint64_t expired = 0;
    uint64_t expiring = 0;

    if (policy != NULL) {
        size_t n;
        const struct exemption *exemptions = policy_exemptions(policy, &n);

        for (size_t i = 0; i < n; i++) {
            const int32_t last_day = exemptions[i].last_day;
            const int64_t left = (int64_t)last_day - today;

            expired += left < 0;
            expiring += left >= 0 && left <= EXPIRING_DAYS;
            if (left >= 0 && last_day < next)
                next = last_day;
        }
    }
    metrics_set(parts->metrics, METRIC_EXEMPTIONS_EXPIRED, expired);
    metrics_set(parts->metrics, METRIC_EXEMPTIONS_EXPIRING, expiring);
    /* The first second after the last day. */
    metrics_set(parts->metrics, METRIC_EXEMPTION_NEXT_END,
                next == DAY_NEVER ? 0 : ((uint64_t)next + 1) * SECONDS_PER_DAY);
}

static void handle_metrics(const struct parts *parts, struct str body,
                           struct arena *arena, struct reply *ret)
{
    struct metrics *metrics = parts->metrics;
    struct buf reasons = {.arena = arena, .max_bytes = BUF_MAX_BYTES};
    struct buf text = {.arena = arena, .max_bytes = METRICS_MAX_BYTES};

    (void)body;
    add_reasons(parts, &reasons);
    metrics_set(metrics, METRIC_READY, reasons.len == 0);
    metrics_set(metrics, METRIC_CONNECTIONS, connections_count(parts->connections));
    metrics_set(metrics, METRIC_BODY_BYTES, bodies_used(parts->bodies));
    metrics_set(metrics, METRIC_LOG_DROPPED, log_dropped(parts->log));
    measure_exemptions(parts);
    metrics_measure_process(metrics);

    metrics_write(metrics, &text);
    *ret = (struct reply){
        .status = STATUS_OK, .type = REPLY_METRICS, .body = buf_str(&text)};
}

static const struct route ops[] = {
    {STR_INIT("/healthz"), "GET, HEAD", handle_healthz},
    {STR_INIT("/readyz"), "GET, HEAD", handle_readyz},
    {STR_INIT("/metrics"), "GET, HEAD", handle_metrics},
};

const struct routes ops_routes = {PORT_OPS, ops, ARRAY_LEN(ops)};
