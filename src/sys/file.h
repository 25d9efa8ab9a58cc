/*
 * file: whole files in and out.
 */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* The file's bytes, in the arena, followed by a NUL that is not counted.  "-" is standard
 * input.  False: ERR_IO (with the system's reason), ERR_LIMIT (larger than max_bytes);
 * the text names the path. */
bool file_read(struct arena *arena, const char *path, size_t max_bytes, struct str *ret,
               struct err *err) MUST_CHECK;

/* The same, but only of a regular file: a pipe, for example, could make the caller wait
 * for ever.  "-" is a name like any other. */
bool file_read_at_rest(struct arena *arena, const char *path, size_t max_bytes,
                       struct str *ret, struct err *err) MUST_CHECK;

/* True when path is there and neither a regular file nor a folder. */
bool file_is_special(const char *path);

/* True when path is a folder (symbolic links followed). */
bool file_is_folder(const char *path);

/* Names of the folder's entries, sorted by bytes, without those that begin with a dot;
 * NUL-terminated, in the arena. */
bool file_list(struct arena *arena, const char *path, const char *const **ret,
               size_t *ret_n, struct err *err) MUST_CHECK;

/* The same with those that begin with a dot, but not "." and "..". */
bool file_list_all(struct arena *arena, const char *path, const char *const **ret,
                   size_t *ret_n, struct err *err) MUST_CHECK;

#endif
