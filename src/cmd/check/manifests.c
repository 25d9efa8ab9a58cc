/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/check/manifests.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "core/policy/policy.h"
#include "sys/file.h"

void manifest_files_clear(struct manifest_files *files)
{
    map_clear(&files->seen);
    arena_clear(&files->arena);
    *files = (struct manifest_files){0};
}

static bool is_among(struct str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(name, str_from(names[i])))
            return true;
    }
    return false;
}

static struct str base_name(const char *path)
{
    struct str name = str_from(path);
    size_t begin;

    while (name.len > 1 && name.ptr[name.len - 1] == '/')
        name = str_head(name, name.len - 1);
    begin = name.len;
    while (begin > 0 && name.ptr[begin - 1] != '/')
        begin--;
    return str_skip(name, begin);
}

static bool is_manifest_name(const char *path)
{
    static const char *const endings[] = {".yaml", ".yml", ".json"};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if (str_has_suffix(str_from(path), str_from(endings[i])))
            return true;
    }
    return false;
}

static bool is_kustomization(const char *path)
{
    static const char *const names[] = {"kustomization.yaml", "kustomization.yml"};

    return is_among(base_name(path), names, ARRAY_LEN(names));
}

static void push(struct manifest_files *files, struct manifest_paths *paths,
                 const char *path, enum manifest_source source)
{
    if (paths->n == paths->cap)
        paths->all =
            arena_grow(&files->arena, paths->all, &paths->cap, sizeof paths->all[0]);
    paths->all[paths->n++] = (struct manifest_path){path, source};
}

/* False: the folder was visited before. */
static bool see_folder(struct manifest_files *files, const struct stat *facts)
{
    const size_t n_before = files->seen.n;

    map_put(&files->seen,
            arena_format(&files->arena, "%ju %ju", (uintmax_t)facts->st_dev,
                         (uintmax_t)facts->st_ino),
            0);
    return files->seen.n > n_before;
}

static bool is_templates(const char *folder)
{
    return str_equal(base_name(folder), STR("templates"));
}

/* The folder is named `templates`, and there is a Chart.yaml beside it. */
static bool is_beside_chart(struct manifest_files *files, const char *folder)
{
    struct stat facts;

    return is_templates(folder) &&
           stat(arena_format(&files->arena, "%s/../Chart.yaml", folder).ptr, &facts) == 0;
}

static void push_entries(struct manifest_files *files, const struct manifest_path *folder,
                         struct problems *problems)
{
    const char *const *names;
    size_t n;
    struct err err = {0};
    const bool closed = str_has_suffix(str_from(folder->path), STR("/"));
    const bool is_chart = is_beside_chart(files, folder->path);
    const enum manifest_source source =
        is_chart ? SOURCE_TEMPLATES
                 : (folder->source == SOURCE_NAMED ? SOURCE_FOUND : folder->source);

    if (!file_list_all(&files->arena, folder->path, &names, &n, &err)) {
        problems_add(problems, SEVERITY_ERROR, "unreadable",
                     (struct place){folder->path, 0, 0}, "%s", err.text);
        return;
    }
    for (size_t i = n; i > 0; i--) {
        if (strcmp(names[i - 1], ".git") == 0)
            continue;
        push(files, &files->ahead,
             arena_format(&files->arena, "%s%s%s", folder->path, closed ? "" : "/",
                          names[i - 1])
                 .ptr,
             source);
    }
}

/* A regular file below a folder, named like a manifest. */
static void take_file(struct manifest_files *files, const struct manifest_path *at)
{
    if (at->source == SOURCE_TEMPLATES || is_kustomization(at->path))
        files->n_left_out++;
    else
        push(files, &files->found, at->path, SOURCE_FOUND);
}

/* A folder of the command line, or an entry below one. */
static void visit(struct manifest_files *files, const struct manifest_path *at,
                  struct problems *problems)
{
    struct stat facts;

    if (stat(at->path, &facts) != 0) {
        if (is_manifest_name(at->path) && at->source != SOURCE_TEMPLATES)
            problems_add(problems, SEVERITY_ERROR, "unreadable",
                         (struct place){at->path, 0, 0}, "cannot be read: %s",
                         strerror(errno));
    } else if (S_ISDIR(facts.st_mode)) {
        if (see_folder(files, &facts))
            push_entries(files, at, problems);
    } else if (S_ISREG(facts.st_mode) && is_manifest_name(at->path)) {
        take_file(files, at);
    }
}

void manifest_files_add(struct manifest_files *files, const char *path,
                        struct problems *problems)
{
    if (strcmp(path, "-") == 0 || !file_is_folder(path)) {
        push(files, &files->found, path, SOURCE_NAMED);
        return;
    }
    push(files, &files->ahead, path, SOURCE_NAMED);
    while (files->ahead.n > 0) {
        const struct manifest_path next = files->ahead.all[--files->ahead.n];

        visit(files, &next, problems);
    }
}

/* The apiVersion without the version: "networking.k8s.io", or "" for the core group. */
static struct str group_of(struct str api_version)
{
    size_t slash = 0;
    const bool has_group = str_find(api_version, '/', &slash);

    return str_head(api_version, has_group ? slash : 0);
}

/* The kind is judged, in whatever version of its group. */
static bool is_wanted(struct str api_version, struct str kind, const void *by)
{
    const struct manifest_input *input = by;
    const struct str group = group_of(api_version);

    return policy_kind(input->policy, group, kind) != NULL ||
           (input->also != NULL && policy_kind(input->also, group, kind) != NULL);
}

const struct kind *manifest_kind(const struct manifest *manifest,
                                 const struct policy *policy)
{
    return policy_kind(policy, group_of(manifest->api_version), manifest->kind);
}

uint32_t manifest_builtin_kind(const struct manifest *manifest)
{
    return kind_builtin_for(group_of(manifest->api_version), manifest->kind);
}

static const char *shown_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

/* False: the file cannot be read, which is recorded in `problems`. */
static bool read_bytes(const struct manifest_input *input, const char *path,
                       struct problems *problems, struct str *ret)
{
    struct err err = {0};

    if (file_read(input->arena, path, MANIFEST_MAX_BYTES, ret, &err))
        return true;
    problems_add(problems, SEVERITY_ERROR, "unreadable",
                 (struct place){shown_name(path), 0, 0}, "cannot be read: %s",
                 file_error_without_path(&err, path));
    return false;
}

void manifest_file_read(const struct manifest_input *input, const char *path,
                        struct problems *problems, const struct manifest **ret,
                        size_t *ret_n)
{
    struct arena *arena = input->arena;
    struct str bytes;

    *ret = NULL;
    *ret_n = 0;
    if (!read_bytes(input, path, problems, &bytes))
        return;
    const struct manifest_text source = {shown_name(path), bytes, is_wanted, input,
                                         BUDGET_NONE};

    manifest_read_wanted(arena, &source, problems, ret, ret_n);
    if (strcmp(path, "-") == 0)
        *ret = helm_sources_apply(arena, bytes, *ret, *ret_n, problems);
}

void manifest_file_each(const struct manifest_input *input, const char *path,
                        manifest_take *take, void *context, struct problems *problems)
{
    struct str bytes;

    if (!read_bytes(input, path, problems, &bytes))
        return;
    const struct manifest_text source = {shown_name(path), bytes, is_wanted, input,
                                         BUDGET_NONE};

    manifest_read_each(&source, take, context, problems);
}

void stored_objects_clear(struct stored_objects *stored)
{
    map_clear(&stored->by_identity);
    arena_clear(&stored->arena);
    *stored = (struct stored_objects){0};
}

/* Line feeds separate the parts: no stored object has a line feed in any of them. */
static void add_identity(struct buf *buf, const struct stored_objects *stored,
                         const struct manifest *manifest, struct str namespace)
{
    const struct kind *kind = manifest_kind(manifest, stored->policy);
    const bool is_any_version = kind != NULL && kind->version.len == 0;

    buf_add(buf, is_any_version ? kind->group : manifest->api_version);
    buf_add_byte(buf, '\n');
    buf_add(buf, manifest->kind);
    buf_add_byte(buf, '\n');
    buf_add(buf, namespace);
    buf_add_byte(buf, '\n');
    buf_add(buf, manifest->name);
}

void stored_objects_add(struct stored_objects *stored, const struct manifest *manifest,
                        struct str default_namespace)
{
    const struct str namespace =
        manifest->namespace.len > 0 ? manifest->namespace : default_namespace;
    struct buf key = {.arena = &stored->arena, .max_bytes = BUF_MAX_BYTES};

    if (manifest->name.len == 0 || manifest->json.len == 0)
        return;
    add_identity(&key, stored, manifest, namespace);
    if (stored->n == stored->cap)
        stored->all = arena_grow(&stored->arena, stored->all, &stored->cap,
                                 sizeof(struct manifest *));
    map_put(&stored->by_identity, buf_str(&key), (uint32_t)stored->n);
    stored->all[stored->n++] = manifest;
}

void stored_objects_read(struct stored_objects *stored, const struct policy *policy,
                         const char *path, struct str default_namespace,
                         struct problems *problems)
{
    const struct manifest_input input = {.arena = &stored->arena, .policy = policy};
    AUTO(manifest_files_clear) struct manifest_files files = {0};

    stored->policy = policy;
    manifest_files_add(&files, path, problems);
    for (size_t i = 0; i < files.found.n; i++) {
        const struct manifest *manifests = NULL;
        size_t n = 0;

        manifest_file_read(&input, files.found.all[i].path, problems, &manifests, &n);
        for (size_t k = 0; k < n; k++)
            stored_objects_add(stored, &manifests[k], default_namespace);
    }
}

const struct manifest *stored_objects_find(const struct stored_objects *stored,
                                           const struct manifest *manifest,
                                           struct str namespace)
{
    AUTO(buf_clear) struct buf key = {.max_bytes = BUF_MAX_BYTES};
    uint32_t at;

    if (manifest->name.len == 0 || stored->n == 0)
        return NULL;
    add_identity(&key, stored, manifest, namespace);
    return map_get(&stored->by_identity, buf_str(&key), &at) ? stored->all[at] : NULL;
}
