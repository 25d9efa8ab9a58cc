/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http: one port, served by libmicrohttpd.  Nobody else knows which library it is.
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

/* NULL: ERR_IO. */
struct http *http_start(const struct http_config *config, struct err *err) MUST_CHECK;

/* Accept no more connections. */
void http_quiesce(struct http *http);

/* Close what is open, end the threads.  NULL is allowed. */
void http_stop(struct http *http);

/*
 * lingering: connections that were answered before all of the request had come in.
 *
 * If such a connection were closed at once, the client would be reset and might not see
 * the answer.  What still comes is read and dropped, for a short time and for a bounded
 * number of connections.  Threads: any, except lingering_new() and lingering_free().
 */
#define LINGER_MAX 512
#define LINGER_MS  5000

struct lingering;

/* max: how many at a time, at most LINGER_MAX; for more the oldest is closed. */
struct lingering *lingering_new(size_t max) MUST_CHECK;
void lingering_free(struct lingering *lingering); /* NULL is allowed */

/* The connection of fd stays open for a while when fd is closed. */
void lingering_take(struct lingering *lingering, int fd);

#endif
