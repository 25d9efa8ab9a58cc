/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifests: reads the objects of files, folders and standard input.
 *
 * A file is read whatever its name.  Of a folder, all *.yaml, *.yml and *.json below it
 * are read in sorted order, including hidden files and folders but not .git.  Below a
 * folder, chart templates and kustomizations are left out and counted.  A folder that is
 * reached again (through a symbolic link) is skipped.  Anything that cannot be read is
 * recorded as an error in `problems`; the rest is still read.
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
    struct manifest_paths found; /* in the order of reading; "-" is standard input */
    struct manifest_paths ahead; /* still to be visited; the last one is next */
    size_t n_left_out;
    struct map seen; /* folders, by device and inode */
};

void manifest_files_clear(struct manifest_files *files); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(manifest_files_clear, struct manifest_files);

/* Find the files of a path of the command line.  Paths live in files->arena, except
 * `path` itself, which is borrowed. */
void manifest_files_add(struct manifest_files *files, const char *path,
                        struct problems *problems);

/* The kind under which the policy judges the object; NULL: it does not judge it. */
const struct kind *manifest_kind(const struct manifest *manifest,
                                 const struct policy *policy);

/* The index among the built-in kinds; KIND_NOT_BUILTIN: the kind is not built in. */
uint32_t manifest_builtin_kind(const struct manifest *manifest);

/* How a file is read. */
struct manifest_input {
    struct arena *arena;
    const struct policy *policy; /* the kinds that it judges are wanted */
    const struct policy *also;   /* NULL, or another policy whose kinds are wanted */
};

/* The objects of one file, or of "-".  Objects of kinds that are not judged have no JSON.
 * Everything lives in input->arena, except path. */
void manifest_file_read(const struct manifest_input *input, const char *path,
                        struct problems *problems, const struct manifest **ret,
                        size_t *ret_n);

/* The same for large files: passes the objects to `take` document by document, like
 * manifest_read_each().  input->arena receives the bytes of the file only. */
void manifest_file_each(const struct manifest_input *input, const char *path,
                        manifest_take *take, void *context, struct problems *problems);

/*
 * The output of helm template names the source file of each document in a comment:
 * `# Source: CHART/templates/FILE`.  Places in such documents become places in that file,
 * in which line 1 is the line after the comment.  Returns the manifests, or a copy in the
 * arena; changes the places of the problems.
 */
const struct manifest *helm_sources_apply(struct arena *arena, struct str bytes,
                                          const struct manifest *manifests, size_t n,
                                          struct problems *problems);

/* The objects that the cluster already contains.  Objects are the same if group, kind,
 * namespace and name are equal; for kinds that are judged in one version only, so must be
 * the version. */
struct stored_objects {
    struct arena arena;
    const struct policy *policy;
    const struct manifest **all;
    size_t n;
    size_t cap;
    struct map by_identity;
};

void stored_objects_clear(struct stored_objects *stored); /* zeroed is initialised */

/* Add the objects of a path.  default_namespace: for objects without a namespace. */
void stored_objects_read(struct stored_objects *stored, const struct policy *policy,
                         const char *path, struct str default_namespace,
                         struct problems *problems);

/* Add one object, which is borrowed.  stored->policy must be set. */
void stored_objects_add(struct stored_objects *stored, const struct manifest *manifest,
                        struct str default_namespace);

/* The stored object that the manifest replaces; NULL: there is none. */
const struct manifest *stored_objects_find(const struct stored_objects *stored,
                                           const struct manifest *manifest,
                                           struct str namespace);

#endif
