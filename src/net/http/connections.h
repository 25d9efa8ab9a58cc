/* SPDX-License-Identifier: Apache-2.0 */
/*
 * connections: the open connections of a port, and their deadlines.
 *
 * The HTTP library's timeout starts again with every byte.  Therefore a watchdog thread
 * closes slow connections: those with a slow handshake and first head, a slow request, or
 * an unfinished line on an idle connection.  Near the limit it closes one connection to
 * make room: first a slow one, then one that has had no answer yet, then an idle one.
 * Threads: any, except connections_new() and connections_free().
 */
#ifndef NET_HTTP_CONNECTIONS_H
#define NET_HTTP_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "net/http/bodies.h"
#include "net/http/route.h"
#include "net/http/tls.h"

struct MHD_Response;
struct connections;
struct metrics;

struct connections_limits {
    uint64_t request_ns; /* for a handshake, for a whole request, and for an answer */
    uint64_t age_ns;     /* an older connection is closed with its next answer */
    size_t max;
};

/* How far a connection has come. */
enum phase {
    PHASE_NEW,     /* before the first request line */
    PHASE_REQUEST, /* from the request line to the whole body */
    PHASE_ANSWER,  /* until the answer is sent */
    PHASE_IDLE,
    PHASE_CUT, /* closed by this server; the HTTP library has not noticed yet */
};

enum request_state {
    REQUEST_NEW,     /* its head has not been checked */
    REQUEST_READING, /* its body is being received */
    REQUEST_REFUSED, /* its body is discarded, then `reply` is sent */
    REQUEST_ANSWERED /* `ready` is set, or has been sent */
};

/* One request being served.  Only http and exchange know the HTTP library. */
struct request {
    enum request_state state;
    const struct route *route;
    size_t target_len; /* 0: the target is missing or not printable; see head.h */
    uint64_t length;   /* HEAD_NO_LENGTH: not announced */
    uint64_t thrown_away;
    bool closes;                /* the connection ends with the refusal */
    struct body body;           /* only if it comes in pieces */
    struct reply reply;         /* of a refusal */
    struct MHD_Response *ready; /* made while the body was in memory; NULL: none */
    unsigned ready_status;
    bool fits_record; /* the answer is short */
};

struct connection {
    struct connections *all;
    struct connection *next;
    struct connection *previous;
    int fd; /* the HTTP library's */
    enum phase phase;
    uint64_t opened_ns;
    uint64_t since_ns;   /* of the phase */
    uint64_t stirred_ns; /* PHASE_IDLE: bytes seen that made no request; 0: none */
    struct tls_session tls;
    bool holds_answer;      /* head and body of the answer wait to be sent together */
    bool sends_at_once;     /* the socket does not wait for more */
    bool lingers;           /* answered before the whole request had arrived */
    struct request request; /* the one being served */
};

/* metrics_or_null: counts the connections. */
struct connections *connections_new(const struct connections_limits *limits,
                                    struct metrics *metrics_or_null) MUST_CHECK;
void connections_free(struct connections *all); /* all must be closed; NULL is allowed */
DEFINE_AUTO(connections_free, struct connections *);

struct connection *connection_open(struct connections *all, int fd) MUST_CHECK;
void connection_close(struct connection *connection); /* before its fd is closed */

/* Called when the request line has arrived, when the answer is about to be sent, and when
 * it has been sent. */
void connection_begin_request(struct connection *connection);
enum connection_end {
    CONNECTION_STAYS,
    CONNECTION_CLOSES, /* the answer must announce it */
};
enum connection_end connection_begin_answer(struct connection *connection);
void connection_end_request(struct connection *connection);

/* True if bytes have arrived, or may still arrive, that will not be read. */
bool connection_has_unread(struct connection *connection);

/* Close the connection to make room, as soon as its thread notices.  A body_evict_fn. */
void connection_evict(void *owner);

size_t connections_count(struct connections *all);

/* The memory of connections: buffers of the HTTP library and GnuTLS, and a partial
 * record. */
#define CONNECTION_IDLE_BYTES ((size_t)30 << 10)
#define CONNECTION_BUSY_BYTES ((size_t)46 << 10)
size_t connections_bytes(struct connections *all);

/* From now on every answer closes its connection. */
void connections_drain(struct connections *all);
bool connections_draining(struct connections *all);

/* Close idle connections and those without a request; a request that is arriving is still
 * answered.  Returns the number of connections left. */
size_t connections_end_idle(struct connections *all);

/*
 * outbox: sends head and body of an answer in one TLS record and one packet, although the
 * HTTP library sends them separately.  Threads: the connection's.
 */
#define OUTBOX_MAX_BYTES ((size_t)8 << 10) /* of body; longer ones fill records */

/* Before an answer with a body goes to the library: hold what it sends. */
void outbox_hold(struct connection *connection);

/* The library has written the whole answer: send it.  A client that does not read it is
 * cut off, because no later event would send the rest. */
void outbox_release(struct connection *connection);

/* Send a whole short answer in the middle of a body, where the library accepts none. */
void outbox_send(struct connection *connection, struct str bytes);

#endif
