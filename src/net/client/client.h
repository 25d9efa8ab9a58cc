/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client: one HTTPS request, sent as the API server sends its own.
 *
 * HTTP/1.1 over TLS 1.2 or later; the server's certificate is checked by
 * sys/x509/certificate before a byte is sent.  A new connection each time.  SIGPIPE must
 * be ignored.  Threads: any.
 */
#ifndef NET_CLIENT_CLIENT_H
#define NET_CLIENT_CLIENT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"
#include "sys/x509/certificate.h"

struct client_target {
    const char *host;           /* a name, or an address without brackets */
    const char *port;           /* digits */
    const char *server_name;    /* whom the certificate must name; NULL: host */
    struct certificate_file ca; /* what caBundle holds */
    const char *cert_path;      /* for a server that asks for one; NULL: none */
    const char *key_path;
    uint64_t timeout_ms;       /* for the whole call */
    struct problems *findings; /* warnings about the server's certificate */
};

#define CLIENT_USER_AGENT "kube-apiserver-admission"

/* Texts live in the arena. */
struct client_reply {
    unsigned status;
    struct str content_type;
    struct str content_encoding;
    struct str retry_after;
    struct str body;
    uint64_t handshake_ns; /* connecting and TLS */
    uint64_t total_ns;
};

/* path: with the query.  False: there was no answer (ERR_IO), or the certificate is
 * refused (ERR_INVALID); the text says why. */
bool client_post(const struct client_target *target, const char *path, struct str body,
                 struct arena *arena, struct client_reply *ret, struct err *err)
    MUST_CHECK;

/*
 * incoming: an HTTP/1.1 response as it comes in, piece by piece.  For client.c; no I/O of
 * its own.
 */
#define CLIENT_REPLY_MAX_BYTES ((size_t)64 << 20)

enum incoming_framing {
    INCOMING_HEAD,     /* the head is not complete yet */
    INCOMING_LENGTH,   /* Content-Length */
    INCOMING_CHUNKED,  /* Transfer-Encoding: chunked */
    INCOMING_TO_CLOSE, /* neither: all until the connection ends */
    INCOMING_COMPLETE
};

struct incoming {
    struct buf raw;  /* all that came in */
    struct buf body; /* INCOMING_CHUNKED: the pieces joined */
    enum incoming_framing framing;
    size_t at; /* in raw: where the body, or the next chunk, begins */
    size_t length;
    struct client_reply *out;
    struct arena *arena;
};

void incoming_init(struct incoming *incoming, struct arena *arena,
                   struct client_reply *out);
void incoming_clear(struct incoming *incoming);
DEFINE_AUTO_CLEAR(incoming_clear, struct incoming);

/* After bytes were added to raw.  False: this is no HTTP/1.1 response. */
bool incoming_advance(struct incoming *incoming, struct err *err) MUST_CHECK;

/* The connection has ended.  False: in the middle of the response. */
bool incoming_end(struct incoming *incoming, struct err *err) MUST_CHECK;

#endif
