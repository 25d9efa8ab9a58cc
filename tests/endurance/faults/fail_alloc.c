/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fail_alloc: preloaded, replaces malloc() and its relatives, and lets one call fail.
 *
 * FAULTS_CONTROL names a file of the size of struct control, which the test maps as well.
 * There the test writes what should fail and when, also while the program runs, and reads
 * what failed.  A place is identified by the addresses on the stack relative to their
 * modules, so that it is the same in every run.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"

#define FRAMES_MAX 40
#define OWN_FRAMES 3 /* frames of this file */
#define SITES_MAX  16384
#define TEXT_BYTES 8192
#define PATH_BYTES 256
#define FILES_MAX  64
#define CHILD_S    30 /* then SIGALRM ends the child */

#define CHILD_TROUBLE 97 /* exit code of a child that could not be set up */

enum mode {
    MODE_OFF,
    MODE_COUNT,  /* fail allocation number `nth`; 0: only count */
    MODE_RECORD, /* record the places */
    MODE_PLACE,  /* fail at `place` */
    MODE_FORK,   /* at each new place a child fails; the parent continues */
};

enum flag {
    FLAG_FOREVER = 1, /* from then on all allocations fail */
    FLAG_FOLDERS = 2, /* each child has its own working folder */
    FLAG_EVERY = 4,   /* MODE_FORK: each allocation is a new place */
};

/* The same layout is in inject.py. */
struct control {
    _Atomic uint32_t mode;
    uint32_t depth; /* the innermost frames that identify a place */
    uint32_t flags; /* enum flag */
    _Atomic uint32_t hits;
    uint64_t nth;
    uint64_t place;
    _Atomic uint64_t counted;
    _Atomic uint64_t n_sites;
    uint64_t sites[SITES_MAX];
    char text[TEXT_BYTES];   /* the stack of the first failure */
    char folder[PATH_BYTES]; /* MODE_FORK: the files of the children */
};

static struct control *control;
static int begun;
static _Thread_local int inside;

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_reallocarray)(void *, size_t, size_t);
static int (*real_posix_memalign)(void **, size_t, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);

/* Stores a function pointer through an object pointer, as dlsym() returns one. */
static void find(const char *name, void *to)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(to, &found, sizeof found);
}

static void find_all(void)
{
    find("malloc", &real_malloc);
    find("calloc", &real_calloc);
    find("realloc", &real_realloc);
    find("reallocarray", &real_reallocarray);
    find("posix_memalign", &real_posix_memalign);
    find("aligned_alloc", &real_aligned_alloc);
}

CONSTRUCTOR static void begin(void)
{
    const char *path = getenv("FAULTS_CONTROL");
    void *warm[2];
    int fd;

    if (begun)
        return;
    begun = 1;
    inside = 1;
    (void)backtrace(warm, 2); /* loads a library the first time */
    fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        void *at = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

        close(fd);
        if (at != MAP_FAILED)
            control = at;
    }
    inside = 0;
}

/* Constructors of libraries should fail, too, if requested: not before AddressSanitizer
 * is ready, and not with MODE_FORK, whose children could not load libraries any more. */
static void begin_early(void)
{
    static int looked;

    if (looked)
        return;
    looked = 1;
    inside = 1; /* dlsym() allocates its error message */
    if (getenv("FAULTS_EARLY") != NULL && dlsym(RTLD_DEFAULT, "__asan_init") == NULL)
        begin();
    inside = 0;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static uint64_t module_hash(const char *name)
{
    uint64_t hash = 1;

    for (; *name != '\0'; name++)
        hash = mix(hash, (unsigned char)*name);
    return hash;
}

/* Which frames identify a place: the innermost ones, up to a library that calls an
 * allocator of the program.  Such a library is the same whatever called it.  The name of
 * the program's module is empty. */
static uint64_t place_of(void *const *frames, int n)
{
    uint64_t hash = 7;
    int was_program = 0;
    struct dl_find_object object;

    for (int i = 0; i < n; i++) {
        const char *name;

        if (_dl_find_object(frames[i], &object) != 0)
            continue;
        name = base_name(object.dlfo_link_map->l_name);
        hash = mix(hash, (uint64_t)((char *)frames[i] - (char *)object.dlfo_map_start));
        hash = mix(hash, module_hash(name));
        if (was_program && *name != '\0')
            break;
        was_program = *name == '\0';
    }
    return hash;
}

static void describe(void *const *frames, int n)
{
    struct dl_find_object object;
    size_t len = 0;

    for (int i = 0; i < n && len + 512 < sizeof control->text; i++) {
        if (_dl_find_object(frames[i], &object) != 0)
            continue;
        len += (size_t)snprintf(
            control->text + len, 512, "%.400s 0x%llx\n", object.dlfo_link_map->l_name,
            (unsigned long long)((char *)frames[i] -
                                 (char *)object.dlfo_link_map->l_addr));
    }
}

/* Gives the place a number; -1: the place is known, or there are too many. */
static long note(uint64_t place)
{
    const uint64_t n = atomic_load(&control->n_sites);
    uint64_t at;

    for (uint64_t i = 0; i < n && i < SITES_MAX; i++) {
        if (control->sites[i] == place && (control->flags & FLAG_EVERY) == 0)
            return -1;
    }
    at = atomic_fetch_add(&control->n_sites, 1);
    if (at < SITES_MAX)
        control->sites[at] = place;
    return at < SITES_MAX ? (long)at : -1;
}

static void write_out(const char *ending, long number, const char *text, size_t len)
{
    char path[PATH_BYTES + 64];
    int fd;

    snprintf(path, sizeof path, "%s/%ld.%s", control->folder, number, ending);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, text, len) != (ssize_t)len)
        _exit(CHILD_TROUBLE);
    close(fd);
}

static void redirect(int to, const char *ending, long number)
{
    char path[PATH_BYTES + 64];
    int fd;

    snprintf(path, sizeof path, "%s/%ld.%s", control->folder, number, ending);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || dup2(fd, to) < 0)
        _exit(CHILD_TROUBLE);
    close(fd);
}

static void move(long number)
{
    char path[PATH_BYTES + 64];

    snprintf(path, sizeof path, "%s/%ld.folder", control->folder, number);
    if (mkdir(path, 0700) != 0 || chdir(path) != 0)
        _exit(CHILD_TROUBLE);
}

/* Sets up the child that fails: its output goes to its own files, and it ends in time. */
static void be_child(long number, void *const *frames, int n)
{
    struct control *own = mmap(NULL, sizeof *own, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (own == MAP_FAILED)
        _exit(CHILD_TROUBLE);
    memcpy(own->folder, control->folder, sizeof own->folder);
    own->flags = control->flags;
    control = own; /* its mode is MODE_OFF */
    describe(frames, n);
    write_out("stack", number, own->text, strlen(own->text));
    if ((own->flags & FLAG_FOLDERS) != 0)
        move(number);
    redirect(STDOUT_FILENO, "out", number);
    redirect(STDERR_FILENO, "err", number);
    alarm(CHILD_S);
}

/* Parent and child share the offsets of open files. */
static void keep_offsets(off_t offsets[FILES_MAX])
{
    for (int fd = 0; fd < FILES_MAX; fd++)
        offsets[fd] = lseek(fd, 0, SEEK_CUR);
}

static void restore_offsets(const off_t offsets[FILES_MAX])
{
    for (int fd = 0; fd < FILES_MAX; fd++) {
        if (offsets[fd] >= 0)
            (void)lseek(fd, offsets[fd], SEEK_SET);
    }
}

/* Returns true in the child. */
static int fork_at(long number, void *const *frames, int n)
{
    off_t offsets[FILES_MAX];
    char text[32];
    int status = -1;
    pid_t child;

    keep_offsets(offsets);
    child = fork();
    if (child == 0) {
        be_child(number, frames, n);
        return 1;
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    restore_offsets(offsets);
    snprintf(text, sizeof text, "%d\n", status);
    write_out("status", number, text, strlen(text));
    return 0;
}

static int hit(void *const *frames, int n)
{
    if (atomic_fetch_add(&control->hits, 1) == 0)
        describe(frames, n);
    if ((control->flags & FLAG_FOREVER) == 0)
        atomic_store(&control->mode, MODE_OFF);
    return 1;
}

static int counted_out(uint64_t number)
{
    if (control->nth == 0)
        return 0;
    return (control->flags & FLAG_FOREVER) != 0 ? number >= control->nth
                                                : number == control->nth;
}

static int judge(enum mode mode)
{
    const uint64_t number = atomic_fetch_add(&control->counted, 1) + 1;
    void *frames[FRAMES_MAX + OWN_FRAMES];
    int n;
    int depth;
    uint64_t place;
    long at;

    if (mode == MODE_COUNT && !counted_out(number))
        return 0;
    n = backtrace(frames, FRAMES_MAX + OWN_FRAMES) - OWN_FRAMES;
    if (n < 0)
        n = 0;
    if (mode == MODE_COUNT)
        return hit(frames + OWN_FRAMES, n);
    depth = n < (int)control->depth ? n : (int)control->depth;
    place = place_of(frames + OWN_FRAMES, depth);
    if (mode == MODE_PLACE)
        return place == control->place && hit(frames + OWN_FRAMES, n);
    at = note(place);
    return mode == MODE_FORK && at >= 0 && fork_at(at, frames + OWN_FRAMES, n);
}

NO_INLINE static int fails(void)
{
    enum mode mode;
    int result;

    if (!begun && !inside)
        begin_early();
    if (control == NULL || inside)
        return 0;
    mode = (enum mode)atomic_load(&control->mode);
    if (mode == MODE_OFF)
        return 0;
    inside = 1;
    result = judge(mode);
    inside = 0;
    if (result)
        errno = ENOMEM;
    return result;
}

void *malloc(size_t size)
{
    if (real_malloc == NULL)
        find_all();
    return fails() ? NULL : real_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    if (real_calloc == NULL)
        find_all();
    return fails() ? NULL : real_calloc(n, size);
}

void *realloc(void *at, size_t size)
{
    if (real_realloc == NULL)
        find_all();
    return fails() ? NULL : real_realloc(at, size);
}

void *reallocarray(void *at, size_t n, size_t size)
{
    if (real_reallocarray == NULL)
        find_all();
    return fails() ? NULL : real_reallocarray(at, n, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
    if (real_posix_memalign == NULL)
        find_all();
    return fails() ? ENOMEM : real_posix_memalign(ret, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (real_aligned_alloc == NULL)
        find_all();
    return fails() ? NULL : real_aligned_alloc(alignment, size);
}
