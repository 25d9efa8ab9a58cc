/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch: reports when files may have changed.
 *
 * Watches the folders that contain the files, because kubelet swaps a link beside them
 * and editors rename over them.  It reports when to check, not what changed: compare the
 * content.  Threads: only the one that polls.
 */
#ifndef LIVE_WATCH_H
#define LIVE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct watch;

/* A burst of events ends after this long without an event. */
#define WATCH_QUIET_MS 100
/* After this long, files are checked even if the burst has not ended. */
#define WATCH_PATIENCE_MS 1000

/* paths: files or folders, which need not exist yet; borrowed.  Returns NULL if the
 * system has no inotify instance left; then only the caller's timer remains. */
struct watch *watch_new(const char *const *paths, size_t n) MUST_CHECK;
void watch_free(struct watch *watch); /* NULL is allowed */
DEFINE_AUTO(watch_free, struct watch *);

/* Poll the descriptor for reading, then call watch_read(). */
int watch_fd(const struct watch *watch);
void watch_read(struct watch *watch, uint64_t now_ms);

/* Milliseconds until watch_due() can become true; -1: not before an event. */
int watch_wait_ms(const struct watch *watch, uint64_t now_ms);

/* True once after a burst of events has ended: check the files now. */
bool watch_due(struct watch *watch, uint64_t now_ms) MUST_CHECK;

/* Watch the folders that links now lead to.  Call it before reading the content. */
void watch_refresh(struct watch *watch);

/*
 * fingerprint: detects changes in the content of a file or of a folder's files.
 *
 * SHA-256 over names and bytes; an unreadable file has a separate fingerprint.
 */
struct fingerprint {
    unsigned char bytes[32];
};

/* The fingerprint of the files at paths, in this order; NULLs are skipped. */
void fingerprint_take(const char *const *paths, size_t n, struct fingerprint *ret);

bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b);

enum reload_when {
    RELOAD_IF_CHANGED, /* only if the content differs from the last attempt's */
    RELOAD_ALWAYS,
};

/* A file that changes while it is read is read again, this many times at most. */
#define RELOAD_MAX_ATTEMPTS 5

#endif
