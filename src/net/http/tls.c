#include "net/http/tls.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "net/http/connections.h"
#include "net/http/tls_client.h"

#define CHAIN_MAX 16 /* certificates we send */

struct credentials {
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned n_chain;
    gnutls_privkey_t key;
    gnutls_x509_trust_list_t clients; /* NULL: clients are not asked */
};

struct tls {
    struct tls_client_rule clients;
    struct cert_store *certs;
};

/* GnuTLS does not write to what a datum points at. */
static gnutls_datum_t datum(struct str bytes)
{
    return (gnutls_datum_t){
        .data = (unsigned char *)(uintptr_t)bytes.ptr,
        .size = (unsigned)bytes.len,
    };
}

static void credentials_free(void *made)
{
    struct credentials *credentials = made;

    if (credentials == NULL)
        return;
    for (unsigned i = 0; i < credentials->n_chain; i++)
        gnutls_pcert_deinit(&credentials->chain[i]);
    if (credentials->key != NULL)
        gnutls_privkey_deinit(credentials->key);
    if (credentials->clients != NULL)
        gnutls_x509_trust_list_deinit(credentials->clients, 1);
    free(credentials);
}

static bool import_pair(struct credentials *credentials, const struct cert_bytes *bytes,
                        struct err *err)
{
    const gnutls_datum_t cert = datum(bytes->cert);
    const gnutls_datum_t key = datum(bytes->key);
    unsigned n = CHAIN_MAX;
    int code;

    code = gnutls_pcert_list_import_x509_raw(
        credentials->chain, &n, &cert, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_SORT);
    if (code < 0)
        return err_set(err, ERR_INVALID, "%s is not usable for TLS: %s",
                       bytes->paths->cert, gnutls_strerror(code));
    credentials->n_chain = n;
    code = gnutls_privkey_init(&credentials->key);
    if (code >= 0)
        code = gnutls_privkey_import_x509_raw(credentials->key, &key, GNUTLS_X509_FMT_PEM,
                                              NULL, 0);
    if (code < 0)
        return err_set(err, ERR_INVALID, "%s is not usable for TLS: %s",
                       bytes->paths->key, gnutls_strerror(code));
    return true;
}

static bool import_clients(struct credentials *credentials,
                           const struct cert_bytes *bytes, struct err *err)
{
    const gnutls_datum_t ca = datum(bytes->client_ca);
    int n;

    if (gnutls_x509_trust_list_init(&credentials->clients, 0) < 0)
        mem_gone();
    n = gnutls_x509_trust_list_add_trust_mem(credentials->clients, &ca, NULL,
                                             GNUTLS_X509_FMT_PEM, 0, 0);
    if (n < 0)
        return err_set(err, ERR_INVALID, "%s is not usable as the clients' CA: %s",
                       bytes->paths->client_ca, gnutls_strerror(n));
    if (n == 0)
        return err_set(err, ERR_INVALID, "%s holds no certificate",
                       bytes->paths->client_ca);
    return true;
}

static void *credentials_make(void *context, const struct cert_bytes *bytes,
                              struct err *err)
{
    struct credentials *credentials = mem_alloc(1, sizeof *credentials);

    (void)context;
    if (!import_pair(credentials, bytes, err) ||
        (bytes->client_ca.ptr != NULL && !import_clients(credentials, bytes, err))) {
        credentials_free(credentials);
        return NULL;
    }
    return credentials;
}

static int verify_client(gnutls_session_t session)
{
    const struct connection *connection = gnutls_session_get_ptr(session);
    const struct credentials *credentials = cert_pair_made(connection->pair);

    return tls_client_verify(session, credentials->clients, &connection->tls->clients)
               ? 0
               : GNUTLS_E_CERTIFICATE_ERROR;
}

void tls_open(struct tls *tls, gnutls_session_t session, struct connection *connection)
{
    const struct credentials *credentials;

    connection->tls = tls;
    connection->session = session;
    connection->pair = cert_store_get(tls->certs);
    credentials = cert_pair_made(connection->pair);
    gnutls_session_set_ptr(session, connection);
    if (credentials->clients == NULL)
        return;
    gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_function(session, verify_client);
}

void tls_close(struct connection *connection)
{
    cert_pair_unref(connection->pair);
    connection->pair = NULL;
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
int tls_certificate(gnutls_session_t session, const gnutls_datum_t *ca_names,
                    int n_ca_names, const gnutls_pk_algorithm_t *algorithms,
                    int n_algorithms, gnutls_pcert_st **ret, unsigned *ret_n,
                    gnutls_privkey_t *ret_key)
{
    const struct connection *connection = gnutls_session_get_ptr(session);
    const struct credentials *credentials = cert_pair_made(connection->pair);

    (void)ca_names;
    (void)n_ca_names;
    (void)algorithms;
    (void)n_algorithms;
    *ret = (gnutls_pcert_st *)(uintptr_t)credentials->chain;
    *ret_n = credentials->n_chain;
    *ret_key = credentials->key;
    return 0;
}

struct cert_maker tls_maker(struct tls *tls)
{
    return (struct cert_maker){
        .make = credentials_make, .free = credentials_free, .context = tls};
}

void tls_use(struct tls *tls, struct cert_store *certs)
{
    tls->certs = certs;
}

struct tls *tls_new(const struct tls_config *config)
{
    struct tls *tls = mem_alloc(1, sizeof *tls);

    tls->clients = (struct tls_client_rule){
        .names = config->client_names,
        .n_names = config->n_client_names,
        .log = config->log,
        .metrics = config->metrics,
    };
    return tls;
}

void tls_free(struct tls *tls)
{
    free(tls);
}
