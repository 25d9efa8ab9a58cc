/*
 * file: whole files in and out.
 */
#include "sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

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

/* One byte beyond the ceiling is asked for, so that a full buffer tells. */
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

static bool read_fd(struct arena *arena, int fd, const char *path, size_t max_bytes,
                    struct str *ret, struct err *err)
{
    AUTO(buf_clear) struct buf bytes;

    buf_init(&bytes, NULL, max_bytes + 1);
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

bool file_read_at_rest(struct arena *arena, const char *path, size_t max_bytes,
                       struct str *ret, struct err *err)
{
    AUTO(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;

    if (fd < 0 || fstat(fd, &status) != 0)
        return fail(err, path, "read");
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_IO, "cannot read %s: it is no regular file", path);
    return read_fd(arena, fd, path, max_bytes, ret, err);
}

bool file_is_special(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode) &&
           !S_ISREG(status.st_mode);
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
    AUTO(mem_free) const char **names = NULL;
    size_t cap = 0;
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
        names = mem_grow(names, &cap, n + 1, sizeof *names);
        names[n++] = arena_dup(arena, str_from(entry->d_name)).ptr;
    }
    if (n > 1)
        qsort(names, n, sizeof *names, by_bytes);

    const char **all = ARENA_NEW(arena, const char *, n + 1);

    for (size_t i = 0; i < n; i++)
        all[i] = names[i];
    *ret = all;
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
