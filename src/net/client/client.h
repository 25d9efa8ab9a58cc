/*
 * client: one HTTPS request, sent as the API server sends its own.
 *
 * HTTP/1.1 over TLS 1.2 or later; the server's certificate is checked by
 * sys/x509/certificate before a byte is sent.  A new connection each time.  SIGPIPE must
 * be ignored.  Threads: any.
 */
#ifndef NET_CLIENT_CLIENT_H
#define NET_CLIENT_CLIENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problems.h"
#include "net/client/incoming.h"
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

/* path: with the query.  False: there was no answer (ERR_IO), or the certificate is
 * refused (ERR_INVALID); the text says why. */
bool client_post(const struct client_target *target, const char *path, struct str body,
                 struct arena *arena, struct client_reply *ret, struct err *err)
    MUST_CHECK;

#endif
