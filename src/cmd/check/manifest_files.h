/*
 * manifest_files: the manifests that paths lead to.
 *
 * A file stands for itself, whatever its name; a folder for all *.yaml, *.yml and *.json
 * below it, sorted, without entries that begin with a dot.  A folder that is reached a
 * second time (by a symbolic link) is left out.
 */
#ifndef CMD_CHECK_MANIFEST_FILES_H
#define CMD_CHECK_MANIFEST_FILES_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/problems.h"

struct folder_id;

struct manifest_files {
    struct arena arena;
    const char **paths; /* in order; "-" is standard input */
    size_t n;
    size_t cap;
    struct folder_id *seen;
    size_t n_seen;
    size_t cap_seen;
};

void manifest_files_init(struct manifest_files *files);
void manifest_files_clear(struct manifest_files *files);
DEFINE_AUTO_CLEAR(manifest_files_clear, struct manifest_files);

/* What cannot be read is an error in `problems`, and the rest is added all the same. */
void manifest_files_add(struct manifest_files *files, const char *path,
                        struct problems *problems);

#endif
