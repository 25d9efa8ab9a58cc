/* SPDX-License-Identifier: Apache-2.0 */
/* seccomp: two filters, of which the stricter verdict counts.  The first permits the
 * calls of the table; the second, later, forbids those that only the start needs. */
#include "sys/sandbox/parts.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#include "base/mem.h"

/* The number with which a debugger skips a call. */
#define NO_CALL (-1)

#define API_WITH_KILL_PROCESS 3U /* from Linux 4.14 on; before, only a thread ends */

#define OPEN_WRITES                                                                      \
    (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))

#define CLONE_IS_THREAD (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD)
#define CLONE_KINDS                                                                      \
    (CLONE_IS_THREAD | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |     \
     CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

enum when {
    AT_START,
    SERVING,
};

struct call {
    int number; /* below 0: this machine has no such call, and the rule is left out */
    enum when when;
    struct condition {
        uint32_t action;
        unsigned n; /* of compare: 0 or 1 */
        struct scmp_arg_cmp compare;
    } condition;
};

#define OWN_PROCESS_ID UINT64_MAX /* stands for the id of this process */

#define ANY                                                                              \
    {                                                                                    \
        .action = SCMP_ACT_ALLOW                                                         \
    }
#define MASKED(argument, mask, value, meaning)                                           \
    {                                                                                    \
        SCMP_ACT_ALLOW, 1,                                                               \
        {                                                                                \
            argument, SCMP_CMP_MASKED_EQ, mask, value                                    \
        }                                                                                \
    }
#define OWN_PROCESS(argument, meaning)                                                   \
    MASKED(argument, UINT32_MAX, OWN_PROCESS_ID, meaning)
#define ANSWERED(reason)                                                                 \
    {                                                                                    \
        .action = SCMP_ACT_ERRNO(reason)                                                 \
    }
#define CALL(name, when, condition, why) {SCMP_SYS(name), when, condition},

static const struct call calls[] = {
#include "sys/sandbox/seccomp.def"
};

DEFINE_AUTO(seccomp_release, scmp_filter_ctx);

/* Returns false with errno.  result: of a library call. */
static bool worked(int result)
{
    if (result == -ENOMEM)
        mem_gone();
    errno = -result;
    return result == 0;
}

static scmp_filter_ctx filter_new(uint32_t otherwise)
{
    scmp_filter_ctx filter = seccomp_init(otherwise);

    if (filter == NULL)
        mem_gone();
    return filter;
}

static bool filter_load(scmp_filter_ctx filter)
{
    /* No foreign code runs here, so the costly mitigation against it is switched off.
     * Kernels before 4.17 do not know it. */
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    return worked(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
                                   SCMP_ACT_KILL_PROCESS)) &&
           worked(seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0)) &&
           worked(seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1)) &&
           worked(seccomp_load(filter));
}

static bool permit(scmp_filter_ctx filter, const struct call *call)
{
    struct scmp_arg_cmp compare = call->condition.compare;

    if (compare.datum_b == OWN_PROCESS_ID)
        compare.datum_b = (scmp_datum_t)getpid();
    return worked(seccomp_rule_add_array(filter, call->condition.action, call->number,
                                         call->condition.n, &compare));
}

bool seccomp_enter(size_t *ret_calls)
{
    static_assert(ARRAY_LEN(calls) < UINT8_MAX, "a priority each");
    if (seccomp_api_get() < API_WITH_KILL_PROCESS) {
        errno = ENOSYS;
        return false;
    }

    AUTO(seccomp_release) scmp_filter_ctx filter = filter_new(SCMP_ACT_KILL_PROCESS);

    if (!worked(seccomp_attr_set(filter, SCMP_FLTATR_API_TSKIP, 1)) ||
        !worked(seccomp_rule_add(filter, SCMP_ACT_ALLOW, NO_CALL, 0)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        /* In the order of the table. */
        if (!permit(filter, &calls[i]) ||
            !worked(seccomp_syscall_priority(filter, calls[i].number,
                                             (uint8_t)(UINT8_MAX - i))))
            return false;
    }
    if (!filter_load(filter))
        return false;
    *ret_calls = ARRAY_LEN(calls);
    return true;
}

static bool is_for_serving(int number)
{
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (calls[i].number == number && calls[i].when == SERVING)
            return true;
    }
    return false;
}

bool seccomp_seal(void)
{
    AUTO(seccomp_release) scmp_filter_ctx filter = filter_new(SCMP_ACT_ALLOW);

    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (!is_for_serving(calls[i].number) &&
            !worked(seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, calls[i].number, 0)))
            return false;
    }
    return worked(seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1)) &&
           filter_load(filter);
}
