#include "cmd/check/manifests.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>

#include "sys/file.h"

void manifest_files_clear(struct manifest_files *files)
{
    map_clear(&files->seen);
    arena_clear(&files->arena);
    *files = (struct manifest_files){0};
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

static void push(struct manifest_files *files, struct paths *paths, const char *path)
{
    if (paths->n == paths->cap)
        paths->all = arena_grow(&files->arena, paths->all, &paths->cap, sizeof(char *));
    paths->all[paths->n++] = path;
}

/* False when the folder was here before. */
static bool see_folder(struct manifest_files *files, const struct stat *facts)
{
    const size_t n_before = files->seen.n;

    map_put(&files->seen,
            arena_format(&files->arena, "%ju %ju", (uintmax_t)facts->st_dev,
                         (uintmax_t)facts->st_ino),
            0);
    return files->seen.n > n_before;
}

static void push_entries(struct manifest_files *files, const char *folder,
                         struct problems *problems)
{
    const char *const *names;
    size_t n;
    struct err err = {0};
    const bool closed = str_has_suffix(str_from(folder), STR("/"));

    if (!file_list(&files->arena, folder, &names, &n, &err)) {
        problems_add(problems, SEVERITY_ERROR, "unreadable", (struct place){folder, 0, 0},
                     "%s", err.text);
        return;
    }
    for (size_t i = n; i > 0; i--)
        push(
            files, &files->ahead,
            arena_format(&files->arena, "%s%s%s", folder, closed ? "" : "/", names[i - 1])
                .ptr);
}

/* A folder that was asked for, or an entry below one. */
static void look_at(struct manifest_files *files, const char *path,
                    struct problems *problems)
{
    struct stat facts;

    if (stat(path, &facts) != 0) {
        if (is_manifest_name(path))
            problems_add(problems, SEVERITY_ERROR, "unreadable",
                         (struct place){path, 0, 0}, "cannot be read: %s",
                         strerror(errno));
    } else if (S_ISDIR(facts.st_mode)) {
        if (see_folder(files, &facts))
            push_entries(files, path, problems);
    } else if (S_ISREG(facts.st_mode) && is_manifest_name(path)) {
        push(files, &files->found, path);
    }
}

void manifest_files_add(struct manifest_files *files, const char *path,
                        struct problems *problems)
{
    if (strcmp(path, "-") == 0 || !file_is_folder(path)) {
        push(files, &files->found, path);
        return;
    }
    push(files, &files->ahead, path);
    while (files->ahead.n > 0)
        look_at(files, files->ahead.all[--files->ahead.n], problems);
}

/* The place names the file already. */
static const char *without_path(struct arena *arena, const char *path, const char *text)
{
    const struct str head = arena_format(arena, "cannot read %s: ", path);

    return str_has_prefix(str_from(text), head) ? text + head.len : text;
}

void manifest_file_read(struct arena *arena, const char *path, struct problems *problems,
                        const struct manifest **ret, size_t *ret_n)
{
    const char *name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    struct str bytes;
    struct err err = {0};

    *ret = NULL;
    *ret_n = 0;
    if (!file_read(arena, path, MANIFEST_MAX_BYTES, &bytes, &err)) {
        problems_add(problems, SEVERITY_ERROR, "unreadable", (struct place){name, 0, 0},
                     "cannot be read: %s", without_path(arena, path, err.text));
        return;
    }
    manifest_read(arena, name, bytes, problems, ret, ret_n);
}
