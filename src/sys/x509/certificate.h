/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certificate: reads a PEM pair and checks it as the API server's TLS client would.
 *
 * Works on bytes, so that a pair is checked before it is in force; file names appear only
 * in messages.  Findings go into `problems` (severity, stable name, text), in the order
 * of the checks.  Threads: any; no state.
 */
#ifndef SYS_X509_CERTIFICATE_H
#define SYS_X509_CERTIFICATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/problems.h"

/* One PEM file: its name in messages, and its bytes. */
struct certificate_file {
    const char *name;
    struct str pem; /* ptr NULL: not given; an empty file is given */
};

struct certificate_pair {
    struct certificate_file cert; /* the leaf first, then intermediates */
    struct certificate_file key;  /* not given: no key is checked */
    struct certificate_file ca;   /* caBundle; not given: no chain is built */
    const struct str *names;      /* DNS names or addresses that must be covered */
    size_t n_names;
    int64_t now; /* seconds from 1970 */
};

struct certificate_facts {
    int64_t not_before; /* of the leaf; seconds from 1970 */
    int64_t not_after;
    char key_kind[24];    /* "ECDSA P-256", "RSA 2048", "Ed25519" */
    char subject[256];    /* escaped; empty if it has none */
    char fingerprint[65]; /* SHA-256 of the leaf, hexadecimal */
};

#define CERTIFICATE_MAX_BYTES ((size_t)1 << 20) /* a larger file is not accepted */
#define CERTIFICATE_WARN_DAYS 30

/*
 * Check the pair.  Returns false, without any check, if a file is not PEM of the expected
 * kind (ERR_SYNTAX), or has no certificate or no usable key (ERR_INVALID).  Otherwise
 * *ret is filled.  `problems` gets an error for each reason why the API server would
 * refuse the server or the server could not start with the pair, and a warning for each
 * fault that will matter soon or with other clients.  The pair is usable if
 * problems->n_errors is 0.
 */
bool certificate_check(const struct certificate_pair *pair, struct problems *problems,
                       struct certificate_facts *ret, struct err *err) MUST_CHECK;

/* Append all CERTIFICATE blocks of the file to `out`, each in its normal form (64
 * columns, nothing between them).  Other blocks and text are left out.  Returns false
 * with ERR_SYNTAX (a broken block) or ERR_INVALID (no certificate). */
bool certificate_normalise(const struct certificate_file *file, struct buf *out,
                           size_t *ret_n, struct err *err) MUST_CHECK;

/* True for an IPv4 or IPv6 address, without brackets. */
bool certificate_is_address(struct str text);

/* 30, 7 or 1 if at most that many days are left; 0 if more are left, or if the
 * certificate has expired. */
int certificate_warn_days(int64_t not_after, int64_t now);

/* "2027-11-22 14:03:00 UTC". */
#define CERTIFICATE_TIME_SIZE 32
void certificate_time_text(int64_t when, char text[CERTIFICATE_TIME_SIZE]);

/*
 * authority: a private CA, and the serving certificates that it signs.
 *
 * Always ECDSA P-256 with SHA-256.  For clusters without a certificate manager, and for
 * trials.  Threads: one at a time per authority.
 */
struct authority;

#define AUTHORITY_DAYS      3650
#define AUTHORITY_BACK_DATE 3600 /* seconds, for clocks that are slow */

/* Make a new authority with a unique name, valid for AUTHORITY_DAYS.  Never NULL. */
struct authority *authority_new(int64_t now) MUST_CHECK NONNULL_RESULT;
void authority_free(struct authority *authority); /* NULL is allowed */
DEFINE_AUTO(authority_free, struct authority *);

/* Read an existing authority.  Returns NULL with ERR_SYNTAX or ERR_INVALID: the files are
 * not PEM, key and certificate do not match, it is not a CA, or it has expired. */
struct authority *authority_read(const struct certificate_file *cert,
                                 const struct certificate_file *key, int64_t now,
                                 struct err *err) MUST_CHECK;

int64_t authority_not_after(const struct authority *authority);
void authority_add_name(const struct authority *authority, struct buf *out);
void authority_add_pem(const struct authority *authority, struct buf *cert,
                       struct buf *key);

struct authority_request {
    const struct str *names; /* DNS names and addresses, at least one */
    size_t n_names;
    unsigned days;
    int64_t now;
};

/* Issue a pair for a server, with a new key.  It expires no later than the authority. */
bool authority_issue(const struct authority *authority,
                     const struct authority_request *request, struct buf *cert_pem,
                     struct buf *key_pem, struct err *err) MUST_CHECK;

#endif
