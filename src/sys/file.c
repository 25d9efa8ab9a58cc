/* SPDX-License-Identifier: Apache-2.0 */
#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"

#define READ_BYTES ((size_t)64 << 10) /* at a time */

static void close_fd(int fd)
{
    if (fd > STDIN_FILENO)
        (void)close(fd);
}
DEFINE_AUTO(close_fd, int);

static void close_folder(DIR *folder)
{
    if (folder != NULL)
        (void)closedir(folder);
}
DEFINE_AUTO(close_folder, DIR *);

static bool fail(struct err *err, const char *path, const char *verb)
{
    const int reason = errno; /* err_set may change it */

    return err_set(err, ERR_IO, "cannot %s %s: %s", verb, path, strerror(reason));
}

/* Read one byte beyond the limit, so that a full buffer shows that it is exceeded. */
static bool read_all(int fd, const char *path, struct buf *bytes, struct err *err)
{
    while (bytes->len < bytes->max_bytes) {
        const size_t left = bytes->max_bytes - bytes->len;
        const size_t want = left < READ_BYTES ? left : READ_BYTES;
        const ssize_t got = read(fd, buf_reserve(bytes, want), want);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(err, path, "read");
        if (got == 0)
            break;
        bytes->len += (size_t)got;
    }
    return true;
}

/* A doubling buffer could take twice the size of the file. */
static void make_room(int fd, struct buf *bytes)
{
    struct stat status;

    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        (size_t)status.st_size < bytes->max_bytes)
        (void)buf_reserve(bytes, (size_t)status.st_size + 1);
}

static bool read_fd(struct arena *arena, int fd, const char *path, size_t max_bytes,
                    struct str *ret, struct err *err)
{
    AUTO(buf_clear) struct buf bytes = {.max_bytes = max_bytes + 1};

    make_room(fd, &bytes);
    if (!read_all(fd, path, &bytes, err))
        return false;
    if (bytes.len > max_bytes)
        return err_set(err, ERR_LIMIT, "cannot read %s: it is larger than %zu bytes",
                       path, max_bytes);
    *ret = arena_dup(arena, buf_str(&bytes));
    return true;
}

bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct str *ret,
               struct err *err)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    const char *shown = is_stdin ? "standard input" : path;
    AUTO(close_fd)
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return fail(err, shown, "read");
    return read_fd(arena, fd, shown, max_bytes, ret, err);
}

/* File systems with information from the kernel. */
static const long kernel_file_systems[] = {
    PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,       TRACEFS_MAGIC,
    SECURITYFS_MAGIC, CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,
    PSTOREFS_MAGIC,   EFIVARFS_MAGIC,     SELINUX_MAGIC,       SMACK_MAGIC,
    BINFMTFS_MAGIC,
};

static bool is_of_the_kernel(int fd)
{
    struct statfs status;

    if (fstatfs(fd, &status) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(kernel_file_systems); i++) {
        if ((long)status.f_type == kernel_file_systems[i])
            return true;
    }
    return false;
}

/* Returns -1 if the path cannot be read or is not a stored file.  It does not block on a
 * pipe without a writer. */
static int open_at_rest(const char *path, struct err *err)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    int opened;

    if (fd < 0 || fstat(fd, &status) != 0) {
        (void)fail(err, path, "read");
        return -1;
    }
    if (!S_ISREG(status.st_mode) || is_of_the_kernel(fd)) {
        (void)err_set(err, ERR_INVALID, "cannot read %s: it is not a regular file%s",
                      path, S_ISREG(status.st_mode) ? ", the kernel generates it" : "");
        return -1;
    }
    opened = fd;
    fd = -1;
    return opened;
}

const char *file_error_without_path(const struct err *err, const char *path)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct str head = arena_format(&arena, "cannot read %s: ", path);

    return str_has_prefix(str_from(err->text), head) ? err->text + head.len : err->text;
}

bool file_read_at_rest(struct arena *arena, const char *path, size_t max_bytes,
                       struct str *ret, struct err *err)
{
    AUTO(close_fd) int fd = open_at_rest(path, err);

    return fd >= 0 && read_fd(arena, fd, path, max_bytes, ret, err);
}

bool file_feed_at_rest(const char *path, file_take *take, void *context, struct err *err)
{
    AUTO(close_fd) int fd = open_at_rest(path, err);
    AUTO(buf_clear) struct buf piece = {.max_bytes = 2 * READ_BYTES};
    ssize_t got = fd < 0 ? -1 : 1;

    while (got > 0) {
        got = read(fd, buf_reserve(&piece, READ_BYTES), READ_BYTES);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            return fail(err, path, "read");
        else
            take(context, (struct str){piece.ptr, (size_t)got});
    }
    return fd >= 0;
}

bool file_is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum dot_names {
    DOT_NAMES_LEFT_OUT,
    DOT_NAMES_LISTED,
};

static bool is_listed(const char *name, enum dot_names dot_names)
{
    if (dot_names == DOT_NAMES_LEFT_OUT)
        return name[0] != '.';
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool list(struct arena *arena, const char *path, enum dot_names dot_names,
                 const char *const **ret, size_t *ret_n, struct err *err)
{
    AUTO(close_folder) DIR *folder = opendir(path);
    const char **names = ARENA_NEW(arena, const char *, 1);
    size_t cap = 1;
    size_t n = 0;

    if (folder == NULL)
        return fail(err, path, "list");
    for (;;) {
        errno = 0;

        const struct dirent *entry = readdir(folder);

        if (entry == NULL && errno != 0)
            return fail(err, path, "list");
        if (entry == NULL)
            break;
        if (!is_listed(entry->d_name, dot_names))
            continue;
        if (n == cap)
            names = arena_grow(arena, names, &cap, sizeof *names);
        names[n++] = arena_dup(arena, str_from(entry->d_name)).ptr;
    }
    qsort(names, n, sizeof *names, by_bytes);
    *ret = names;
    *ret_n = n;
    return true;
}

bool file_list(struct arena *arena, const char *path, const char *const **ret,
               size_t *ret_n, struct err *err)
{
    return list(arena, path, DOT_NAMES_LEFT_OUT, ret, ret_n, err);
}

bool file_list_all(struct arena *arena, const char *path, const char *const **ret,
                   size_t *ret_n, struct err *err)
{
    return list(arena, path, DOT_NAMES_LISTED, ret, ret_n, err);
}

#define FOLDER_MODE_SECRET ((mode_t)0700)
#define FOLDER_MODE_ABOVE  ((mode_t)0777) /* less the umask */

static bool fail_write(struct err *err, const char *path, const char *what)
{
    return err_set(err, ERR_IO, "%s: %s: %s", path, what, strerror(errno));
}

size_t file_write_fd(int fd, struct str bytes)
{
    size_t written = 0;

    while (written < bytes.len) {
        const ssize_t n = write(fd, bytes.ptr + written, bytes.len - written);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        written += (size_t)n;
    }
    return written;
}

/* The mode is exact, whatever the umask: a key must not be more readable, and the other
 * files must be readable by the server's user. */
static bool fill(const char *beside, struct str bytes, mode_t mode)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

    if (fd < 0)
        return false;

    bool done =
        fchmod(fd, mode) == 0 && file_write_fd(fd, bytes) == bytes.len && fsync(fd) == 0;
    int reason = errno;

    if (close(fd) != 0 && done)
        return false;
    errno = reason;
    return done;
}

/* link() never replaces another file; rename() always does. */
static bool put_in_place(const char *beside, const char *path,
                         enum file_existing existing)
{
    if (existing == FILE_REPLACE)
        return rename(beside, path) == 0;
    if (link(beside, path) != 0)
        return false;
    return unlink(beside) == 0;
}

bool file_write(const char *path, struct str bytes, mode_t mode,
                enum file_existing existing, struct err *err)
{
    char beside[PATH_MAX];
    int n = snprintf(beside, sizeof beside, "%s.new-%ld", path, (long)getpid());

    if (n < 0 || (size_t)n >= sizeof beside)
        return err_set(err, ERR_IO, "%s: the name is too long", path);
    if (!fill(beside, bytes, mode) || !put_in_place(beside, path, existing)) {
        fail_write(err, path, "cannot write");
        unlink(beside);
        return false;
    }
    return true;
}

static bool make_one(const char *path, mode_t mode)
{
    struct stat st;

    if (mkdir(path, mode) == 0)
        return true;
    if (errno != EEXIST)
        return false;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return true;
    errno = ENOTDIR;
    return false;
}

bool file_make_folder(const char *path, struct err *err)
{
    char above[PATH_MAX];
    size_t len = strlen(path);

    if (len == 0 || len >= sizeof above)
        return err_set(err, ERR_IO, "%s: not a usable name for a folder", path);
    for (size_t i = 1; i < len; i++) {
        if (path[i] != '/')
            continue;
        memcpy(above, path, i);
        above[i] = '\0';
        if (!make_one(above, FOLDER_MODE_ABOVE))
            return fail_write(err, above, "cannot create the folder");
    }
    if (!make_one(path, FOLDER_MODE_SECRET))
        return fail_write(err, path, "cannot create the folder");
    return true;
}
