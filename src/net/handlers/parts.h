/*
 * service: what the handlers work with, in one place.  All is borrowed.
 */
#ifndef NET_HANDLERS_PARTS_H
#define NET_HANDLERS_PARTS_H

#include <stdint.h>

#include "net/http/reply.h"

struct arena;
struct bodies;
struct cert_store;
struct connections;
struct lingering;
struct log;
struct metrics;
struct policy_reload;
struct policy_store;
struct review_counts;

struct service {
    struct policy_store *policies;
    struct policy_reload *policy_reload;
    struct cert_store *certs;
    struct log *log;
    struct metrics *metrics;
    struct review_counts *review_counts;
    struct bodies *bodies;
    struct lingering *lingering;
    struct connections *connections; /* of the webhook port */
    uint64_t max_body_bytes;
};

#endif
