/*
 * review_record: what is kept of an answered review: a log line, and counts.
 */
#ifndef NET_HANDLERS_REVIEW_RECORD_H
#define NET_HANDLERS_REVIEW_RECORD_H

#include "net/handlers/parts.h"
#include "wire/admit.h"

struct review_record {
    const struct policy *policy;
    enum stage stage;
    const struct answer *answer;
    uint64_t ns; /* it took */
};

void review_record_count(const struct review_record *record,
                         const struct service *service);
void review_record_log(const struct review_record *record, struct log *log,
                       struct arena *arena);

#endif
