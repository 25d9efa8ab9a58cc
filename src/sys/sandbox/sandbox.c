/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox: takes away privileges first, then files, then system calls, because each step
 * needs what the next one takes away. */
#include "sys/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "sys/sandbox/parts.h"

#define MISSING_MAX 4U

#define PROCESS "/proc/self"

/* Files that the process reads besides the named ones. */
static const char *const own_folders[] = {
    PROCESS, /* for /metrics */
#ifdef WITH_COVERAGE
    "/", /* gcov writes beside the objects */
#elif defined(SANDBOX_INSTRUMENTED)
    "/usr", "/lib", /* the names of functions, for a sanitizer's report */
#endif
};

static void miss(struct sandbox_report *report, struct arena *arena, const char *what)
{
    const struct str sentence = arena_format(arena, "%s: %s", what, strerror(errno));

    if (report->n_missing < MISSING_MAX)
        report->missing[report->n_missing++] = sentence;
}

/* Libraries read their configuration on first use, which must be before the sandbox. */
static void warm_libraries(void)
{
    (void)OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS |
                                  OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
                              NULL);
    tzset();
}

static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

    return syscall(__NR_capset, &header, none) == 0;
}

static void drop_privileges(struct sandbox_report *report, struct arena *arena)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        miss(report, arena, "no new privileges");
    if (!drop_capabilities())
        miss(report, arena, "no capabilities");
#ifndef SANDBOX_INSTRUMENTED
    /* No core file and no debugger of the same user: a private key is in memory. */
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        miss(report, arena, "no core dumps");
#endif
}

/* The kernel remembers the folder of this process by its inode, which must stay. */
static void keep_process_folder(void)
{
    (void)open(PROCESS, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void list_folders(const char *const *paths, size_t n_paths, struct arena *arena,
                         struct sandbox_report *report)
{
    size_t n;
    const struct str *reached = reach_folders(arena, paths, n_paths, &n);

    report->folders = ARENA_NEW(arena, struct str, n + ARRAY_LEN(own_folders));
    for (size_t i = 0; i < n; i++)
        report->folders[report->n_folders++] = reached[i];
    for (size_t i = 0; i < ARRAY_LEN(own_folders); i++)
        report->folders[report->n_folders++] = str_from(own_folders[i]);
}

static void enter(const char *const *paths, size_t n, struct arena *arena,
                  struct sandbox_report *report)
{
    report->missing = ARENA_NEW(arena, struct str, MISSING_MAX);
    list_folders(paths, n, arena, report);
    warm_libraries();
    keep_process_folder();
    drop_privileges(report, arena);
    report->landlock_abi = landlock_enter(report->folders, report->n_folders);
    if (report->landlock_abi == 0)
        miss(report, arena, "no Landlock");
    if (!seccomp_enter(&report->n_calls))
        miss(report, arena, "no seccomp");
}

bool sandbox_enter(enum sandbox_mode mode, const char *const *paths, size_t n,
                   struct arena *arena, struct sandbox_report *ret, struct err *err)
{
    struct sandbox_report report = {0};

    if (mode != SANDBOX_OFF)
        enter(paths, n, arena, &report);
    if (mode == SANDBOX_REQUIRED && report.n_missing > 0)
        return err_set(
            err, ERR_IO,
            "cannot start: --sandbox required, but this system lacks a part of "
            "it (%.*s)",
            STR_ARGS(report.missing[0]));
    *ret = report;
    return true;
}

bool sandbox_seal(const struct sandbox_report *report)
{
    return report->n_calls == 0 || seccomp_seal();
}
