/* SPDX-License-Identifier: Apache-2.0 */
/* certificate: reads PEM files: certificate, key and CA, separated by NULs.  A part that
 * begins with 0x30, as DER does, is put into a PEM block first. */
#include <openssl/evp.h>

#include "base/mem.h"
#include "fuzz.h"
#include "sys/x509/certificate.h"

#define NOW INT64_C(1795305600) /* 2026-11-22 */

/* DER may contain any byte, so its length comes first. */
static struct str take_part(struct arena *arena, struct fuzz_bytes *from)
{
    struct buf pem;
    size_t len = 0;
    char *base64 = NULL;

    if (from->rest.len < 3 || from->rest.ptr[0] != '\x30')
        return fuzz_until(from, '\0');
    fuzz_byte(from);
    len = fuzz_byte(from) * 8U;
    if (len > from->rest.len)
        len = from->rest.len;

    base64 = arena_alloc(arena, len / 3 * 4 + 8);
    EVP_EncodeBlock((unsigned char *)base64, (const unsigned char *)from->rest.ptr,
                    (int)len);
    from->rest = str_skip(from->rest, len);
    buf_init(&pem, arena, BUF_MAX_BYTES);
    buf_addf(&pem, "-----BEGIN CERTIFICATE-----\n");
    for (struct str rest = str_from(base64); rest.len > 0;) {
        const size_t n = rest.len < 64 ? rest.len : 64;

        buf_add(&pem, str_head(rest, n));
        buf_add_byte(&pem, '\n');
        rest = str_skip(rest, n);
    }
    buf_addf(&pem, "-----END CERTIFICATE-----\n");
    return buf_str(&pem);
}

static void check_err(const struct err *err)
{
    FUZZ_LAW(err->code == ERR_SYNTAX || err->code == ERR_INVALID,
             "the error has a known code");
    FUZZ_LAW(err->text[0] != '\0', "a refusal has a sentence");
    for (const char *byte = err->text; *byte != '\0'; byte++)
        FUZZ_LAW((unsigned char)*byte >= 0x20 && *byte != 0x7f,
                 "a message has no control characters");
}

static void check_facts(const struct certificate_facts *facts)
{
    FUZZ_LAW(strlen(facts->fingerprint) == 64, "a certificate has a fingerprint");
    FUZZ_LAW(memchr(facts->subject, '\0', sizeof facts->subject) != NULL &&
                 memchr(facts->key_kind, '\0', sizeof facts->key_kind) != NULL,
             "texts are terminated");
}

static void check_pair(const struct certificate_file *cert,
                       const struct certificate_file *key,
                       const struct certificate_file *ca)
{
    static const struct str names[] = {STR_INIT("webhook.example.svc"),
                                       STR_INIT("192.0.2.1")};
    AUTO(problems_clear) struct problems problems = {0};
    const struct certificate_pair pair = {.cert = *cert,
                                          .key = *key,
                                          .ca = *ca,
                                          .names = names,
                                          .n_names = ARRAY_LEN(names),
                                          .now = NOW};
    AUTO(problems_clear) struct problems again = {0};
    struct certificate_facts facts;
    struct err err;
    struct err err_again;
    bool read = false;

    problems_init(&problems);
    problems_init(&again);
    read = certificate_check(&pair, &problems, &facts, &err);
    FUZZ_LAW(certificate_check(&pair, &again, &facts, &err_again) == read &&
                 again.n == problems.n,
             "reading is repeatable");
    if (!read) {
        FUZZ_LAW(strcmp(err.text, err_again.text) == 0, "the message is repeatable");
        check_err(&err);
        return;
    }
    check_facts(&facts);
    for (size_t i = 0; i < problems.n; i++)
        FUZZ_LAW(problems.all[i].text[0] != '\0', "a finding has a sentence");
}

/* The normal form has the same certificates, and is its own normal form. */
static void check_normal(const struct certificate_file *file)
{
    AUTO(buf_clear) struct buf once = {0};
    AUTO(buf_clear) struct buf twice = {0};
    size_t n = 0;
    size_t n_again = 0;
    struct err err;

    buf_init(&once, NULL, BUF_MAX_BYTES);
    buf_init(&twice, NULL, BUF_MAX_BYTES);
    if (!certificate_normalise(file, &once, &n, &err)) {
        check_err(&err);
        return;
    }
    const struct certificate_file again = {"again", buf_str(&once)};

    FUZZ_LAW(certificate_normalise(&again, &twice, &n_again, &err),
             "the normal form is a file of certificates");
    FUZZ_LAW(n == n_again && n > 0 && str_equal(buf_str(&once), buf_str(&twice)),
             "the normal form is its own normal form");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};
    const struct certificate_file cert = {"tls.crt", take_part(&arena, &from)};
    const struct certificate_file key = {"tls.key", take_part(&arena, &from)};
    const struct certificate_file ca = {"ca.crt", take_part(&arena, &from)};
    const struct certificate_file none = {"none", STR_NONE};
    AUTO(authority_free) struct authority *authority = NULL;
    struct err err;

    check_pair(&cert, &key, ca.pem.len > 0 ? &ca : &none);
    check_pair(&cert, &none, &none);
    check_normal(&cert);
    authority = authority_read(&cert, &key, NOW, &err);
    if (authority == NULL)
        check_err(&err);
}
