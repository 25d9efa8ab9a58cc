/* The table becomes a program for the kernel: one block a row, each of which permits its
 * call or falls through to the next; the end of it kills. */
#include "sys/sandbox/seccomp.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/sandbox/instrumented.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "which half of an argument");

/* What a debugger sets when it skips a call: nothing is called then. */
#define NO_CALL UINT32_MAX

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

enum check {
    CHECK_NONE,
    CHECK_MASKED,      /* (argument & mask) == value */
    CHECK_OWN_PROCESS, /* argument == the process */
    CHECK_ANSWERED,    /* not called; the error is value */
};

struct call {
    uint32_t number;
    enum when when;
    struct condition {
        enum check check;
        unsigned argument;
        uint64_t mask;
        uint64_t value;
    } condition;
};

#define ANY                                                                              \
    {                                                                                    \
        .check = CHECK_NONE                                                              \
    }
#define MASKED(argument, mask, value, meaning)                                           \
    {                                                                                    \
        CHECK_MASKED, argument, mask, value                                              \
    }
#define OWN_PROCESS(argument, meaning)                                                   \
    {                                                                                    \
        CHECK_OWN_PROCESS, argument, UINT32_MAX, 0                                       \
    }
#define ANSWERED(reason)                                                                 \
    {                                                                                    \
        CHECK_ANSWERED, 0, 0, reason                                                     \
    }
#define CALL(name, when, condition, why) {__NR_##name, when, condition},

static const struct call calls[] = {
#include "sys/sandbox/seccomp.def"
};

#define ROW_MAX     9 /* instructions */
#define FRAME_MAX   8
#define PROGRAM_MAX (ARRAY_LEN(calls) * ROW_MAX + FRAME_MAX)

struct program {
    struct sock_filter all[PROGRAM_MAX];
    size_t n;
};

#define AT(member) ((uint32_t)offsetof(struct seccomp_data, member))

static void add(struct program *program, struct sock_filter instruction)
{
    assert(program->n < PROGRAM_MAX);
    program->all[program->n++] = instruction;
}

static void load(struct program *program, uint32_t at)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at));
}

static void end(struct program *program, uint32_t with)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, with));
}

/* Go on when what was loaded is value, else leave out so many instructions. */
static void unless_skip(struct program *program, uint32_t value, size_t skip)
{
    add(program,
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, (uint8_t)skip));
}

/* One half of an argument; when it differs, `skip` instructions are left out. */
static void add_half(struct program *program, uint32_t at, uint64_t mask, uint64_t value,
                     size_t skip)
{
    load(program, at);
    add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (uint32_t)mask));
    unless_skip(program, (uint32_t)(value & mask), skip);
}

/* The loaded number is looked at; it is loaded again where an argument was. */
static void add_condition(struct program *program, uint32_t number,
                          const struct condition *condition)
{
    const uint32_t at = AT(args) + condition->argument * (uint32_t)sizeof(uint64_t);
    const bool wide = condition->mask > UINT32_MAX;

    unless_skip(program, number, wide ? 8 : 5);
    if (wide)
        add_half(program, at + (uint32_t)sizeof(uint32_t), condition->mask >> 32,
                 condition->value >> 32, 4);
    add_half(program, at, condition->mask, condition->value, 1);
    end(program, SECCOMP_RET_ALLOW);
    load(program, AT(nr));
}

static void add_call(struct program *program, const struct call *call)
{
    struct condition condition = call->condition;

    switch (condition.check) {
    case CHECK_NONE:
        unless_skip(program, call->number, 1);
        end(program, SECCOMP_RET_ALLOW);
        break;
    case CHECK_ANSWERED:
        unless_skip(program, call->number, 1);
        end(program, SECCOMP_RET_ERRNO | (uint32_t)condition.value);
        break;
    case CHECK_OWN_PROCESS:
        condition.value = (uint64_t)getpid();
        add_condition(program, call->number, &condition);
        break;
    case CHECK_MASKED:
        add_condition(program, call->number, &condition);
        break;
    }
}

static void add_frame(struct program *program)
{
    load(program, AT(arch));
    add(program,
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    end(program, SECCOMP_RET_KILL_PROCESS);
    load(program, AT(nr));
    unless_skip(program, NO_CALL, 1);
    end(program, SECCOMP_RET_ALLOW);
}

static bool set_filter(unsigned flags, const struct sock_fprog *filter)
{
    const long result = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, filter);

    if (result > 0)
        errno = EBUSY; /* a thread that was there before the first filter */
    return result == 0;
}

static bool install(struct program *program, unsigned flags)
{
    struct sock_fprog in_force = {
        .len = (unsigned short)program->n,
        .filter = program->all,
    };

    /* No code of others runs here: the costly guard against such code is not wanted.
     * Kernels before 4.17 do not know the flag. */
    return set_filter(flags | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &in_force) ||
           (errno == EINVAL && set_filter(flags, &in_force));
}

/* Kernels before 4.14 would end a thread, and the rest would wait for it. */
static bool can_kill(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;

    return syscall(__NR_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool seccomp_enter(size_t *ret_calls)
{
    struct program program = {.n = 0};

    if (!can_kill())
        return false;
    add_frame(&program);
    for (size_t i = 0; i < ARRAY_LEN(calls); i++)
        add_call(&program, &calls[i]);
    end(&program, SECCOMP_RET_KILL_PROCESS);
    if (!install(&program, 0))
        return false;
    *ret_calls = ARRAY_LEN(calls);
    return true;
}

static bool is_for_serving(uint32_t number)
{
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (calls[i].number == number && calls[i].when == SERVING)
            return true;
    }
    return false;
}

/* Beside the first program, which goes on: the stricter word counts. */
bool seccomp_seal(void)
{
    struct program program = {.n = 0};

    load(&program, AT(nr));
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        if (is_for_serving(calls[i].number))
            continue;
        unless_skip(&program, calls[i].number, 1);
        end(&program, SECCOMP_RET_KILL_PROCESS);
    }
    end(&program, SECCOMP_RET_ALLOW);
    return install(&program, SECCOMP_FILTER_FLAG_TSYNC);
}

#else

bool seccomp_enter(size_t *ret_calls)
{
    (void)ret_calls;
    errno = ENOSYS; /* nobody has written the table down for this machine */
    return false;
}

bool seccomp_seal(void)
{
    errno = ENOSYS;
    return false;
}

#endif
