/* SPDX-License-Identifier: Apache-2.0 */
#include "net/http/tls.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"

#define CHAIN_MAX     16 /* certificates that the server sends */
#define PEERS_MAX     8  /* certificates of a client that are checked */
#define ALT_NAMES_MAX 64 /* of the client's certificate */
#define NAME_MAX_SIZE 256

/* RSA of at least 2048 bits; no SHA-1. */
#define STRONG_ONLY GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM)

struct credentials {
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned n_chain;
    gnutls_privkey_t key;
    gnutls_x509_trust_list_t clients; /* NULL: no client certificates are requested */
};

/* GnuTLS does not write to the data of a datum. */
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
        return err_set(err, ERR_INVALID, "%s contains no certificate",
                       bytes->paths->client_ca);
    return true;
}

static void *credentials_make(const struct cert_bytes *bytes, struct err *err)
{
    struct credentials *credentials = mem_alloc(1, sizeof *credentials);

    if (!import_pair(credentials, bytes, err) ||
        (bytes->client_ca.ptr != NULL && !import_clients(credentials, bytes, err))) {
        credentials_free(credentials);
        return NULL;
    }
    return credentials;
}

const struct cert_maker tls_maker = {credentials_make, credentials_free};

struct chain {
    gnutls_x509_crt_t certs[PEERS_MAX];
    unsigned n;
};

static void chain_clear(struct chain *chain)
{
    for (unsigned i = 0; i < chain->n; i++)
        gnutls_x509_crt_deinit(chain->certs[i]);
    chain->n = 0;
}
DEFINE_AUTO_CLEAR(chain_clear, struct chain);

static bool chain_read(gnutls_session_t session, struct chain *ret)
{
    unsigned n = 0;
    const gnutls_datum_t *peers = gnutls_certificate_get_peers(session, &n);

    if (peers == NULL || n == 0 || n > PEERS_MAX)
        return false;
    for (unsigned i = 0; i < n; i++) {
        if (gnutls_x509_crt_init(&ret->certs[i]) < 0)
            return false;
        ret->n = i + 1;
        if (gnutls_x509_crt_import(ret->certs[i], &peers[i], GNUTLS_X509_FMT_DER) < 0)
            return false;
    }
    return true;
}

/* The reason why the client is not trusted; NULL if it is trusted. */
static const char *distrust(const struct chain *chain,
                            gnutls_x509_trust_list_t authorities)
{
    static unsigned char purpose[] = GNUTLS_KP_TLS_WWW_CLIENT;
    gnutls_typed_vdata_st demand = {
        .type = GNUTLS_DT_KEY_PURPOSE_OID,
        .data = purpose,
        .size = sizeof purpose - 1,
    };
    gnutls_x509_crt_t certs[PEERS_MAX]; /* GnuTLS may sort them */
    unsigned status = 0;

    memcpy(certs, chain->certs, sizeof certs);
    if (gnutls_x509_trust_list_verify_crt2(authorities, certs, chain->n, &demand, 1,
                                           STRONG_ONLY, &status, NULL) < 0)
        return "its certificate cannot be verified";
    if ((status & GNUTLS_CERT_EXPIRED) != 0)
        return "its certificate has expired";
    if ((status & GNUTLS_CERT_PURPOSE_MISMATCH) != 0)
        return "its certificate is not for client authentication";
    if (status != 0)
        return "its certificate is not signed by the CA for clients";
    return NULL;
}

static bool is_listed(const struct tls *tls, struct str name)
{
    for (size_t i = 0; i < tls->n_client_names; i++) {
        if (str_equal(str_from(tls->client_names[i]), name))
            return true;
    }
    return false;
}

static bool has_name(gnutls_x509_crt_t cert, const struct tls *tls)
{
    char name[NAME_MAX_SIZE];
    size_t size = sizeof name;

    if (tls->n_client_names == 0)
        return true;
    if (gnutls_x509_crt_get_dn_by_oid(cert, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name,
                                      &size) >= 0 &&
        is_listed(tls, (struct str){name, size}))
        return true;
    for (unsigned i = 0; i < ALT_NAMES_MAX; i++) {
        size = sizeof name;
        const int type = gnutls_x509_crt_get_subject_alt_name(cert, i, name, &size, NULL);

        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return false;
        if ((type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_URI ||
             type == GNUTLS_SAN_RFC822NAME) &&
            is_listed(tls, (struct str){name, size}))
            return true;
    }
    return false;
}

static void log_refusal(const struct tls *tls, const struct chain *chain,
                        const char *reason)
{
    char name[NAME_MAX_SIZE];
    size_t size = sizeof name;
    struct log_line line;

    metrics_add(tls->metrics, METRIC_CLIENTS_REFUSED, 1);
    if (!log_takes(tls->log, LOG_LEVEL_WARN))
        return;
    log_line_begin(&line, tls->log, LOG_LEVEL_WARN, "client refused", NULL);
    log_line_text(&line, "error", reason);
    if (chain->n > 0 && gnutls_x509_crt_get_dn(chain->certs[0], name, &size) >= 0)
        log_line_str(&line, "subject", (struct str){name, size});
    log_line_end(&line);
}

/* During the handshake: check that the client's chain leads to a CA of the pair, permits
 * client authentication, and has one of the names.  A refusal is logged and counted. */
static int verify_client(gnutls_session_t gnutls)
{
    const struct tls_session *session = gnutls_session_get_ptr(gnutls);
    const struct credentials *credentials = cert_pair_made(session->pair);
    const struct tls *tls = session->tls;
    AUTO(chain_clear) struct chain chain = {.n = 0};
    const char *reason = NULL;

    if (!chain_read(gnutls, &chain))
        reason = "it presents no readable certificate";
    else
        reason = distrust(&chain, credentials->clients);
    if (reason == NULL && !has_name(chain.certs[0], tls))
        reason = "its certificate has none of the names given by --client-name";
    if (reason == NULL)
        return 0;
    log_refusal(tls, &chain, reason);
    /* Only the alert tells the client the reason.  If it is lost, the log has it. */
    (void)gnutls_alert_send(gnutls, GNUTLS_AL_FATAL, GNUTLS_A_BAD_CERTIFICATE);
    return GNUTLS_E_CERTIFICATE_ERROR;
}

void tls_open(const struct tls *tls, gnutls_session_t session, struct tls_session *ret)
{
    struct cert_pair *pair = cert_store_get(tls->certs);
    const struct credentials *credentials = cert_pair_made(pair);

    *ret = (struct tls_session){.tls = tls, .session = session, .pair = pair};
    gnutls_session_set_ptr(session, ret);
    if (credentials->clients == NULL)
        return;
    gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_function(session, verify_client);
}

void tls_close(struct tls_session *session)
{
    cert_pair_unref(session->pair);
    session->pair = NULL;
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
int tls_certificate(gnutls_session_t gnutls, const gnutls_datum_t *ca_names,
                    int n_ca_names, const gnutls_pk_algorithm_t *algorithms,
                    int n_algorithms, gnutls_pcert_st **ret, unsigned *ret_n,
                    gnutls_privkey_t *ret_key)
{
    const struct tls_session *session = gnutls_session_get_ptr(gnutls);
    const struct credentials *credentials = cert_pair_made(session->pair);

    (void)ca_names;
    (void)n_ca_names;
    (void)algorithms;
    (void)n_algorithms;
    *ret = (gnutls_pcert_st *)(uintptr_t)credentials->chain;
    *ret_n = credentials->n_chain;
    *ret_key = credentials->key;
    return 0;
}
