/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch: tells when files may have changed.
 *
 * Watches the folders that hold them, since kubelet swaps a link beside the files and
 * editors rename over them.  Says when to look, not what changed: compare content.
 * Threads: one, the one that polls.
 */
#ifndef LIVE_WATCH_H
#define LIVE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct watch;

/* No event for this long ends a burst. */
#define WATCH_QUIET_MS 100
/* A burst that does not end is looked at after this long. */
#define WATCH_PATIENCE_MS 1000

/* paths (files or folders, there or not yet) are borrowed.  NULL: the system gives no
 * inotify; then there is nothing but the caller's timer. */
struct watch *watch_new(const char *const *paths, size_t n) MUST_CHECK;
void watch_free(struct watch *watch); /* NULL is allowed */
DEFINE_AUTO(watch_free, struct watch *);

/* To be polled for reading, then watch_read(). */
int watch_fd(const struct watch *watch);
void watch_read(struct watch *watch, uint64_t now_ms);

/* Milliseconds until watch_due() can become true; -1: not before an event. */
int watch_wait_ms(const struct watch *watch, uint64_t now_ms);

/* True once after a burst of events has ended: look now. */
bool watch_due(struct watch *watch, uint64_t now_ms) MUST_CHECK;

/* Watch the folders to which links lead now.  Call before the content is read. */
void watch_refresh(struct watch *watch);

/*
 * fingerprint: whether the content of a file, or of a folder's files, has changed.
 *
 * SHA-256 over names and bytes; what cannot be read has a fingerprint of its own.
 */
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
