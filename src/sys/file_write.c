/* file_write: a new file beside the path, which then takes its place. */
#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE_SECRET ((mode_t)0700)
#define FOLDER_MODE_ABOVE  ((mode_t)0777) /* less the umask */

static bool fail(struct err *err, const char *path, const char *what)
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

/* The mode is exact, whatever the umask says: a key must not be wider, and the others
 * must be readable by the server's user. */
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

/* link() never takes the place of another file, rename() always does. */
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
        fail(err, path, "cannot write");
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
        return err_set(err, ERR_IO, "%s: no name for a folder", path);
    for (size_t i = 1; i < len; i++) {
        if (path[i] != '/')
            continue;
        memcpy(above, path, i);
        above[i] = '\0';
        if (!make_one(above, FOLDER_MODE_ABOVE))
            return fail(err, above, "cannot make the folder");
    }
    if (!make_one(path, FOLDER_MODE_SECRET))
        return fail(err, path, "cannot make the folder");
    return true;
}
