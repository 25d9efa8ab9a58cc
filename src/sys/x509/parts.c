/* SPDX-License-Identifier: Apache-2.0 */
/* parts: decodes PEM, and provides functions that all checks need. */
#include "sys/x509/parts.h"

#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/units.h"

/* The reason of OpenSSL for the last failure; clears its queue. */
static const char *last_reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    ERR_clear_error();
    return reason == NULL ? "unknown reason" : reason;
}

static BIO *memory_of(struct str pem)
{
    BIO *bio = BIO_new_mem_buf(pem.len == 0 ? "" : pem.ptr, (int)pem.len);

    if (bio == NULL)
        mem_gone();
    return bio;
}

struct block {
    char *name;
    char *header;
    unsigned char *bytes;
    long len;
};

static void block_clear(struct block *block)
{
    OPENSSL_free(block->name);
    OPENSSL_free(block->header);
    OPENSSL_free(block->bytes);
    *block = (struct block){0};
}
DEFINE_AUTO_CLEAR(block_clear, struct block);

/* Go reads CERTIFICATE blocks without headers and skips everything else. */
static bool block_is_certificate(const struct block *block)
{
    return strcmp(block->name, "CERTIFICATE") == 0 && block->header[0] == '\0';
}

static X509 *block_decode(const struct block *block)
{
    const unsigned char *at = block->bytes;
    X509 *cert = d2i_X509(NULL, &at, block->len);

    if (cert != NULL && at != block->bytes + block->len) {
        X509_free(cert);
        return NULL;
    }
    return cert;
}

enum block_read {
    BLOCK_READ,
    BLOCK_NONE_LEFT,
    BLOCK_BROKEN
};

static enum block_read block_next(BIO *bio, struct block *ret)
{
    ERR_clear_error();
    if (PEM_read_bio(bio, &ret->name, &ret->header, &ret->bytes, &ret->len) == 1)
        return BLOCK_READ;
    if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) {
        ERR_clear_error();
        return BLOCK_NONE_LEFT;
    }
    return BLOCK_BROKEN;
}

STACK_OF(X509) * certificate_decode(const struct certificate_file *file, struct err *err)
{
    AUTO(x509_stack_free_) STACK_OF(X509) *stack = sk_X509_new_null();
    AUTO(BIO_free) BIO *bio = memory_of(file->pem);

    for (int n = 1;; n++) {
        AUTO(block_clear) struct block block = {0};
        enum block_read read = block_next(bio, &block);

        if (read == BLOCK_NONE_LEFT)
            break;
        if (read == BLOCK_BROKEN) {
            err_set(err, ERR_SYNTAX, "%s: PEM block %d is broken: %s", file->name, n,
                    last_reason());
            return NULL;
        }
        if (!block_is_certificate(&block))
            continue;

        X509 *cert = block_decode(&block);

        if (cert == NULL || sk_X509_push(stack, cert) == 0) {
            X509_free(cert);
            err_set(err, ERR_SYNTAX, "%s: PEM block %d is not a certificate: %s",
                    file->name, n, last_reason());
            return NULL;
        }
    }
    if (sk_X509_num(stack) == 0) {
        err_set(err, ERR_INVALID, "%s: no certificate in it (no CERTIFICATE block)",
                file->name);
        return NULL;
    }
    return take_ptr(&stack);
}

/* A server cannot ask for a passphrase. */
static int refuse_passphrase(char *buf, int size, int writing, void *asked)
{
    (void)writing;
    if (size > 0)
        buf[0] = '\0';
    *(bool *)asked = true;
    return -1;
}

EVP_PKEY *certificate_decode_key(const struct certificate_file *file, struct err *err)
{
    AUTO(BIO_free) BIO *bio = memory_of(file->pem);
    bool asked = false;

    ERR_clear_error();

    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, refuse_passphrase, &asked);

    if (key != NULL)
        return key;
    if (asked)
        err_set(err, ERR_INVALID, "%s: the key is encrypted; store it without passphrase",
                file->name);
    else if (!str_contains(file->pem, STR("PRIVATE KEY-----")))
        err_set(err, ERR_INVALID, "%s: no private key in it", file->name);
    else
        err_set(err, ERR_SYNTAX, "%s: the private key cannot be read: %s", file->name,
                last_reason());
    ERR_clear_error();
    return NULL;
}

void certificate_add_name(struct buf *buf, const X509_NAME *name)
{
    AUTO(BIO_free) BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;

    if (bio == NULL || X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) < 0)
        return;

    long len = BIO_get_mem_data(bio, &text);

    if (len > 0)
        text_add_escaped(buf, (struct str){text, (size_t)len}, TEXT_QUOTED_MAX);
}

int64_t certificate_seconds(const ASN1_TIME *time)
{
    struct tm tm = {0};

    /* Unreadable dates count as expired long ago. */
    if (ASN1_TIME_to_tm(time, &tm) != 1)
        return INT64_MIN;
    return timegm(&tm);
}

int certificate_warn_days(int64_t not_after, int64_t now)
{
    static const int stages[] = {1, 7, CERTIFICATE_WARN_DAYS};

    if (not_after < now)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
        if (not_after - now <= (int64_t)stages[i] * SECONDS_PER_DAY)
            return stages[i];
    }
    return 0;
}

void certificate_time_text(int64_t when, char text[CERTIFICATE_TIME_SIZE])
{
    struct tm tm;
    time_t seconds = when;

    if (gmtime_r(&seconds, &tm) == NULL ||
        strftime(text, CERTIFICATE_TIME_SIZE, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
        snprintf(text, CERTIFICATE_TIME_SIZE, "at no readable time");
}

void certificate_add_memory(struct buf *buf, BIO *bio)
{
    char *text = NULL;
    const long len = BIO_get_mem_data(bio, &text);

    buf_add(buf, (struct str){text, len > 0 ? (size_t)len : 0});
}

void certificate_add_pem(struct buf *buf, X509 *cert)
{
    AUTO(BIO_free) BIO *bio = BIO_new(BIO_s_mem());

    if (bio == NULL || PEM_write_bio_X509(bio, cert) != 1)
        mem_gone();
    certificate_add_memory(buf, bio);
}

bool certificate_normalise(const struct certificate_file *file, struct buf *out,
                           size_t *ret_n, struct err *err)
{
    AUTO(x509_stack_free_) STACK_OF(X509) *all = certificate_decode(file, err);

    if (all == NULL)
        return false;
    for (int i = 0; i < sk_X509_num(all); i++)
        certificate_add_pem(out, sk_X509_value(all, i));
    *ret_n = (size_t)sk_X509_num(all);
    return true;
}

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
