/* SPDX-License-Identifier: Apache-2.0 */
/* files: finds test files below folders; see session.h. */
#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>

#include "cmd/test/session.h"
#include "sys/file.h"

#define ENDING STR(".test.yaml")

/* The paths to visit below a given folder, as a stack. */
struct walk {
    struct test_paths *paths;
    struct problems *problems;
    const char **ahead;
    size_t n;
    size_t cap;
    struct map seen; /* by device and inode */
};

void test_paths_clear(struct test_paths *paths)
{
    arena_clear(&paths->arena);
    *paths = (struct test_paths){0};
}

static void take(struct test_paths *paths, const char *path)
{
    if (paths->n == paths->cap)
        paths->all =
            arena_grow(&paths->arena, paths->all, &paths->cap, sizeof paths->all[0]);
    paths->all[paths->n++] = path;
}

static void push(struct walk *walk, const char *path)
{
    if (walk->n == walk->cap)
        walk->ahead = arena_grow(&walk->paths->arena, walk->ahead, &walk->cap,
                                 sizeof walk->ahead[0]);
    walk->ahead[walk->n++] = path;
}

static bool is_seen(struct walk *walk, const struct stat *facts)
{
    const size_t n_before = walk->seen.n;

    map_put(&walk->seen,
            arena_format(&walk->paths->arena, "%ju %ju", (uintmax_t)facts->st_dev,
                         (uintmax_t)facts->st_ino),
            0);
    return walk->seen.n == n_before;
}

static void refuse(struct walk *walk, const char *path, const char *reason)
{
    problems_add(walk->problems, SEVERITY_ERROR, "unreadable", (struct place){path, 0, 0},
                 "%s", reason);
}

/* Push in reverse order, because the last one is visited first. */
static void push_entries(struct walk *walk, const char *folder)
{
    struct arena *arena = &walk->paths->arena;
    const bool closed = str_has_suffix(str_from(folder), STR("/"));
    const char *const *names;
    size_t n;
    struct err err = {0};

    if (!file_list_all(arena, folder, &names, &n, &err)) {
        refuse(walk, folder, err.text);
        return;
    }
    for (size_t i = n; i > 0; i--) {
        if (str_equal(str_from(names[i - 1]), STR(".git")) ||
            str_has_prefix(str_from(names[i - 1]), STR("..")))
            continue;
        push(walk,
             arena_format(arena, "%s%s%s", folder, closed ? "" : "/", names[i - 1]).ptr);
    }
}

static void visit(struct walk *walk, const char *path)
{
    const bool is_test = str_has_suffix(str_from(path), ENDING);
    struct stat facts;

    if (stat(path, &facts) != 0) {
        if (is_test)
            refuse(walk, path, strerror(errno));
    } else if (S_ISDIR(facts.st_mode)) {
        if (!is_seen(walk, &facts))
            push_entries(walk, path);
    } else if (is_test && S_ISREG(facts.st_mode)) {
        take(walk->paths, path);
    }
}

void test_paths_add(struct test_paths *paths, const char *path, struct problems *problems)
{
    struct walk walk = {.paths = paths, .problems = problems};

    if (!file_is_folder(path)) {
        take(paths, path);
        return;
    }
    push(&walk, path);
    while (walk.n > 0)
        visit(&walk, walk.ahead[--walk.n]);
    map_clear(&walk.seen);
}
