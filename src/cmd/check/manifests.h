/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifests: the objects that paths lead to: files, folders, standard input.
 *
 * A file stands for itself, whatever its name; a folder for all *.yaml, *.yml and *.json
 * below it, sorted, also in files and folders that begin with a dot, but not in .git.
 * Below a folder the templates of a chart and kustomizations are left out and counted.  A
 * folder that is reached a second time (by a symbolic link) is left out.  What cannot be
 * read is an error in `problems`, and the rest is read all the same.
 */
#ifndef CMD_CHECK_MANIFESTS_H
#define CMD_CHECK_MANIFESTS_H

#include "base/map.h"
#include "yaml/manifest/manifest.h"

struct kind;
struct policy;

enum manifest_source {
    SOURCE_NAMED,     /* on the command line */
    SOURCE_FOUND,     /* below a folder */
    SOURCE_TEMPLATES, /* the templates of a chart, or below them */
};

struct manifest_path {
    const char *path;
    enum manifest_source source;
};

struct manifest_paths {
    struct manifest_path *all;
    size_t n;
    size_t cap;
};

struct manifest_files {
    struct arena arena;
    struct manifest_paths found; /* in order; "-" is standard input */
    struct manifest_paths ahead; /* to be looked at; the last one first */
    size_t n_left_out;
    struct map seen; /* folders, by device and inode */
};

void manifest_files_clear(struct manifest_files *files); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(manifest_files_clear, struct manifest_files);

void manifest_files_add(struct manifest_files *files, const char *path,
                        struct problems *problems);

/* NULL: it is not judged. */
const struct kind *manifest_kind(const struct manifest *manifest,
                                 const struct policy *policy);

/* Its number among the kinds that are built in; KIND_NOT_BUILTIN: it is none of them. */
uint32_t manifest_builtin_kind(const struct manifest *manifest);

/* The objects of one file, or of "-"; those of kinds that are not judged have no JSON.
 * Everything lives in the arena, but for path. */
struct manifest_input {
    struct arena *arena;         /* what is read lives in it */
    const struct policy *policy; /* which kinds are wanted */
    const struct policy *also;   /* NULL, or one whose kinds are wanted, too */
};
void manifest_file_read(const struct manifest_input *input, const char *path,
                        struct problems *problems, const struct manifest **ret,
                        size_t *ret_n);

/* The same for files that are larger than what is to be made of them: the objects are
 * handed out document by document, as manifest_read_each() does.  input->arena: for the
 * bytes of the file. */
void manifest_file_each(const struct manifest_input *input, const char *path,
                        manifest_take *take, void *context, struct problems *problems);

/*
 * What helm template writes names the file of each document in a comment:
 * `# Source: CHART/templates/FILE`.  Places in such documents become places in that file,
 * whose first line is the one behind the comment.
 */
const struct manifest *helm_sources_apply(struct arena *arena, struct str bytes,
                                          const struct manifest *manifests, size_t n,
                                          struct problems *problems);

/* What the cluster holds.  An object is the same when group, kind, namespace and name
 * are, and the version of kinds that are judged in one only. */
struct stored_objects {
    struct arena arena;
    const struct policy *policy;
    const struct manifest **all;
    size_t n;
    size_t cap;
    struct map by_identity;
};

void stored_objects_clear(struct stored_objects *stored); /* zeroed is initialised */

/* The objects of a path.  default_namespace: for those without one. */
void stored_objects_read(struct stored_objects *stored, const struct policy *policy,
                         const char *path, struct str default_namespace,
                         struct problems *problems);

/* One object; `policy` is set. */
void stored_objects_add(struct stored_objects *stored, const struct manifest *manifest,
                        struct str default_namespace);

/* NULL: the cluster does not hold it. */
const struct manifest *stored_objects_find(const struct stored_objects *stored,
                                           const struct manifest *manifest,
                                           struct str namespace);

#endif
