/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: reads and writes whole files.
 */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Read the file into the arena; the bytes are followed by a NUL that is not counted.  "-"
 * is standard input.  Returns false with ERR_IO (and the system's reason) or ERR_LIMIT
 * (larger than max_bytes); the text names the path. */
bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct str *ret,
               struct err *err) MUST_CHECK;

/* The text of such an error without the path, for a place that already names the file. */
const char *file_error_without_path(const struct err *err, const char *path);

/* The same as file_read(), but only for a regular file (symbolic links are followed) on a
 * file system that stores files: a pipe could block for ever, and a file below /proc
 * differs each time. ERR_INVALID: another kind of file.  "-" is an ordinary name. */
bool file_read_at_rest(struct arena *arena, const char *path, size_t max_bytes,
                       struct str *ret, struct err *err) MUST_CHECK;

/* The same piece by piece, for a file of any size. */
typedef void file_take(void *context, struct str piece);
bool file_feed_at_rest(const char *path, file_take *take, void *context, struct err *err)
    MUST_CHECK;

/* True if path is a folder (symbolic links are followed). */
bool file_is_folder(const char *path);

/* The names of the folder's entries, sorted by bytes, except those that begin with a dot;
 * NUL-terminated, in the arena. */
bool file_list(struct arena *arena, const char *path, const char *const **ret,
               size_t *ret_n, struct err *err) MUST_CHECK;

/* The same with names that begin with a dot, except "." and "..". */
bool file_list_all(struct arena *arena, const char *path, const char *const **ret,
                   size_t *ret_n, struct err *err) MUST_CHECK;

/*
 * A file is written as a whole: the bytes go to a new file beside the path, which then
 * replaces it.  A reader sees either the old file or the new one.
 */
enum file_existing {
    FILE_REPLACE, /* an existing file is replaced */
    FILE_KEEP     /* an existing file stays, and is an error */
};

#define FILE_MODE_SECRET ((mode_t)0600)
#define FILE_MODE_PUBLIC ((mode_t)0644)

/* Returns false with ERR_IO; the text names the path. */
bool file_write(const char *path, struct str bytes, mode_t mode,
                enum file_existing existing, struct err *err) MUST_CHECK;

/* Write to an open descriptor.  Blocks as long as the reader does.  Returns the number of
 * bytes written; if that is not all, errno is set. */
size_t file_write_fd(int fd, struct str bytes) MUST_CHECK;

/* Make the folder and its missing parents; the folder gets mode 0700.  An existing folder
 * is not changed. */
bool file_make_folder(const char *path, struct err *err) MUST_CHECK;

#endif
