#include "net/server_sandbox.h"

#include <errno.h>

#include "net/server.h"
#include "sys/log/log.h"

static const char *const seccomp_states[] = {"off", "on"};

bool server_sandbox_enter(const struct server_config *config, struct arena *arena,
                          struct sandbox_report *ret, struct err *err)
{
    const char *const paths[] = {config->policy, config->tls_cert, config->tls_key,
                                 config->client_ca};
    const struct sandbox_config sandbox = {
        .mode = config->sandbox,
        .paths = paths,
        .n_paths = ARRAY_LEN(paths),
    };

    return sandbox_enter(&sandbox, arena, ret, err);
}

/* With the whole tree in reach, the fence around files is none. */
static bool reaches_all(const struct sandbox_report *report)
{
    for (size_t i = 0; i < report->n_folders; i++) {
        if (str_equal(report->folders[i], STR("/")))
            return true;
    }
    return false;
}

void server_sandbox_log(const struct server_config *config,
                        const struct sandbox_report *report, struct log *log)
{
    const bool whole = report->n_missing == 0 && !reaches_all(report);
    const enum log_level level = whole ? LOG_LEVEL_INFO : LOG_LEVEL_WARN;
    struct log_line line;

    if (!log_takes(log, level))
        return;
    if (config->sandbox == SANDBOX_OFF) {
        log_message(log, level, "sandbox off");
        return;
    }
    log_line_begin(&line, log, level,
                   whole ? "sandbox in force" : "sandbox in force, not all of it", NULL);
    log_line_text(&line, "seccomp", seccomp_states[report->n_calls > 0]);
    log_line_u64(&line, "landlockAbi", (uint64_t)report->landlock_abi);
    if (report->landlock_abi > 0)
        log_line_list(&line, "readable", report->folders, report->n_folders);
    if (report->n_missing > 0)
        log_line_list(&line, "missing", report->missing, report->n_missing);
    log_line_end(&line);
}

void server_sandbox_seal(const struct sandbox_report *report, struct log *log)
{
    if (!sandbox_seal(report))
        log_message(log, LOG_LEVEL_WARN, "the sandbox is not sealed: %s",
                    strerror(errno));
}
