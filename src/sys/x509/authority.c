/* SPDX-License-Identifier: Apache-2.0 */
/* authority: makes keys, certificates and their extensions with OpenSSL. */
#include "sys/x509/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "base/units.h"
#include "sys/x509/parts.h"

#define SERIAL_BYTES    16
#define COMMON_NAME_MAX 64 /* RFC 5280, ub-common-name */

struct authority {
    X509 *cert;
    EVP_PKEY *key;
};

DEFINE_AUTO(X509_free, X509 *);
DEFINE_AUTO(GENERAL_NAMES_free, GENERAL_NAMES *);

/* For calls of OpenSSL that fail only without memory or randomness. */
static void must(int worked)
{
    if (worked <= 0) {
        ERR_print_errors_fp(stderr);
        mem_gone_like("memory or randomness");
    }
}

static EVP_PKEY *key_new(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");

    must(key != NULL);
    return key;
}

/* Random, positive, and never shorter than its 16 bytes. */
static void set_serial(X509 *cert, unsigned char bytes[SERIAL_BYTES])
{
    must(RAND_bytes(bytes, SERIAL_BYTES));
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);

    BIGNUM *number = BN_bin2bn(bytes, SERIAL_BYTES, NULL);

    must(number != NULL);
    must(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL);
    BN_free(number);
}

static void set_dates(X509 *cert, int64_t begin, int64_t end)
{
    must(ASN1_TIME_set(X509_getm_notBefore(cert), (time_t)begin) != NULL);
    must(ASN1_TIME_set(X509_getm_notAfter(cert), (time_t)end) != NULL);
}

static void set_common_name(X509 *cert, struct str text)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr;

    must(X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
                                    bytes, (int)text.len, -1, 0));
}

/* value: in the language of OpenSSL's configuration files; only literals. */
static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);

    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);

    must(extension != NULL);
    must(X509_add_ext(cert, extension, -1));
    X509_EXTENSION_free(extension);
}

static X509 *cert_new(EVP_PKEY *key, unsigned char serial[SERIAL_BYTES])
{
    X509 *cert = X509_new();

    must(cert != NULL);
    must(X509_set_version(cert, X509_VERSION_3));
    set_serial(cert, serial);
    must(X509_set_pubkey(cert, key));
    return cert;
}

/* Each authority has a unique name, so that a bundle may contain the old and the new
 * one. */
static void name_authority(X509 *cert, const unsigned char serial[SERIAL_BYTES])
{
    char text[64];
    int n = snprintf(text, sizeof text, "ingress-warden CA %02x%02x%02x%02x", serial[0],
                     serial[1], serial[2], serial[3]);

    set_common_name(cert, (struct str){text, (size_t)n});
    must(X509_set_issuer_name(cert, X509_get_subject_name(cert)));
}

struct authority *authority_new(int64_t now)
{
    struct authority *authority = mem_alloc(1, sizeof *authority);
    unsigned char serial[SERIAL_BYTES];

    authority->key = key_new();
    authority->cert = cert_new(authority->key, serial);

    X509 *cert = authority->cert;

    name_authority(cert, serial);
    set_dates(cert, now - AUTHORITY_BACK_DATE,
              now + (int64_t)AUTHORITY_DAYS * SECONDS_PER_DAY);
    add_extension(cert, cert, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(cert, cert, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(cert, cert, NID_subject_key_identifier, "hash");
    must(X509_sign(cert, authority->key, EVP_sha256()));
    return authority;
}

void authority_free(struct authority *authority)
{
    if (authority == NULL)
        return;
    X509_free(authority->cert);
    EVP_PKEY_free(authority->key);
    free(authority);
}

static bool authority_check(const struct authority *authority,
                            const struct certificate_file *cert,
                            const struct certificate_file *key, int64_t now,
                            struct err *err)
{
    char text[CERTIFICATE_TIME_SIZE];
    int64_t end = authority_not_after(authority);

    if (X509_check_private_key(authority->cert, authority->key) != 1) {
        ERR_clear_error();
        return err_set(err, ERR_INVALID, "%s does not belong to the CA in %s", key->name,
                       cert->name);
    }
    if (X509_check_ca(authority->cert) != 1)
        return err_set(err, ERR_INVALID, "%s is not a CA certificate", cert->name);
    if (end > now)
        return true;
    certificate_time_text(end, text);
    return err_set(
        err, ERR_INVALID,
        "the CA in %s has expired on %s; move it and %s away to make a new one",
        cert->name, text, key->name);
}

struct authority *authority_read(const struct certificate_file *cert,
                                 const struct certificate_file *key, int64_t now,
                                 struct err *err)
{
    AUTO(x509_stack_free_) STACK_OF(X509) *all = certificate_decode(cert, err);

    if (all == NULL)
        return NULL;

    AUTO(EVP_PKEY_free) EVP_PKEY *read_key = certificate_decode_key(key, err);

    if (read_key == NULL)
        return NULL;

    AUTO(authority_free) struct authority *authority = mem_alloc(1, sizeof *authority);

    authority->cert = sk_X509_shift(all);
    authority->key = take_ptr(&read_key);
    if (!authority_check(authority, cert, key, now, err))
        return NULL;
    return take_ptr(&authority);
}

int64_t authority_not_after(const struct authority *authority)
{
    return certificate_seconds(X509_get0_notAfter(authority->cert));
}

void authority_add_name(const struct authority *authority, struct buf *out)
{
    certificate_add_name(out, X509_get_subject_name(authority->cert));
}

static void add_key(EVP_PKEY *key, struct buf *out)
{
    AUTO(BIO_free) BIO *bio = BIO_new(BIO_s_secmem());

    must(bio != NULL);
    must(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL));
    certificate_add_memory(out, bio);
}

void authority_add_pem(const struct authority *authority, struct buf *cert,
                       struct buf *key)
{
    certificate_add_pem(cert, authority->cert);
    add_key(authority->key, key);
}

/* Built by hand, because a name must not be read as OpenSSL's configuration language. */
static GENERAL_NAME *general_of(struct str name)
{
    struct certificate_address address;
    GENERAL_NAME *general = GENERAL_NAME_new();

    must(general != NULL);
    if (certificate_address_parse(name, &address)) {
        ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();

        must(octets != NULL);
        must(ASN1_OCTET_STRING_set(octets, address.bytes, (int)address.len));
        GENERAL_NAME_set0_value(general, GEN_IPADD, octets);
        return general;
    }

    ASN1_IA5STRING *dns = ASN1_IA5STRING_new();

    must(dns != NULL);
    must(ASN1_STRING_set(dns, name.ptr, (int)name.len));
    GENERAL_NAME_set0_value(general, GEN_DNS, dns);
    return general;
}

static void add_names(X509 *cert, const struct authority_request *request)
{
    AUTO(GENERAL_NAMES_free) GENERAL_NAMES *names = GENERAL_NAMES_new();
    /* RFC 5280, 4.2.1.6: critical if the subject is empty. */
    int critical = X509_NAME_entry_count(X509_get_subject_name(cert)) == 0;

    must(names != NULL);
    for (size_t i = 0; i < request->n_names; i++)
        must(sk_GENERAL_NAME_push(names, general_of(request->names[i])));
    must(X509_add1_ext_i2d(cert, NID_subject_alt_name, names, critical, 0));
}

static void date_leaf(X509 *cert, const struct authority *authority,
                      const struct authority_request *request)
{
    const int64_t first = certificate_seconds(X509_get0_notBefore(authority->cert));
    const int64_t last = authority_not_after(authority);
    const int64_t begin = request->now - AUTHORITY_BACK_DATE;
    const int64_t end = request->now + (int64_t)request->days * SECONDS_PER_DAY;

    set_dates(cert, begin > first ? begin : first, end < last ? end : last);
}

/* The authority may be one that was made elsewhere, with any key.  Ed25519 takes no
 * separate hash. */
static bool authority_sign(const struct authority *authority, X509 *cert, struct err *err)
{
    bool hashes_itself = EVP_PKEY_get_base_id(authority->key) == EVP_PKEY_ED25519;

    if (X509_sign(cert, authority->key, hashes_itself ? NULL : EVP_sha256()) > 0)
        return true;
    ERR_clear_error();
    return err_set(err, ERR_INVALID, "the key of the CA cannot sign with SHA-256");
}

bool authority_issue(const struct authority *authority,
                     const struct authority_request *request, struct buf *cert_pem,
                     struct buf *key_pem, struct err *err)
{
    AUTO(EVP_PKEY_free) EVP_PKEY *key = key_new();
    unsigned char serial[SERIAL_BYTES];
    AUTO(X509_free) X509 *cert = cert_new(key, serial);

    if (request->n_names == 0)
        return err_set(err, ERR_INVALID, "a certificate needs at least one name");
    if (request->names[0].len <= COMMON_NAME_MAX)
        set_common_name(cert, request->names[0]);
    must(X509_set_issuer_name(cert, X509_get_subject_name(authority->cert)));
    date_leaf(cert, authority, request);
    add_extension(cert, authority->cert, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(cert, authority->cert, NID_key_usage, "critical,digitalSignature");
    add_extension(cert, authority->cert, NID_ext_key_usage, "serverAuth");
    add_names(cert, request);
    add_extension(cert, authority->cert, NID_subject_key_identifier, "hash");
    if (X509_get0_subject_key_id(authority->cert) != NULL)
        add_extension(cert, authority->cert, NID_authority_key_identifier,
                      "keyid:always");
    if (!authority_sign(authority, cert, err))
        return false;
    certificate_add_pem(cert_pem, cert);
    add_key(key, key_pem);
    return true;
}
