/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parts: functions that the files of x509 share; private to this folder.
 */
#ifndef SYS_X509_PARTS_H
#define SYS_X509_PARTS_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/buf.h"
#include "sys/x509/certificate.h"

/* The files of a pair, decoded; NULL: not given. */
struct certificate_decoded {
    STACK_OF(X509) * chain;
    EVP_PKEY *key;
    STACK_OF(X509) * roots;
};

/* One check: its input, the decoded files, and the list of findings. */
struct certificate_case {
    const struct certificate_pair *pair;
    const struct certificate_decoded *decoded;
    struct problems *problems;
};

static inline void x509_stack_free_(STACK_OF(X509) * stack)
{
    sk_X509_pop_free(stack, X509_free);
}
DEFINE_AUTO(x509_stack_free_, STACK_OF(X509) *);
DEFINE_AUTO(EVP_PKEY_free, EVP_PKEY *);
DEFINE_AUTO(BIO_free, BIO *);

/* All certificates of the file; NULL with *err. */
STACK_OF(X509) * certificate_decode(const struct certificate_file *file, struct err *err)
                     MUST_CHECK;
EVP_PKEY *certificate_decode_key(const struct certificate_file *file, struct err *err)
    MUST_CHECK;

/* Append the certificate as PEM; append the contents of a memory BIO. */
void certificate_add_pem(struct buf *buf, X509 *cert);
void certificate_add_memory(struct buf *buf, BIO *bio);

struct certificate_address {
    unsigned char bytes[16];
    size_t len; /* 4 or 16 */
};
bool certificate_address_parse(struct str text, struct certificate_address *ret);

/* Append "CN=shop,O=acme", escaped. */
void certificate_add_name(struct buf *buf, const X509_NAME *name);

/* notBefore, notAfter in seconds from 1970. */
int64_t certificate_seconds(const ASN1_TIME *time);

/* Each adds its findings; the order of calls is the order of findings. */
void certificate_check_names(const struct certificate_case *at);
void certificate_check_leaf(const struct certificate_case *at);
void certificate_check_chain(const struct certificate_case *at);

/* Findings about one certificate of the chain; whose: "tls.crt", "the CA \"CN=x\"". */
struct certificate_subject {
    X509 *cert;
    const char *file;
    const char *whose;
};
void certificate_check_dates(const struct certificate_case *at,
                             const struct certificate_subject *subject);
void certificate_check_usage(const struct certificate_case *at,
                             const struct certificate_subject *subject);
void certificate_check_signature(const struct certificate_case *at,
                                 const struct certificate_subject *subject);

/* Kind and size of a public key: "RSA 2048"; text has room for 24 bytes. */
void certificate_key_kind(EVP_PKEY *key, char text[24]);

#endif
