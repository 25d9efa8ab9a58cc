/* check: the files are decoded, then each part of the pair is checked. */
#include <openssl/err.h>

#include "sys/x509/parts.h"

static void decoded_clear(struct certificate_decoded *decoded)
{
    x509_stack_free_(decoded->chain);
    x509_stack_free_(decoded->roots);
    EVP_PKEY_free(decoded->key);
}
DEFINE_AUTO_CLEAR(decoded_clear, struct certificate_decoded);

static bool decode_all(const struct certificate_pair *pair,
                       struct certificate_decoded *ret, struct err *err)
{
    ret->chain = certificate_decode(&pair->cert, err);
    if (ret->chain == NULL)
        return false;
    if (pair->key.pem.ptr != NULL) {
        ret->key = certificate_decode_key(&pair->key, err);
        if (ret->key == NULL)
            return false;
    }
    if (pair->ca.pem.ptr != NULL) {
        ret->roots = certificate_decode(&pair->ca, err);
        if (ret->roots == NULL)
            return false;
    }
    return true;
}

static void fill_fingerprint(X509 *leaf, char text[65])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;

    text[0] = '\0';
    if (X509_digest(leaf, EVP_sha256(), digest, &len) != 1)
        return;
    for (unsigned i = 0; i < len && i < 32; i++)
        snprintf(text + (size_t)2 * i, 3, "%02x", digest[i]);
}

static struct certificate_facts facts_of(const struct certificate_decoded *decoded)
{
    X509 *leaf = sk_X509_value(decoded->chain, 0);
    struct certificate_facts facts = {
        .not_before = certificate_seconds(X509_get0_notBefore(leaf)),
        .not_after = certificate_seconds(X509_get0_notAfter(leaf)),
    };
    AUTO(buf_clear) struct buf subject = {.max_bytes = sizeof facts.subject - 1};

    certificate_add_name(&subject, X509_get_subject_name(leaf));
    if (!subject.full)
        snprintf(facts.subject, sizeof facts.subject, "%s", buf_text(&subject));
    certificate_key_kind(X509_get0_pubkey(leaf), facts.key_kind);
    fill_fingerprint(leaf, facts.fingerprint);
    return facts;
}

bool certificate_check(const struct certificate_pair *pair, struct problems *problems,
                       struct certificate_facts *ret, struct err *err)
{
    AUTO(decoded_clear) struct certificate_decoded decoded = {0};
    struct certificate_case at = {pair, &decoded, problems};

    if (!decode_all(pair, &decoded, err))
        return false;

    certificate_check_leaf(&at);
    certificate_check_names(&at);
    certificate_check_chain(&at);
    ERR_clear_error();
    *ret = facts_of(&decoded);
    return true;
}
