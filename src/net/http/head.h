/*
 * head: what a request's head says, and whether we take it.
 *
 * Stricter than the HTTP library, which lets pass what two readers may read differently
 * (RFC 9112, 3.2 and 6.3: no host or two, lengths given twice, or together with a
 * transfer coding).
 */
#ifndef NET_HTTP_HEAD_H
#define NET_HTTP_HEAD_H

#include <stdint.h>

#include "net/http/route.h"

struct head {
    const struct routes *routes;
    bool is_malformed;  /* its lines are not what lines are; see framing.h */
    struct str version; /* HTTP/1.1 */
    struct str method;
    struct str path;
    struct str host;
    unsigned n_hosts;
    struct str type; /* Content-Type; ptr NULL: none */
    unsigned n_types;
    struct str length; /* Content-Length */
    unsigned n_lengths;
    struct str encoding; /* Transfer-Encoding */
    unsigned n_encodings;
};

/* A header of the request; those that do not matter are passed over. */
void head_add(struct head *head, struct str name, struct str value);

enum head_result {
    HEAD_TAKEN,           /* *ret_route and *ret_length are set */
    HEAD_REFUSED,         /* *ret_reply, once the body has been thrown away */
    HEAD_REFUSED_AT_ONCE, /* *ret_reply, without reading on: the connection ends */
};

#define HEAD_NO_LENGTH UINT64_MAX

enum head_result head_check(const struct head *head, uint64_t max_body_bytes,
                            const struct route **ret_route, uint64_t *ret_length,
                            struct reply *ret_reply);

#endif
