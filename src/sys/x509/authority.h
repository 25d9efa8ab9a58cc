/*
 * authority: a CA of one's own, and the serving certificates it signs.
 *
 * ECDSA P-256 with SHA-256 throughout.  For set-ups without a certificate manager, and
 * for trying things out.  Threads: one at a time per authority.
 */
#ifndef SYS_X509_AUTHORITY_H
#define SYS_X509_AUTHORITY_H

#include "sys/x509/certificate.h"

struct authority;

#define AUTHORITY_DAYS      3650
#define AUTHORITY_BACK_DATE 3600 /* seconds, against clocks that run behind */

/* A new one with a name of its own, valid for AUTHORITY_DAYS.  Never NULL. */
struct authority *authority_new(int64_t now) MUST_CHECK NONNULL_RESULT;
void authority_free(struct authority *authority); /* NULL is allowed */
DEFINE_AUTO(authority_free, struct authority *);

/* One that was made before.  NULL: ERR_SYNTAX or ERR_INVALID: not PEM, key and
 * certificate do not belong together, no CA, or it is over. */
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

/* A pair for a server, with a new key; ends with the authority at the latest. */
bool authority_issue(const struct authority *authority,
                     const struct authority_request *request, struct buf *cert_pem,
                     struct buf *key_pem, struct err *err) MUST_CHECK;

#endif
