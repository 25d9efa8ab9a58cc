/* SPDX-License-Identifier: Apache-2.0 */
/* Which system calls a process may make inside the sandbox, and which end it. */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attempt.h"
#include "base/attr.h"
#include "unit.h"

#define DIES    (ENDS_BY_SIGNAL + SIGSYS)
#define X32_BIT 0x40000000L

/* A call whose arguments are numbers: a call with pointers would fail even if it were
 * allowed. */
struct raw {
    const char *why;
    long number;
    long arguments[6];
    int want;
    bool unless_instrumented;
};

static const struct raw raws[] = {
    {"a socket cannot be made, so nothing can be sent out",
     __NR_socket,
     {AF_INET, SOCK_STREAM},
     DIES,
     false},
    {"... nor a pair of sockets", __NR_socketpair, {AF_UNIX, SOCK_STREAM}, DIES, false},
    {"an existing socket cannot be connected", __NR_connect, {0}, DIES, false},
    {"... nor bound", __NR_bind, {0}, DIES, false},
    {"... nor connected while sending (TCP Fast Open)",
     __NR_sendto,
     {0, 0, 0, MSG_FASTOPEN},
     DIES,
     false},
    {"... by sendmsg()", __NR_sendmsg, {0, 0, MSG_FASTOPEN}, DIES, false},
    {"... by sendmmsg()", __NR_sendmmsg, {0}, DIES, false},
    {"a program cannot be run", __NR_execve, {0}, DIES, false},
    {"... nor through a descriptor", __NR_execveat, {0}, DIES, false},
    {"a process cannot be started", __NR_clone, {SIGCHLD}, DIES, true},
    {"... nor in a namespace of its own",
     __NR_clone,
     {CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWUSER},
     DIES,
     true},
    {"flags in memory cannot be checked: the C library falls back",
     __NR_clone3,
     {0},
     ENOSYS,
     false},
    {"a file cannot be opened for writing",
     __NR_openat,
     {AT_FDCWD, 0, O_WRONLY},
     DIES,
     false},
    {"... nor for reading and writing", __NR_openat, {AT_FDCWD, 0, O_RDWR}, DIES, false},
    {"... nor created",
     __NR_openat,
     {AT_FDCWD, 0, O_RDONLY | O_CREAT, 0600},
     DIES,
     false},
    {"... nor truncated by open()",
     __NR_openat,
     {AT_FDCWD, 0, O_RDONLY | O_TRUNC},
     DIES,
     false},
    {"... nor created without a name",
     __NR_openat,
     {AT_FDCWD, 0, O_TMPFILE | O_RDWR},
     DIES,
     false},
    {"flags in memory cannot be checked", __NR_openat2, {0}, DIES, false},
    {"a file cannot be removed", __NR_unlinkat, {0}, DIES, false},
    {"... nor renamed", __NR_renameat2, {0}, DIES, false},
    {"... nor truncated", __NR_truncate, {0}, DIES, false},
    {"... nor linked", __NR_linkat, {0}, DIES, false},
    {"... nor made readable for other users", __NR_fchmodat, {0}, DIES, false},
    {"a folder cannot be made", __NR_mkdirat, {0}, DIES, false},
    {"memory cannot be executable",
     __NR_mmap,
     {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0},
     DIES,
     false},
    {"... nor made so later",
     __NR_mprotect,
     {0, 4096, PROT_READ | PROT_EXEC},
     DIES,
     false},
    {"... nor by pkey_mprotect()", __NR_pkey_mprotect, {0}, DIES, false},
    {"a file in memory cannot be made", __NR_memfd_create, {0}, DIES, false},
    {"another process cannot be traced", __NR_ptrace, {PTRACE_ATTACH, 1}, DIES, true},
    {"... nor read", __NR_process_vm_readv, {1}, DIES, false},
    {"... nor signalled", __NR_tgkill, {1, 1, 0}, DIES, false},
    {"... nor by kill()", __NR_kill, {1, 0}, DIES, true},
    {"... nor have its descriptors taken", __NR_pidfd_open, {1}, DIES, false},
    {"core dumps cannot be enabled again", __NR_prctl, {PR_SET_DUMPABLE, 1}, DIES, true},
    {"limits cannot be changed", __NR_prlimit64, {0, RLIMIT_CORE, 4096, 0}, DIES, false},
    {"... wherever the new limits are in memory",
     __NR_prlimit64,
     {0, RLIMIT_CORE, 0x100000000L, 0},
     DIES,
     false},
    {"limits can be read", __NR_prlimit64, {0, RLIMIT_CORE, 0, 0}, ENDS_WELL, false},
    {"the user cannot be changed", __NR_setuid, {0}, DIES, false},
    {"a namespace cannot be made", __NR_unshare, {CLONE_NEWUSER}, DIES, false},
    {"a file system cannot be mounted", __NR_mount, {0}, DIES, false},
    {"a module cannot be loaded", __NR_finit_module, {0}, DIES, false},
    {"io_uring would bypass the filter", __NR_io_uring_setup, {1}, DIES, false},
    {"rarely needed, often vulnerable: bpf", __NR_bpf, {0}, DIES, false},
    {"... perf", __NR_perf_event_open, {0}, DIES, false},
    {"... userfaultfd", __NR_userfaultfd, {0}, DIES, false},
    {"... keys", __NR_keyctl, {0}, DIES, false},
    {"ioctl() cannot be called", __NR_ioctl, {0}, DIES, true},
    {"a call that does not exist", 5000, {0}, DIES, false},
    {"a call that a debugger has skipped fails", -1, {0}, ENOSYS, false},
#ifdef __x86_64__
    {"the same calls by their x32 numbers", X32_BIT | __NR_read, {0}, DIES, false},
    {"a process cannot be started by fork()", __NR_fork, {0}, DIES, false},
    {"... nor by vfork()", __NR_vfork, {0}, DIES, false},
    {"a file cannot be opened by the older call", __NR_open, {0, O_WRONLY}, DIES, false},
    {"... nor created by it", __NR_creat, {0}, DIES, false},
#endif
};

/* Sanitizers and coverage make some of these calls themselves. */
static bool is_permitted_here(const struct raw *raw)
{
#ifdef WITH_COVERAGE
    if (raw->number == __NR_openat)
        return true;
#endif
    return INSTRUMENTED && raw->unless_instrumented;
}

static const struct raw *trying; /* used by the child */

static int try_raw(const char *folder)
{
    const long *a = trying->arguments;

    (void)folder;
    return result_of(syscall(trying->number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

static void raw_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(raws); i++) {
        if (is_permitted_here(&raws[i]))
            continue;
        trying = &raws[i];
        if (attempt(try_raw, "/", AFTER_ENTER) != raws[i].want)
            fail_msg("%s: call %ld came to %d, not %d", raws[i].why, raws[i].number,
                     attempt(try_raw, "/", AFTER_ENTER), raws[i].want);
    }
}

static void *nothing(void *context)
{
    return context;
}

static int try_thread(const char *folder)
{
    pthread_t thread;

    (void)folder;
    if (pthread_create(&thread, NULL, nothing, NULL) != 0)
        return EAGAIN;
    return pthread_join(thread, NULL);
}

static int try_listen(const char *folder)
{
    (void)folder;
    return listen(-1, 1) == -1 && errno == EBADF ? ENDS_WELL : errno;
}

static int try_eventfd(const char *folder)
{
    (void)folder;
    return result_of(eventfd(0, EFD_CLOEXEC));
}

static int try_inotify(const char *folder)
{
    (void)folder;
    return result_of(inotify_init1(IN_CLOEXEC));
}

static int try_signalfd(const char *folder)
{
    sigset_t none;

    (void)folder;
    sigemptyset(&none);
    return result_of(signalfd(-1, &none, SFD_CLOEXEC));
}

static int try_another_filter(const char *folder)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;

    (void)folder;
    return result_of(syscall(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
}

static int try_memory(const char *folder)
{
    const size_t large = (size_t)64 << 20;
    char *at = malloc(large);

    (void)folder;
    if (at == NULL)
        return ENOMEM;
    at[large - 1] = 1;
    at = realloc(at, 2 * large);
    free(at);
    return at == NULL ? ENOMEM : ENDS_WELL;
}

static int try_random(const char *folder)
{
    char bytes[16];

    (void)folder;
    return result_of(getrandom(bytes, sizeof bytes, 0));
}

static int try_abort(const char *folder)
{
    (void)folder;
    abort();
}

static int try_stop_and_go_on(const char *folder)
{
    (void)folder;
    return result_of(syscall(__NR_restart_syscall)) == EINTR ? ENDS_WELL : errno;
}

static const struct {
    const char *why;
    attempt_fn *run;
    int entered;
    int sealed;
    bool unless_instrumented;
} phases[] = {
    {"threads can be started only before the seal", try_thread, ENDS_WELL, DIES, true},
    {"ports can be opened only before the seal", try_listen, ENDS_WELL, DIES, false},
    {"an eventfd can be made only before the seal", try_eventfd, ENDS_WELL, DIES, false},
    {"inotify can be set up only before the seal", try_inotify, ENDS_WELL, DIES, false},
    {"a signalfd can be made only before the seal", try_signalfd, ENDS_WELL, DIES, false},
    {"the seal is the last filter", try_another_filter, ENDS_WELL, DIES, false},
    {"memory can be allocated, grown and freed", try_memory, ENDS_WELL, ENDS_WELL, false},
    {"random bytes can be read", try_random, ENDS_WELL, ENDS_WELL, false},
    {"abort() is visible as such", try_abort, ENDS_BY_SIGNAL + SIGABRT,
     ENDS_BY_SIGNAL + SIGABRT, false},
    {"a wait continues after SIGSTOP and SIGCONT", try_stop_and_go_on, ENDS_WELL,
     ENDS_WELL, false},
};

static void start_and_serving(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(phases); i++) {
        const int entered = attempt(phases[i].run, "/", AFTER_ENTER);
        const int sealed = attempt(phases[i].run, "/", AFTER_SEAL);

        if (INSTRUMENTED && phases[i].unless_instrumented)
            continue;
        if (entered != phases[i].entered || sealed != phases[i].sealed)
            fail_msg("%s: %d and %d", phases[i].why, entered, sealed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_calls),
        cmocka_unit_test(start_and_serving),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
