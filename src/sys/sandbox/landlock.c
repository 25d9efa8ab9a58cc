/* SPDX-License-Identifier: Apache-2.0 */
/* landlock: declared here and not included from <linux/landlock.h>, because the headers
 * may be older than the kernel, whose ABI counts. */
#include "sys/sandbox/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __NR_landlock_create_ruleset /* the same on every architecture */
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule       445
#define __NR_landlock_restrict_self  446
#endif

#define ASK_VERSION       1U
#define RULE_PATH_BENEATH 1

#define FILES_READ_FILE (UINT64_C(1) << 2)
#define FILES_READ_DIR  (UINT64_C(1) << 3)

#define NET_BIND_AND_CONNECT      UINT64_C(3)
#define SCOPE_SOCKETS_AND_SIGNALS UINT64_C(3)

#ifdef WITH_COVERAGE /* gcov writes */
#define PERMITTED files_of(1)
#else
#define PERMITTED (FILES_READ_FILE | FILES_READ_DIR)
#endif

struct ruleset {
    uint64_t files;
    uint64_t net;   /* ABI 4 */
    uint64_t scope; /* ABI 6 */
};

/* The kernel reads its 12 bytes, and nothing after them. */
struct path_beneath {
    uint64_t allowed;
    int32_t folder_fd;
};

/* The number of file rights in each ABI, counted from the lowest bit. */
static uint64_t files_of(int abi)
{
    static const unsigned counts[] = {0, 13, 14, 15, 15, 16};
    const size_t at = abi < (int)ARRAY_LEN(counts) ? (size_t)abi : ARRAY_LEN(counts) - 1;

    return (UINT64_C(1) << counts[at]) - 1;
}

static size_t ruleset_bytes(int abi)
{
    if (abi >= 6)
        return sizeof(struct ruleset);
    return abi >= 4 ? offsetof(struct ruleset, scope) : offsetof(struct ruleset, net);
}

static int ruleset_new(int abi)
{
    const struct ruleset ruleset = {
        .files = files_of(abi),
        .net = abi >= 4 ? NET_BIND_AND_CONNECT : 0,
        .scope = abi >= 6 ? SCOPE_SOCKETS_AND_SIGNALS : 0,
    };

    return (int)syscall(__NR_landlock_create_ruleset, &ruleset, ruleset_bytes(abi), 0);
}

static bool permit(int ruleset, const char *folder)
{
    struct path_beneath beneath = {
        .allowed = PERMITTED,
        .folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC),
    };
    bool done;

    if (beneath.folder_fd < 0)
        return true;
    done = syscall(__NR_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &beneath, 0) == 0;
    close(beneath.folder_fd);
    return done;
}

int landlock_enter(const struct str *folders, size_t n)
{
    const int abi = (int)syscall(__NR_landlock_create_ruleset, NULL, 0, ASK_VERSION);
    int ruleset;
    bool done = true;

    if (abi < 1)
        return 0;
    ruleset = ruleset_new(abi);
    if (ruleset < 0)
        return 0;
    for (size_t i = 0; i < n && done; i++)
        done = permit(ruleset, folders[i].ptr);
    done = done && syscall(__NR_landlock_restrict_self, ruleset, 0) == 0;

    const int reason = errno;

    close(ruleset);
    errno = reason;
    return done ? abi : 0;
}
