/* SPDX-License-Identifier: Apache-2.0 */
/*
 * head: collects the head of a request, and decides whether it is accepted.
 *
 * Stricter than the HTTP library, which accepts heads that two readers may read
 * differently (RFC 9112, 3.2 and 6.3: no host or two, a length given twice or together
 * with a transfer coding).  All texts are borrowed from the library.
 */
#ifndef NET_HTTP_HEAD_H
#define NET_HTTP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "net/http/route.h"

/*
 * framing: checks that the lines of a head are lines by RFC 9112.
 *
 * The HTTP library is lenient: it accepts folded lines, bare CR or LF, NUL, and more than
 * one blank, so another reader may see another request.  It leaves the pieces of the head
 * where they arrived, so the gaps between them show what it skipped.
 */
struct framing {
    const char *begin; /* of the request line */
    const char *end;   /* of the part of the head seen so far */
    bool is_wrong;
};

struct head {
    const struct routes *routes;
    struct framing framing;
    bool is_malformed;  /* see framing */
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

/* Add a header of the request; headers that do not matter are ignored. */
void head_add(struct head *head, struct str name, struct str value);

enum head_result {
    HEAD_TAKEN,           /* *ret_route and *ret_length are set */
    HEAD_REFUSED,         /* send *ret_reply, after the body has been discarded */
    HEAD_REFUSED_AT_ONCE, /* send *ret_reply without reading on; the connection ends */
};

#define HEAD_NO_LENGTH UINT64_MAX

enum head_result head_check(const struct head *head, uint64_t max_body_bytes,
                            const struct route **ret_route, uint64_t *ret_length,
                            struct reply *ret_reply);

/* The length of the target before the library splits it; 0: it is missing or not
 * printable. */
size_t framing_target_length(const char *target_or_null);

void framing_begin(struct framing *framing, struct str method, struct str target,
                   struct str version);
/* Add a header field. */
void framing_add(struct framing *framing, struct str name, struct str value);

/* True if the head is sound; after the last framing_add().  head_bytes: the library's
 * count for the whole head. */
bool framing_is_sound(const struct framing *framing, size_t head_bytes);

#endif
