/*
 * http: one port, served by libmicrohttpd.  Nobody else knows which library it is.
 *
 * Threads: one starts, drains and stops; the library's own threads serve.
 */
#ifndef NET_HTTP_HTTP_H
#define NET_HTTP_HTTP_H

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

#endif
