/*
 * fingerprint: has the content of a file, or of a folder's files, changed, and is it to
 * be read again?
 *
 * SHA-256 over names and bytes; what cannot be read has a fingerprint of its own.
 */
#ifndef LIVE_FINGERPRINT_H
#define LIVE_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>

struct fingerprint {
    unsigned char bytes[32];
};

/* Of the files at paths, in this order; NULLs among them are passed over. */
void fingerprint_take(const char *const *paths, size_t n, struct fingerprint *ret);

bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b);

enum reload_when {
    RELOAD_IF_CHANGED, /* only if its content is another than at the last attempt */
    RELOAD_ALWAYS,
};

/* A file that changes while it is read is read again, this many times at most. */
#define RELOAD_MAX_ATTEMPTS 5

#endif
