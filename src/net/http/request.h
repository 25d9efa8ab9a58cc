/*
 * request: one HTTP request being served, in terms of this project.
 *
 * Plain data, part of its connection; the HTTP library is known to http.c only.
 */
#ifndef NET_HTTP_REQUEST_H
#define NET_HTTP_REQUEST_H

#include "net/http/bodies.h"
#include "net/http/reply.h"

struct MHD_Response;
struct route;

enum request_state {
    REQUEST_NEW,     /* its head has not been looked at */
    REQUEST_READING, /* its body is wanted */
    REQUEST_REFUSED, /* its body is thrown away, then `reply` is sent */
    REQUEST_ANSWERED /* `response` is ready, or sent */
};

struct request {
    enum request_state state;
    const struct route *route;
    size_t target_len; /* 0: there is no sound target; see framing.h */
    uint64_t length;   /* HEAD_NO_LENGTH: not announced */
    uint64_t thrown_away;
    bool closes;                /* the connection ends with the refusal */
    struct body body;           /* only of what comes in pieces */
    struct reply reply;         /* of a refusal */
    struct MHD_Response *ready; /* made while the body was at hand; NULL: none */
    unsigned ready_status;
    bool fits_record; /* the answer is short */
};

#endif
