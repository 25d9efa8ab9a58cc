/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls: makes GnuTLS credentials from the certificate files, and decides which clients are
 * accepted.
 *
 * A handshake uses the pair that is in force when it begins.  Its connection keeps a
 * reference to that pair.  Threads: any.
 */
#ifndef NET_HTTP_TLS_H
#define NET_HTTP_TLS_H

#include <gnutls/abstract.h>

#include "base/attr.h"
#include "live/cert_store.h"

/* TLS 1.3, and TLS 1.2 with forward secrecy and authenticated encryption; GnuTLS's
 * default would accept 1.0 and 1.1, CBC and RSA key exchange.  The groups are in the
 * order in which clients guess them: any other group costs one more round trip. */
#define TLS_PRIORITIES                                                                   \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"                      \
    ":-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-MAC-ALL:+AEAD"                                    \
    ":-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305"                          \
    ":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:+GROUP-SECP521R1"

struct log;
struct metrics;

/* Everything is borrowed. */
struct tls {
    const char *const
        *client_names; /* names of accepted clients; n 0: all that the CA signed */
    size_t n_client_names;
    struct log *log;
    struct metrics *metrics;
    struct cert_store *certs; /* its pairs are made by tls_maker */
};
extern const struct cert_maker tls_maker;

/* The TLS state of a connection; zeroed: no TLS. */
struct tls_session {
    const struct tls *tls;
    gnutls_session_t session; /* the HTTP library's */
    struct cert_pair *pair;   /* in force when the handshake began */
};

/* Prepare a new session: it presents the pair in force, and asks the client for a
 * certificate if there is a CA for clients.  *ret must not move. */
void tls_open(const struct tls *tls, gnutls_session_t session, struct tls_session *ret);
void tls_close(struct tls_session *session);

/* The HTTP library calls it for the certificate of a session. */
int tls_certificate(gnutls_session_t gnutls, const gnutls_datum_t *ca_names,
                    int n_ca_names, const gnutls_pk_algorithm_t *algorithms,
                    int n_algorithms, gnutls_pcert_st **ret, unsigned *ret_n,
                    gnutls_privkey_t *ret_key);

#endif
