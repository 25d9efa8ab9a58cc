/* SPDX-License-Identifier: Apache-2.0 */
/* process_metrics: the resources of this process, from /proc. */
#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "base/units.h"
#include "sys/log/metrics.h"

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

/* The nth word, from 0, as a number; 0 if there is none. */
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

#define CGROUP_ROOT "/sys/fs/cgroup"

/* The number in a small file; 0 if there is none, as in "max". */
static uint64_t number_in(const char *path)
{
    char bytes[64];
    struct str text = {bytes, read_small(path, bytes, sizeof bytes)};
    uint64_t number = 0;

    while (text.len > 0 && text.ptr[text.len - 1] == '\n')
        text.len--;
    return str_to_u64(text, UINT64_MAX, &number) ? number : 0;
}

/* The path of the process in the tree of cgroup v2: a line `0::/PATH`. */
static struct str find_cgroup(struct str lines)
{
    const struct str head = STR("0::/");
    struct str line;
    bool done = false;

    while (str_next_item(&lines, '\n', &done, &line)) {
        if (str_has_prefix(line, head))
            return str_skip(line, head.len);
    }
    return STR_NONE;
}

/* The value of cgroup v1 for no limit. */
#define NO_LIMIT (UINT64_C(1) << 60)

void metrics_measure_limit(struct metrics *metrics)
{
    char bytes[4096];
    char path[sizeof CGROUP_ROOT "//memory.max" + sizeof bytes];
    const struct str lines = {bytes,
                              read_small("/proc/self/cgroup", bytes, sizeof bytes)};
    const struct str cgroup = find_cgroup(lines);
    uint64_t limit;

    snprintf(path, sizeof path, CGROUP_ROOT "/%.*s/memory.max", STR_ARGS(cgroup));
    limit = number_in(path);
    if (limit == 0)
        limit = number_in(CGROUP_ROOT "/memory/memory.limit_in_bytes");
    metrics_set(metrics, METRIC_MEMORY_LIMIT, limit < NO_LIMIT ? limit : 0);
}

static uint64_t to_ns(struct timespec at)
{
    return (uint64_t)at.tv_sec * NS_PER_SECOND + (uint64_t)at.tv_nsec;
}

static void measure_cpu(struct metrics *metrics)
{
    struct timespec used;

    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0)
        metrics_set(metrics, METRIC_PROCESS_CPU, to_ns(used));
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
        n -= n > 0; /* the descriptor of opendir() */
    }
    metrics_set(metrics, METRIC_PROCESS_FDS, n);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
        metrics_set(metrics, METRIC_PROCESS_MAX_FDS, limit.rlim_cur);
}

/* /proc/self/stat: word 22 is the start, in ticks after boot.  The program's name, in
 * brackets, may have blanks: count from after it. */
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
    metrics_set(metrics, METRIC_PROCESS_START,
                to_ns(wall) - to_ns(boot) +
                    word_number(text, 20) * (NS_PER_SECOND / ticks));
}

void metrics_measure_process(struct metrics *metrics)
{
    measure_memory(metrics);
    measure_cpu(metrics);
    measure_fds(metrics);
    if (metrics_get(metrics, METRIC_PROCESS_START) == 0)
        measure_start(metrics);
}
