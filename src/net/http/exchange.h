/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange: one request and its answer, as the HTTP library hands them over: the head,
 * pieces of the body, the end.
 *
 * Part of http; a body that comes in one piece is answered where it lies.
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
    struct arena *arena; /* to be emptied after each call */
};

/* MHD_NO: the connection is closed without an answer. */
enum MHD_Result exchange_open(const struct exchange *exchange, struct str version,
                              struct str method, struct str path);
enum MHD_Result exchange_add(const struct exchange *exchange, struct str piece);
enum MHD_Result exchange_answer(const struct exchange *exchange);

/* The request is over, or its connection is: forget it. */
void exchange_clear(struct connection *connection, const struct http_config *config);

/* What was in the arena is no longer needed. */
void exchange_reset_arena(const struct exchange *exchange);

#endif
