/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/process.h"

#include <assert.h>
#include <link.h>
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/mem.h"

#define MAPPED_FROM_BYTES (256 * 1024)
#define KEPT_FREE_BYTES   (512 * 1024) /* at the end of the heap, for the next bodies */

/* glibc raises its threshold for mapped blocks to the largest block that was freed;
 * bodies would then come from the heap, be zeroed byte by byte, and stay in memory. */
void process_tune_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_FROM_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES);
#endif
}

void process_trim_memory(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

/* Writable data, including relocations, is in other segments. */
static int unload_code(struct dl_phdr_info *info, size_t size, void *context)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

    (void)size;
    if (strstr(info->dlpi_name, context) == NULL)
        return 0;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        const uintptr_t from = begin - begin % page;

        if (info->dlpi_phdr[i].p_type == PT_LOAD &&
            (info->dlpi_phdr[i].p_flags & PF_W) == 0)
            (void)madvise((void *)from, begin - from + info->dlpi_phdr[i].p_memsz,
                          MADV_DONTNEED);
    }
    return 0;
}

void process_unload_code(const char *name)
{
    (void)dl_iterate_phdr(unload_code, (void *)(uintptr_t)name);
}

size_t process_raise_descriptors(size_t wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return SIZE_MAX;
    if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
        const rlim_t before = limit.rlim_cur;

        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = before;
    }
    return limit.rlim_cur;
}

unsigned process_cpus(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return CPU_COUNT(&set) > 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

/* OpenSSL also asks for 0 bytes; NULL is not a failure then. */
static void *get(size_t size, const char *file, int line)
{
    void *at = size == 0 ? NULL : malloc(size);

    (void)file;
    (void)line;
    if (at == NULL && size > 0)
        mem_gone();
    return at;
}

static void give_back(void *at, const char *file, int line)
{
    (void)file;
    (void)line;
    free(at);
}

static void *resize(void *at, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    if (size > 0)
        return mem_resize(at, size, 1);
    free(at);
    return NULL;
}

void library_memory_guard(void)
{
    const int taken = CRYPTO_set_mem_functions(get, resize, give_back);

    assert(taken == 1);
}
