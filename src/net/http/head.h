/* SPDX-License-Identifier: Apache-2.0 */
/*
 * head: what a request's head says, and whether we take it.
 *
 * Stricter than the HTTP library, which lets pass what two readers may read differently
 * (RFC 9112, 3.2 and 6.3: no host or two, lengths given twice, or together with a
 * transfer coding).
 */
#ifndef NET_HTTP_HEAD_H
#define NET_HTTP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "net/http/route.h"

/*
 * framing: whether the lines of a request's head are what RFC 9112 calls lines.
 *
 * The HTTP library is lenient: it takes folded lines, bare CR or LF, NUL, more than one
 * blank, and another reader may then see another request.  It leaves the pieces of the
 * head where they arrived, so the gaps between them tell what it passed over.
 */
struct framing {
    const char *begin; /* of the request line */
    const char *end;   /* of what was seen of the head */
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

/* Of the target before the library takes it apart; 0: it is missing, or not printable. */
size_t framing_target_length(const char *target_or_null);

void framing_begin(struct framing *framing, struct str method, struct str target,
                   struct str version);
/* A field. */
void framing_add(struct framing *framing, struct str name, struct str value);

/* Once all fields were added.  head_bytes: the library's count of the whole head. */
bool framing_is_sound(const struct framing *framing, size_t head_bytes);

#endif
