/* SPDX-License-Identifier: Apache-2.0 */
/* leaf: checks of single certificates: key, dates, usage, signature, serial number.  Go's
 * verifier (crypto/x509, crypto/tls) refuses whatever is an error here. */
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "base/units.h"
#include "sys/x509/parts.h"

#define RSA_REFUSED_BELOW 1024 /* Go 1.24, crypto/rsa */
#define RSA_WEAK_BELOW    2048

static struct place in_file(const char *file)
{
    return (struct place){.file = file};
}

/* The public keys that Go's TLS client can verify a server with. */
static const struct {
    int nid;
    const char *text;
} curves[] = {
    {NID_X9_62_prime256v1, "ECDSA P-256"},
    {NID_secp384r1, "ECDSA P-384"},
    {NID_secp521r1, "ECDSA P-521"},
};

static const char *curve_of(EVP_PKEY *key)
{
    char group[32];
    size_t len = 0;

    if (EVP_PKEY_get_group_name(key, group, sizeof group, &len) != 1)
        return NULL;

    int nid = OBJ_txt2nid(group);

    for (size_t i = 0; i < ARRAY_LEN(curves); i++) {
        if (curves[i].nid == nid)
            return curves[i].text;
    }
    return NULL;
}

void certificate_key_kind(EVP_PKEY *key, char text[24])
{
    const char *name = key == NULL ? NULL : OBJ_nid2sn(EVP_PKEY_get_base_id(key));
    const char *curve = NULL;

    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC)
        curve = curve_of(key);
    if (curve != NULL)
        snprintf(text, 24, "%s", curve);
    else if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        snprintf(text, 24, "RSA %d", EVP_PKEY_get_bits(key));
    else if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
        snprintf(text, 24, "Ed25519");
    else
        snprintf(text, 24, "%.20s", name == NULL ? "unknown" : name);
}

static void check_rsa(const struct certificate_case *at, EVP_PKEY *key)
{
    int bits = EVP_PKEY_get_bits(key);
    const char *file = at->pair->cert.name;

    if (bits < RSA_REFUSED_BELOW)
        problems_add(at->problems, SEVERITY_ERROR, "key-size", in_file(file),
                     "%s: the RSA key has %d bits, below 1024 it is refused; use ECDSA "
                     "P-256 or RSA 2048",
                     file, bits);
    else if (bits < RSA_WEAK_BELOW)
        problems_add(at->problems, SEVERITY_WARNING, "key-size", in_file(file),
                     "%s: the RSA key has only %d bits; use ECDSA P-256 or RSA 2048",
                     file, bits);
}

static void check_key(const struct certificate_case *at, X509 *leaf)
{
    EVP_PKEY *key = X509_get0_pubkey(leaf);
    int kind = key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
    char text[24];

    if (kind == EVP_PKEY_RSA) {
        check_rsa(at, key);
        return;
    }
    if (kind == EVP_PKEY_ED25519 || (kind == EVP_PKEY_EC && curve_of(key) != NULL))
        return;
    certificate_key_kind(key, text);
    problems_add(at->problems, SEVERITY_ERROR, "key-kind", in_file(at->pair->cert.name),
                 "%s: a key of the kind %s is not supported by the API server; use ECDSA "
                 "P-256, P-384, P-521, Ed25519 or RSA",
                 at->pair->cert.name, text);
}

/* The index in the file of the certificate that matches the key, from 0; -1: none. */
static int owner_of(const struct certificate_case *at)
{
    for (int i = 0; i < sk_X509_num(at->decoded->chain); i++) {
        if (X509_check_private_key(sk_X509_value(at->decoded->chain, i),
                                   at->decoded->key) == 1)
            return i;
    }
    return -1;
}

static void check_match(const struct certificate_case *at)
{
    const struct certificate_pair *pair = at->pair;
    int owner = at->decoded->key == NULL ? 0 : owner_of(at);

    if (owner < 0)
        problems_add(at->problems, SEVERITY_ERROR, "key-mismatch",
                     in_file(pair->key.name),
                     "%s does not belong to the certificate in %s", pair->key.name,
                     pair->cert.name);
    else if (owner > 0)
        problems_add(
            at->problems, SEVERITY_ERROR, "leaf-first", in_file(pair->cert.name),
            "%s: the key belongs to certificate %d of the file; the server's own "
            "must come first",
            pair->cert.name, owner + 1);
}

static void warn_of_end(const struct certificate_case *at,
                        const struct certificate_subject *subject, int64_t end)
{
    char text[CERTIFICATE_TIME_SIZE];
    long long days = (end - at->pair->now + SECONDS_PER_DAY - 1) /
                     SECONDS_PER_DAY; /* a day that has begun counts */

    certificate_time_text(end, text);
    problems_add(at->problems, SEVERITY_WARNING, "expires-soon", in_file(subject->file),
                 "%s expires in %lld day%s, on %s", subject->whose, days,
                 days == 1 ? "" : "s", text);
}

void certificate_check_dates(const struct certificate_case *at,
                             const struct certificate_subject *subject)
{
    int64_t begin = certificate_seconds(X509_get0_notBefore(subject->cert));
    int64_t end = certificate_seconds(X509_get0_notAfter(subject->cert));
    char text[CERTIFICATE_TIME_SIZE];

    if (end < at->pair->now) {
        certificate_time_text(end, text);
        problems_add(at->problems, SEVERITY_ERROR, "expired", in_file(subject->file),
                     "%s has expired on %s", subject->whose, text);
    } else if (begin > at->pair->now) {
        certificate_time_text(begin, text);
        problems_add(at->problems, SEVERITY_ERROR, "not-yet-valid",
                     in_file(subject->file),
                     "%s is valid only from %s (or the clock here is "
                     "wrong)",
                     subject->whose, text);
    } else if (certificate_warn_days(end, at->pair->now) > 0) {
        warn_of_end(at, subject, end);
    }
}

void certificate_check_usage(const struct certificate_case *at,
                             const struct certificate_subject *subject)
{
    /* If the extension is absent, all bits are set. */
    uint32_t usage = X509_get_extended_key_usage(subject->cert);

    if ((usage & (XKU_SSL_SERVER | XKU_ANYEKU)) == 0)
        problems_add(at->problems, SEVERITY_ERROR, "usage", in_file(subject->file),
                     "%s is not for servers: its extended key usage lacks serverAuth",
                     subject->whose);
}

static bool hash_is_broken(int nid)
{
    return nid == NID_sha1 || nid == NID_md5 || nid == NID_md5_sha1 || nid == NID_md2 ||
           nid == NID_md4;
}

void certificate_check_signature(const struct certificate_case *at,
                                 const struct certificate_subject *subject)
{
    int hash = NID_undef;

    if (X509_get_signature_info(subject->cert, &hash, NULL, NULL, NULL) != 1) {
        problems_add(at->problems, SEVERITY_ERROR, "signature", in_file(subject->file),
                     "%s has a signature of an unknown kind", subject->whose);
        return;
    }
    if (hash_is_broken(hash))
        problems_add(at->problems, SEVERITY_ERROR, "signature", in_file(subject->file),
                     "%s is signed with %s, which is refused; sign it with SHA-256",
                     subject->whose, hash == NID_sha1 ? "SHA-1" : OBJ_nid2sn(hash));
}

/* Go checks neither; other clients and GnuTLS do. */
static void check_flags(const struct certificate_case *at, X509 *leaf)
{
    const uint32_t signing =
        KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT;
    const char *file = at->pair->cert.name;

    if ((X509_get_extension_flags(leaf) & EXFLAG_CA) != 0)
        problems_add(at->problems, SEVERITY_WARNING, "ca-flag", in_file(file),
                     "%s is a CA itself (CA:TRUE): anyone who has its key can make "
                     "certificates; serve a leaf signed by it",
                     file);
    else if ((X509_get_key_usage(leaf) & signing) == 0)
        problems_add(
            at->problems, SEVERITY_WARNING, "usage", in_file(file),
            "%s: its key usage lacks digitalSignature, other clients refuse that", file);
}

static void check_serial(const struct certificate_case *at, X509 *leaf)
{
    if (ASN1_STRING_type(X509_get0_serialNumber(leaf)) == V_ASN1_NEG_INTEGER)
        problems_add(at->problems, SEVERITY_ERROR, "serial", in_file(at->pair->cert.name),
                     "%s has a negative serial number, which is refused",
                     at->pair->cert.name);
}

static bool is_self_signed(X509 *cert)
{
    return (X509_get_extension_flags(cert) & EXFLAG_SS) != 0;
}

void certificate_check_leaf(const struct certificate_case *at)
{
    X509 *leaf = sk_X509_value(at->decoded->chain, 0);
    struct certificate_subject subject = {leaf, at->pair->cert.name, at->pair->cert.name};

    check_match(at);
    check_key(at, leaf);
    certificate_check_dates(at, &subject);
    certificate_check_usage(at, &subject);
    check_flags(at, leaf);
    check_serial(at, leaf);
    /* The signature of a trust anchor is never checked. */
    if (!is_self_signed(leaf))
        certificate_check_signature(at, &subject);
}
