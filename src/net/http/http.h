/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http: serves one port with libmicrohttpd.  Only this folder knows the library.
 *
 * Threads: one starts, drains and stops; the library's own threads serve.
 */
#ifndef NET_HTTP_HTTP_H
#define NET_HTTP_HTTP_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "net/http/route.h"

struct http;

/* Start to serve the port.  Returns NULL with ERR_IO. */
struct http *http_start(const struct http_config *config, struct err *err) MUST_CHECK;

/* Accept no more connections. */
void http_quiesce(struct http *http);

/* Close all connections and end the threads.  NULL is allowed. */
void http_stop(struct http *http);

/*
 * lingering: closes connections that were answered before the whole request had arrived.
 *
 * If such a connection were closed at once, the client would get a reset and might lose
 * the answer.  Bytes that still arrive are read and dropped, for a short time and for a
 * limited number of connections.  Threads: any, except lingering_new() and
 * lingering_free().
 */
#define LINGER_MAX 512
#define LINGER_MS  5000

struct lingering;

/* max: connections at a time, at most LINGER_MAX; if there are more, the oldest is
 * closed. */
struct lingering *lingering_new(size_t max) MUST_CHECK;
void lingering_free(struct lingering *lingering); /* NULL is allowed */

/* Keep the connection of fd open for a while after fd is closed. */
void lingering_take(struct lingering *lingering, int fd);

#endif
