/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange: serves one request from the HTTP library's calls: the head, pieces of the
 * body, the end.
 *
 * Part of http.  A body that comes in one piece is not copied.
 */
#ifndef NET_HTTP_EXCHANGE_H
#define NET_HTTP_EXCHANGE_H

#include <microhttpd.h>

#include "net/http/connections.h"
#include "net/http/route.h"

struct exchange {
    struct MHD_Connection *library;
    struct connection *connection;
    const struct http_config *config;
    struct arena *arena; /* emptied after each call */
};

/* MHD_NO: the connection is closed without an answer. */
enum MHD_Result exchange_open(const struct exchange *exchange, struct str version,
                              struct str method, struct str path);
enum MHD_Result exchange_add(const struct exchange *exchange, struct str piece);
enum MHD_Result exchange_answer(const struct exchange *exchange);

/* The request or its connection has ended: free what the request holds. */
void exchange_clear(struct connection *connection, const struct http_config *config);

/* Empty the arena. */
void exchange_reset_arena(const struct exchange *exchange);

#endif
