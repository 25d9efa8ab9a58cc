/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attempt: see attempt.h.
 */
#include "attempt.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/sandbox/sandbox.h"

#define NOT_ENTERED 250
#define NOT_SEALED  251

int result_of(long returned)
{
    return returned == -1 ? errno : ENDS_WELL;
}

static int run_inside(attempt_fn *run, const char *folder, enum after when)
{
    const struct rlimit no_core = {0};
    const char *const paths[] = {folder};
    struct sandbox_report report;
    struct arena arena = {0};
    struct err err;

    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (!sandbox_enter(SANDBOX_BEST_EFFORT, paths, 1, &arena, &report, &err) ||
        report.n_calls == 0)
        return NOT_ENTERED;
    if (when == AFTER_SEAL && !sandbox_seal(&report))
        return NOT_SEALED;
    return run(folder);
}

int attempt(attempt_fn *run, const char *folder, enum after when)
{
    const pid_t child = fork();
    int status;

    if (child == 0)
        _exit(run_inside(run, folder, when));
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return WIFSIGNALED(status) ? ENDS_BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
