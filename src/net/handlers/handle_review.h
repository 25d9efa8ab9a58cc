/*
 * handle_review: one admission review: judge, count, log, reply.
 */
#ifndef NET_HANDLERS_HANDLE_REVIEW_H
#define NET_HANDLERS_HANDLE_REVIEW_H

#include "net/handlers/routes.h"

struct metrics;
struct review_counts;

/* The counters of reviews, found once; borrows the metrics. */
struct review_counts *review_counts_new(struct metrics *metrics) MUST_CHECK;
void review_counts_free(struct review_counts *counts); /* NULL is allowed */
DEFINE_AUTO(review_counts_free, struct review_counts *);

void handle_review(const struct service *service, const struct route *route,
                   struct str body, struct arena *arena, struct reply *ret);

#endif
