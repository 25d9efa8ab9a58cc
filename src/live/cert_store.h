/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_store: the serving certificate in force, with its key and the clients' CA.
 *
 * The files are read and checked together; an unusable set changes nothing.  A maker
 * turns the bytes into what the TLS library needs, before the swap. Threads: any for
 * cert_store_get() and the pair's functions; one for the others.
 */
#ifndef LIVE_CERT_STORE_H
#define LIVE_CERT_STORE_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "live/watch.h"

struct cert_pair;
struct cert_store;
struct log;
struct metrics;

struct cert_paths {
    const char *cert;
    const char *key;
    const char *client_ca; /* NULL: clients are not asked for certificates */
};

struct cert_bytes {
    const struct cert_paths *paths; /* their origin, for messages */
    struct str cert;
    struct str key;
    struct str client_ca; /* len 0: none */
};

struct cert_maker {
    /* Returns NULL if the TLS library refuses the bytes; *err says why. */
    void *(*make)(const struct cert_bytes *bytes, struct err *err);
    void (*free)(void *made);
};

/* Everything is borrowed.  Nothing is loaded yet. */
struct cert_store *cert_store_new(const struct cert_paths *paths,
                                  const struct cert_maker *maker, struct log *log,
                                  struct metrics *metrics) MUST_CHECK;
void cert_store_free(struct cert_store *store); /* NULL is allowed */

/* The first load.  Returns false if no pair is in force; *err has the reason in one
 * sentence. */
bool cert_store_start(struct cert_store *store, struct err *err) MUST_CHECK;

/* A later load: a failure is logged and counted, and the old pair stays. */
void cert_store_reload(struct cert_store *store, enum reload_when when);

/* Log once each when 30, 7 and 1 days are left, and when the certificate has expired. */
void cert_store_remind(struct cert_store *store);

/* The pair in force; the caller owns the reference. */
struct cert_pair *cert_store_get(struct cert_store *store) MUST_CHECK;
void cert_pair_unref(struct cert_pair *pair); /* NULL is allowed */
DEFINE_AUTO(cert_pair_unref, struct cert_pair *);

const void *cert_pair_made(const struct cert_pair *pair);
int64_t cert_pair_not_after(const struct cert_pair *pair); /* seconds from 1970 */

#endif
