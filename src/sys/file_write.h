/*
 * file_write: whole files out, never half of one.
 *
 * The bytes go to a new file beside the path, which then takes its place: a reader sees
 * the old file or the new one.
 */
#ifndef SYS_FILE_WRITE_H
#define SYS_FILE_WRITE_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

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
