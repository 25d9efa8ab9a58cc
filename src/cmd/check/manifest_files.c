/* manifest_files: see manifest_files.h. */
#include "cmd/check/manifest_files.h"

#include <errno.h>
#include <sys/stat.h>

#include "sys/file.h"

struct folder_id {
    dev_t device;
    ino_t inode;
};

/* Paths to be looked at; the last one first. */
struct stack {
    const char **paths;
    size_t n;
    size_t cap;
};

void manifest_files_init(struct manifest_files *files)
{
    *files = (struct manifest_files){0};
    arena_init(&files->arena);
}

void manifest_files_clear(struct manifest_files *files)
{
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

static void add_file(struct manifest_files *files, const char *path)
{
    if (files->n == files->cap)
        files->paths =
            arena_grow(&files->arena, files->paths, &files->cap, sizeof(char *));
    files->paths[files->n++] = path;
}

/* False when the folder was here before. */
static bool see_folder(struct manifest_files *files, const struct stat *facts)
{
    const struct folder_id id = {facts->st_dev, facts->st_ino};

    for (size_t i = 0; i < files->n_seen; i++) {
        if (files->seen[i].inode == id.inode && files->seen[i].device == id.device)
            return false;
    }
    if (files->n_seen == files->cap_seen)
        files->seen = arena_grow(&files->arena, files->seen, &files->cap_seen, sizeof id);
    files->seen[files->n_seen++] = id;
    return true;
}

static void push(struct arena *arena, struct stack *stack, const char *path)
{
    if (stack->n == stack->cap)
        stack->paths = arena_grow(arena, stack->paths, &stack->cap, sizeof(char *));
    stack->paths[stack->n++] = path;
}

static void push_entries(struct manifest_files *files, struct stack *stack,
                         const char *folder, struct problems *problems)
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
            &files->arena, stack,
            arena_format(&files->arena, "%s%s%s", folder, closed ? "" : "/", names[i - 1])
                .ptr);
}

/* An entry below a folder that was asked for. */
static void look_at(struct manifest_files *files, struct stack *stack, const char *path,
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
            push_entries(files, stack, path, problems);
    } else if (S_ISREG(facts.st_mode) && is_manifest_name(path)) {
        add_file(files, path);
    }
}

void manifest_files_add(struct manifest_files *files, const char *path,
                        struct problems *problems)
{
    struct stack stack = {0};

    if (strcmp(path, "-") == 0 || !file_is_folder(path)) {
        add_file(files, path);
        return;
    }
    push(&files->arena, &stack, path);
    while (stack.n > 0)
        look_at(files, &stack, stack.paths[--stack.n], problems);
}
