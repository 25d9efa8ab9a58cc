/*
 * fingerprint: has the content of a file, or of a folder's files, changed?
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

#endif
