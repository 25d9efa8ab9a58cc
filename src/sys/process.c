#include "sys/process.h"

#include <dirent.h>
#include <link.h>
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/units.h"

#define MAPPED_FROM_BYTES (256 * 1024)
#define KEPT_FREE_BYTES                                                                  \
    (512 * 1024) /* at the end of the heap: for bodies that come next */

/* A small file of /proc; the number of bytes read. */
static size_t read_small(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "re");
    size_t n;

    if (file == NULL)
        return 0;
    n = fread(text, 1, size, file);
    fclose(file);
    return n;
}

/* The n-th word, counted from 0, as a number; 0 when there is none. */
static uint64_t word_number(struct str text, size_t n)
{
    struct str word = STR_NONE;
    bool done = false;
    uint64_t number = 0;

    for (size_t i = 0; i <= n; i++) {
        if (!str_next_item(&text, ' ', &done, &word))
            return 0;
    }
    if (!str_to_u64(word, UINT64_MAX, &number))
        return 0;
    return number;
}

static void measure_memory(struct metrics *metrics)
{
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    char bytes[256];
    const struct str text = {bytes, read_small("/proc/self/statm", bytes, sizeof bytes)};

    metrics_set(metrics, METRIC_PROCESS_VIRTUAL, word_number(text, 0) * page);
    metrics_set(metrics, METRIC_PROCESS_RESIDENT, word_number(text, 1) * page);
}

static void measure_cpu(struct metrics *metrics)
{
    struct timespec used;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0)
        metrics_set(metrics, METRIC_PROCESS_CPU,
                    (uint64_t)used.tv_sec * NS_PER_SECOND + (uint64_t)used.tv_nsec);
}

static void measure_fds(struct metrics *metrics)
{
    struct rlimit limit;
    uint64_t n = 0;
    DIR *folder = opendir("/proc/self/fd");

    if (folder != NULL) {
        const struct dirent *entry;

        while ((entry = readdir(folder)) != NULL)
            n += entry->d_name[0] != '.';
        closedir(folder);
        n -= n > 0; /* the one that opendir() holds */
    }
    metrics_set(metrics, METRIC_PROCESS_FDS, n);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        metrics_set(metrics, METRIC_PROCESS_MAX_FDS, limit.rlim_cur);
}

/* /proc/self/stat: word 22 is the start, in ticks after boot.  The program's name, in
 * brackets, may hold blanks: count from behind it. */
static void measure_start(struct metrics *metrics)
{
    const uint64_t ticks = (uint64_t)sysconf(_SC_CLK_TCK);
    char bytes[1024];
    struct str text = {bytes, read_small("/proc/self/stat", bytes, sizeof bytes)};
    struct timespec wall;
    struct timespec boot;
    size_t behind = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ')')
            behind = i + 1;
    }
    text = str_skip(text, behind);
    if (clock_gettime(CLOCK_REALTIME, &wall) != 0 ||
        clock_gettime(CLOCK_BOOTTIME, &boot) != 0 || ticks == 0)
        return;

    const uint64_t now_ns =
        (uint64_t)wall.tv_sec * NS_PER_SECOND + (uint64_t)wall.tv_nsec;
    const uint64_t up_ns = (uint64_t)boot.tv_sec * NS_PER_SECOND + (uint64_t)boot.tv_nsec;
    const uint64_t start_ns = word_number(text, 20) * (NS_PER_SECOND / ticks);

    metrics_set(metrics, METRIC_PROCESS_START, now_ns - up_ns + start_ns);
}

void process_measure(struct metrics *metrics)
{
    measure_memory(metrics);
    measure_cpu(metrics);
    measure_fds(metrics);
    if (metrics_get(metrics, METRIC_PROCESS_START) == 0)
        measure_start(metrics);
}

/* glibc raises its threshold for mapped blocks to the largest that was freed; bodies
 * would then be zeroed byte by byte and stay with us. */
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

/* What is written to, relocations included, is another segment. */
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
