/* SPDX-License-Identifier: Apache-2.0 */
/* chain: finds a chain from the leaf to a certificate of the caBundle.  As in Go, every
 * certificate of the bundle is an anchor, self-signed or not. */
#include <openssl/x509_vfy.h>

#include "base/mem.h"
#include "base/text.h"
#include "sys/x509/parts.h"

DEFINE_AUTO(X509_STORE_free, X509_STORE *);
DEFINE_AUTO(X509_STORE_CTX_free, X509_STORE_CTX *);

#define ANCHORS_MAX 1000 /* of a bundle that are tried one by one */

/* Dates are checked for each certificate of the chain that was found. */
static int pass_over_dates(int ok, X509_STORE_CTX *context)
{
    int why = X509_STORE_CTX_get_error(context);

    return ok == 1 || why == X509_V_ERR_CERT_HAS_EXPIRED ||
           why == X509_V_ERR_CERT_NOT_YET_VALID;
}

static X509_STORE_CTX *context_new(const struct certificate_case *at, X509_STORE *store)
{
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509 *leaf = sk_X509_value(at->decoded->chain, 0);

    if (context == NULL ||
        X509_STORE_CTX_init(context, store, leaf, at->decoded->chain) != 1)
        mem_gone();

    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);

    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_time(param, (time_t)at->pair->now);
    X509_VERIFY_PARAM_set_auth_level(param, 0); /* leaf.c checks sizes and hashes */
    X509_STORE_CTX_set_verify_cb(context, pass_over_dates);
    return context;
}

/* The chain through the anchors first .. last - 1, or NULL with the reason in *why. */
static STACK_OF(X509) *
    chain_through(const struct certificate_case *at, int first, int last, int *why)
{
    AUTO(X509_STORE_free) X509_STORE *store = X509_STORE_new();

    if (store == NULL)
        mem_gone();
    for (int i = first; i < last; i++)
        X509_STORE_add_cert(store, sk_X509_value(at->decoded->roots, i));

    AUTO(X509_STORE_CTX_free) X509_STORE_CTX *context = context_new(at, store);

    if (X509_verify_cert(context) == 1)
        return X509_STORE_CTX_get1_chain(context);
    *why = X509_STORE_CTX_get_error(context);
    return NULL;
}

/* OpenSSL tries one issuer for a name, Go tries all.  As in Go, all are tried here if two
 * CAs of a bundle have the same name, as after a rotation. */
static STACK_OF(X509) * chain_find(const struct certificate_case *at, int *why)
{
    int n = sk_X509_num(at->decoded->roots);
    int unused;
    STACK_OF(X509) *chain = chain_through(at, 0, n, why);

    for (int i = 0; chain == NULL && n > 1 && i < n && i < ANCHORS_MAX; i++)
        chain = chain_through(at, i, i + 1, &unused);
    return chain;
}

static bool is_unknown_issuer(int why)
{
    return why == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
           why == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
           why == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ||
           why == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
           why == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
}

static void report_no_chain(const struct certificate_case *at, int why)
{
    const struct certificate_pair *pair = at->pair;
    struct place place = {.file = pair->cert.name};
    AUTO(buf_clear) struct buf issuer = {.max_bytes = 512};

    certificate_add_name(&issuer,
                         X509_get_issuer_name(sk_X509_value(at->decoded->chain, 0)));
    if (is_unknown_issuer(why))
        problems_add(
            at->problems, SEVERITY_ERROR, "chain", place,
            "%s is signed by an unknown authority: %s has no CA that leads to it; "
            "its issuer is %s",
            pair->cert.name, pair->ca.name, buf_text(&issuer));
    else
        problems_add(at->problems, SEVERITY_ERROR, "chain", place,
                     "%s does not lead to a CA in %s: %s; its issuer is %s",
                     pair->cert.name, pair->ca.name, X509_verify_cert_error_string(why),
                     buf_text(&issuer));
}

enum issuer {
    ISSUER_BETWEEN,
    ISSUER_ANCHOR
};

/* The leaf was checked already; the signature of an anchor is never checked. */
static void check_issuer(const struct certificate_case *at, X509 *cert,
                         enum issuer issuer)
{
    AUTO(buf_clear) struct buf whose = {.max_bytes = 1024};
    struct certificate_subject subject = {
        .cert = cert,
        .file = issuer == ISSUER_ANCHOR ? at->pair->ca.name : at->pair->cert.name,
    };

    buf_addf(&whose, "%s: the CA ", subject.file);
    certificate_add_name(&whose, X509_get_subject_name(cert));
    subject.whose = buf_text(&whose);
    certificate_check_dates(at, &subject);
    certificate_check_usage(at, &subject);
    if (issuer != ISSUER_ANCHOR)
        certificate_check_signature(at, &subject);
}

void certificate_check_chain(const struct certificate_case *at)
{
    int why = X509_V_OK;

    if (at->decoded->roots == NULL)
        return;

    AUTO(x509_stack_free_) STACK_OF(X509) *chain = chain_find(at, &why);

    if (chain == NULL) {
        report_no_chain(at, why);
        return;
    }

    int last = sk_X509_num(chain) - 1;

    for (int i = 1; i <= last; i++)
        check_issuer(at, sk_X509_value(chain, i),
                     i == last ? ISSUER_ANCHOR : ISSUER_BETWEEN);
}
