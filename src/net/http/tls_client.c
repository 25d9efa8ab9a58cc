#include "net/http/tls_client.h"

#include "base/attr.h"
#include "base/str.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"

#define CHAIN_MAX     8  /* certificates we look at */
#define ALT_NAMES_MAX 64 /* of the client's certificate */
#define NAME_MAX_SIZE 256

/* RSA from 2048 bits on, no SHA-1. */
#define STRONG_ONLY GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM)

struct chain {
    gnutls_x509_crt_t certs[CHAIN_MAX];
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

    if (peers == NULL || n == 0 || n > CHAIN_MAX)
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

/* NULL: trusted. */
static const char *distrust(const struct chain *chain,
                            gnutls_x509_trust_list_t authorities)
{
    static unsigned char purpose[] = GNUTLS_KP_TLS_WWW_CLIENT;
    gnutls_typed_vdata_st demand = {
        .type = GNUTLS_DT_KEY_PURPOSE_OID,
        .data = purpose,
        .size = sizeof purpose - 1,
    };
    gnutls_x509_crt_t certs[CHAIN_MAX]; /* GnuTLS may sort them */
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

static bool is_listed(const struct tls_client_rule *rule, struct str name)
{
    for (size_t i = 0; i < rule->n_names; i++) {
        if (str_equal(str_from(rule->names[i]), name))
            return true;
    }
    return false;
}

static bool bears_name(gnutls_x509_crt_t cert, const struct tls_client_rule *rule)
{
    char name[NAME_MAX_SIZE];
    size_t size = sizeof name;

    if (rule->n_names == 0)
        return true;
    if (gnutls_x509_crt_get_dn_by_oid(cert, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name,
                                      &size) >= 0 &&
        is_listed(rule, (struct str){name, size}))
        return true;
    for (unsigned i = 0; i < ALT_NAMES_MAX; i++) {
        size = sizeof name;
        const int type = gnutls_x509_crt_get_subject_alt_name(cert, i, name, &size, NULL);

        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            return false;
        if ((type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_URI ||
             type == GNUTLS_SAN_RFC822NAME) &&
            is_listed(rule, (struct str){name, size}))
            return true;
    }
    return false;
}

static void log_refusal(const struct tls_client_rule *rule, const struct chain *chain,
                        const char *reason)
{
    char name[NAME_MAX_SIZE];
    size_t size = sizeof name;
    struct log_line line;

    metrics_add(rule->metrics, METRIC_CLIENTS_REFUSED, 1);
    if (!log_takes(rule->log, LOG_LEVEL_WARN))
        return;
    log_line_begin(&line, rule->log, LOG_LEVEL_WARN, "client refused", NULL);
    log_line_text(&line, "error", reason);
    if (chain->n > 0 && gnutls_x509_crt_get_dn(chain->certs[0], name, &size) >= 0)
        log_line_str(&line, "subject", (struct str){name, size});
    log_line_end(&line);
}

bool tls_client_verify(gnutls_session_t session, gnutls_x509_trust_list_t authorities,
                       const struct tls_client_rule *rule)
{
    AUTO(chain_clear) struct chain chain = {.n = 0};
    const char *reason = NULL;

    if (!chain_read(session, &chain))
        reason = "it shows no certificate that can be read";
    else
        reason = distrust(&chain, authorities);
    if (reason == NULL && !bears_name(chain.certs[0], rule))
        reason = "its certificate bears none of the names given by --client-name";
    if (reason == NULL)
        return true;
    log_refusal(rule, &chain, reason);
    /* Otherwise the client is told nothing; when it does not arrive the log has it. */
    (void)gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_BAD_CERTIFICATE);
    return false;
}
