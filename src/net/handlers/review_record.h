/*
 * review_record: what is kept of an answered review: a log line, and counts.
 */
#ifndef NET_HANDLERS_REVIEW_RECORD_H
#define NET_HANDLERS_REVIEW_RECORD_H

#include "net/handlers/handlers.h"
#include "wire/admit.h"

/* The counters of reviews, found once; borrows the metrics. */
struct review_counts *review_counts_new(struct metrics *metrics) MUST_CHECK;
void review_counts_free(struct review_counts *counts); /* NULL is allowed */
DEFINE_AUTO(review_counts_free, struct review_counts *);

struct review_record {
    const struct policy *policy;
    enum stage stage;
    const struct answer *answer;
    uint64_t ns; /* it took */
};

void review_record_count(const struct review_record *record, const struct parts *parts);
void review_record_log(const struct review_record *record, struct log *log,
                       struct arena *arena);

#endif
