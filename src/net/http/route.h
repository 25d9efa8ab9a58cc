/* SPDX-License-Identifier: Apache-2.0 */
/*
 * route: the paths of a port with their handlers, replies, and the settings of a port.
 */
#ifndef NET_HTTP_ROUTE_H
#define NET_HTTP_ROUTE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct bodies;
struct connections;
struct lingering;
struct log;
struct metrics;
struct parts; /* the state of the handlers; passed through */
struct tls;

enum reply_type {
    REPLY_TEXT,
    REPLY_JSON,
    REPLY_METRICS,
};

struct reply {
    unsigned status;
    enum reply_type type;
    struct str body;   /* REPLY_TEXT: one sentence, without the line end */
    const char *allow; /* 405: the methods that exist; else NULL */
};

/* A path matches exactly: no trailing slash, no query (the HTTP library removes it). */
struct route {
    struct str path;
    const char *allow; /* the methods, as the Allow header lists them */
    /* Fill *ret; its body may live in the arena. */
    void (*handle)(const struct parts *parts, struct str body, struct arena *arena,
                   struct reply *ret);
};

enum port {
    PORT_WEBHOOK, /* takes JSON; its requests are counted, its refusals logged */
    PORT_OPS,
};

struct routes {
    enum port port;
    const struct route *all;
    size_t n;
};

/* The settings of a port.  Everything except the socket is borrowed. */
struct http_config {
    const struct routes *routes;
    const struct parts *parts; /* for the routes' handlers */
    struct log *log;
    struct metrics *metrics;
    struct bodies *bodies;
    struct lingering *lingering;
    struct connections *connections;
    const struct tls *tls; /* NULL: plain */
    int listen_fd;         /* consumed, also on failure */
    unsigned threads;      /* at least 1 */
    unsigned max_connections;
    unsigned max_per_address;
    uint64_t max_body_bytes;
};

#endif
