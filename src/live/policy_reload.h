/*
 * policy_reload: keeps the policy in force the one that is on disk.
 *
 * A document that does not load changes nothing; it is logged, counted, and tried again
 * when it is another.
 * Threads: one runs it; policy_reload_reason() is for any.
 */
#ifndef LIVE_POLICY_RELOAD_H
#define LIVE_POLICY_RELOAD_H

#include "base/attr.h"
#include "base/buf.h"
#include "live/fingerprint.h"

struct log;
struct metrics;
struct policy_reload;
struct policy_store;

/* All four are borrowed.  Nothing is loaded yet. */
struct policy_reload *policy_reload_new(const char *path, struct policy_store *store,
                                        struct log *log, struct metrics *metrics)
    MUST_CHECK;
void policy_reload_free(struct policy_reload *reload); /* NULL is allowed */
DEFINE_AUTO(policy_reload_free, struct policy_reload *);

void policy_reload_run(struct policy_reload *reload, enum reload_when when);

/* Why the last loading failed, in one sentence; nothing when it did not. */
void policy_reload_reason(struct policy_reload *reload, struct buf *out);

#endif
