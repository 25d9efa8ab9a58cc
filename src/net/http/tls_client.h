/*
 * tls_client: is this client one that may ask us?
 */
#ifndef NET_HTTP_TLS_CLIENT_H
#define NET_HTTP_TLS_CLIENT_H

#include <gnutls/x509.h>
#include <stdbool.h>

struct log;
struct metrics;

struct tls_client_rule {
    const char *const *names; /* common names or alternative names; n 0: any */
    size_t n_names;
    struct log *log;
    struct metrics *metrics;
};

/* During the handshake: the client's chain leads to a CA of the list, is for client
 * authentication, and bears one of the names.  A refusal is logged and counted. */
bool tls_client_verify(gnutls_session_t session, gnutls_x509_trust_list_t authorities,
                       const struct tls_client_rule *rule);

#endif
