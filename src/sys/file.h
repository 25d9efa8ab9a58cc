/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: whole files in and out.
 */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* The file's bytes, in the arena, followed by a NUL that is not counted.  "-" is standard
 * input.  False: ERR_IO (with the system's reason), ERR_LIMIT (larger than max_bytes);
 * the text names the path. */
bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct str *ret,
               struct err *err) MUST_CHECK;

/* The same, but only of a regular file (symbolic links followed) of a file system that
 * keeps files: a pipe could make the caller wait for ever, a file below /proc says
 * something else each time.  ERR_INVALID: it is another.  "-" is a name like any other.
 */
bool file_read_at_rest(struct arena *arena, const char *path, size_t max_bytes,
                       struct str *ret, struct err *err) MUST_CHECK;

/* The same piece by piece, whatever its size. */
typedef void file_take(void *context, struct str piece);
bool file_feed_at_rest(const char *path, file_take *take, void *context, struct err *err)
    MUST_CHECK;

/* True when path is a folder (symbolic links followed). */
bool file_is_folder(const char *path);

/* Names of the folder's entries, sorted by bytes, without those that begin with a dot;
 * NUL-terminated, in the arena. */
bool file_list(struct arena *arena, const char *path, const char *const **ret,
               size_t *ret_n, struct err *err) MUST_CHECK;

/* The same with those that begin with a dot, but not "." and "..". */
bool file_list_all(struct arena *arena, const char *path, const char *const **ret,
                   size_t *ret_n, struct err *err) MUST_CHECK;

/*
 * Files are written whole: the bytes go to a new file beside the path, which then takes
 * its place.  A reader sees the old file or the new one.
 */
enum file_existing {
    FILE_REPLACE, /* what is at the path goes */
    FILE_KEEP     /* what is at the path stays, and that is an error */
};

#define FILE_MODE_SECRET ((mode_t)0600)
#define FILE_MODE_PUBLIC ((mode_t)0644)

/* False: ERR_IO, the text names the path. */
bool file_write(const char *path, struct str bytes, mode_t mode,
                enum file_existing existing, struct err *err) MUST_CHECK;

/* Write to what is open.  Blocks as long as the reader does; how much was written, less
 * than all with errno. */
size_t file_write_fd(int fd, struct str bytes) MUST_CHECK;

/* Make the folder, and those above it, where they are missing; the last one gets mode
 * 0700.  A folder that is there stays as it is. */
bool file_make_folder(const char *path, struct err *err) MUST_CHECK;

#endif
