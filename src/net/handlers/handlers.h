/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handlers: the handler of each route, and the state that handlers share.
 *
 * /healthz: the process answers.  /readyz: it can judge reviews, or the reason why not.
 */
#ifndef NET_HANDLERS_HANDLERS_H
#define NET_HANDLERS_HANDLERS_H

#include <stdint.h>

#include "net/http/route.h"
#include "wire/admit.h"

struct bodies;
struct cert_store;
struct connections;
struct log;
struct metrics;
struct policy_reload;
struct policy_store;
struct review_counts;

/* Everything is borrowed. */
struct parts {
    struct policy_store *policies;
    struct policy_reload *policy_reload;
    struct cert_store *certs;
    struct log *log;
    struct metrics *metrics;
    struct review_counts *review_counts;
    struct bodies *bodies;
    struct connections *connections; /* of the webhook port */
};

extern const struct routes webhook_routes;
extern const struct routes ops_routes;

/* The counters of reviews, looked up once; borrows the metrics. */
struct review_counts *review_counts_new(struct metrics *metrics) MUST_CHECK;
void review_counts_free(struct review_counts *counts); /* NULL is allowed */

/* Record an answered review: a log line, and counts. */
struct review_record {
    const struct policy *policy;
    enum stage stage;
    const struct answer *answer;
    uint64_t ns; /* it took */
};

void review_record(const struct review_record *record, const struct parts *parts,
                   struct arena *arena);

#endif
