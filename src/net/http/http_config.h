/*
 * http_config: what a port is served with.  All is borrowed but for the socket.
 */
#ifndef NET_HTTP_HTTP_CONFIG_H
#define NET_HTTP_HTTP_CONFIG_H

#include <stdint.h>

#include "net/http/route.h"

struct bodies;
struct connections;
struct lingering;
struct log;
struct metrics;
struct tls;

struct http_config {
    const struct routes *routes;
    const struct parts *parts; /* for the routes' handlers */
    struct log *log;
    struct metrics *metrics;
    struct bodies *bodies;
    struct lingering *lingering;
    struct connections *connections;
    struct tls *tls;  /* NULL: plain */
    int listen_fd;    /* consumed, also on failure */
    unsigned threads; /* at least 1 */
    unsigned max_connections;
    unsigned max_per_address;
    uint64_t max_body_bytes;
};

#endif
