/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scratch_folder: a new folder for a test, and the files in it.
 */
#ifndef TESTS_SCRATCH_FOLDER_H
#define TESTS_SCRATCH_FOLDER_H

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "unit.h"

#define SCRATCH_PATH_SIZE 128

struct scratch_folder {
    char path[64];
};

static inline void scratch_make(struct scratch_folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/ingress-warden-unit-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

static inline const char *scratch_path(const struct scratch_folder *folder,
                                       const char *name, char path[SCRATCH_PATH_SIZE])
{
    snprintf(path, SCRATCH_PATH_SIZE, "%s/%s", folder->path, name);
    return path;
}

/* Writes a temporary file and renames it, as an editor does when it saves. */
static inline void scratch_put(const struct scratch_folder *folder, const char *name,
                               struct str bytes)
{
    char path[SCRATCH_PATH_SIZE];
    struct err err;

    if (!file_write(scratch_path(folder, name, path), bytes, FILE_MODE_PUBLIC,
                    FILE_REPLACE, &err))
        fail_msg("%s", err.text);
}

static inline void scratch_remove(const struct scratch_folder *folder,
                                  const char *const *names, size_t n)
{
    char path[SCRATCH_PATH_SIZE];

    for (size_t i = 0; i < n; i++)
        (void)unlink(scratch_path(folder, names[i], path));
    assert_int_equal(rmdir(folder->path), 0);
}

#endif
