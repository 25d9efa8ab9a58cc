/*
 * server_sandbox: the sandbox of the server, and the line of the log that tells of it.
 *
 * Threads: the main thread, in the order of the functions.
 */
#ifndef NET_SERVER_SANDBOX_H
#define NET_SERVER_SANDBOX_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "sys/sandbox/sandbox.h"

struct log;
struct server_config;

/* The ports are open, and there is no thread yet.  False: it is required, and a part is
 * missing. */
bool server_sandbox_enter(const struct server_config *config, struct arena *arena,
                          struct sandbox_report *ret, struct err *err) MUST_CHECK;

/* Says what is in force. */
void server_sandbox_log(const struct server_config *config,
                        const struct sandbox_report *report, struct log *log);

/* All threads run. */
void server_sandbox_seal(const struct sandbox_report *report, struct log *log);

#endif
