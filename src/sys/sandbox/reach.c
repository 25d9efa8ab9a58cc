/* SPDX-License-Identifier: Apache-2.0 */
/* reach: follows a path as the kernel does, from link to link. */
#include "sys/sandbox/parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define LINKS_MAX 40U /* as many as the kernel follows */

#define ROOT STR("/")

struct reach {
    struct arena *arena;
    struct str *all;
    size_t n;
    size_t cap;
};

/* The folder of the path: up to the last slash.  "." and "/" are their own folders. */
static struct str holder(struct str path)
{
    size_t len = path.len;

    while (len > 1 && path.ptr[len - 1] == '/')
        len--;
    while (len > 0 && path.ptr[len - 1] != '/')
        len--;
    if (len == 0)
        return STR(".");
    while (len > 1 && path.ptr[len - 1] == '/')
        len--;
    return str_head(path, len);
}

static bool is_known(const struct reach *reach, struct str folder)
{
    for (size_t i = 0; i < reach->n; i++) {
        if (str_equal(reach->all[i], folder))
            return true;
    }
    return false;
}

static void add_resolved(struct reach *reach, struct str folder)
{
    if (is_known(reach, folder))
        return;
    if (reach->n == reach->cap)
        reach->all =
            arena_grow(reach->arena, reach->all, &reach->cap, sizeof *reach->all);
    reach->all[reach->n++] = arena_dup(reach->arena, folder);
}

/* Returns false if it does not exist or is not a folder. */
static bool resolve(struct arena *arena, struct str path, struct str *ret)
{
    const char *text = arena_dup(arena, path).ptr;
    char *real = realpath(text, NULL);
    struct stat status;
    const bool is_folder =
        real != NULL && stat(real, &status) == 0 && S_ISDIR(status.st_mode);

    if (is_folder)
        *ret = arena_dup(arena, str_from(real));
    free(real);
    return is_folder;
}

/* The folder, or the nearest existing one above it. */
static void add_nearest(struct reach *reach, struct str folder)
{
    struct str real;

    while (!resolve(reach->arena, folder, &real)) {
        const struct str above = holder(folder);

        if (str_equal(above, folder))
            return;
        folder = above;
    }
    add_resolved(reach, real);
}

/* Add the folder that contains the target of a link, except the root: a link to a folder
 * there, such as /var/run, must not open the whole tree. */
static void add_beside(struct reach *reach, struct str target)
{
    struct str real;

    if (resolve(reach->arena, holder(target), &real) && !str_equal(real, ROOT))
        add_resolved(reach, real);
}

/* The first link on the way, as a prefix and the rest; false: there is none. */
static bool first_link(struct arena *arena, struct str path, struct str *ret_link,
                       struct str *ret_target)
{
    char target[PATH_MAX];

    for (size_t len = 1; len <= path.len; len++) {
        if (len < path.len && path.ptr[len] != '/')
            continue;

        const struct str prefix = str_head(path, len);
        const ssize_t n = readlink(arena_dup(arena, prefix).ptr, target, sizeof target);

        if (n <= 0)
            continue;
        *ret_link = prefix;
        *ret_target = arena_dup(arena, (struct str){target, (size_t)n});
        return true;
    }
    return false;
}

static void add_links(struct reach *reach, struct str path)
{
    for (unsigned i = 0; i < LINKS_MAX; i++) {
        struct str link;
        struct str target;

        if (!first_link(reach->arena, path, &link, &target))
            return;

        const struct str behind = str_skip(path, link.len);
        const struct str above = holder(link);

        if (!str_has_prefix(target, ROOT))
            target = arena_format(reach->arena, "%.*s/%.*s", STR_ARGS(above),
                                  STR_ARGS(target));
        add_beside(reach, target);
        path = arena_format(reach->arena, "%.*s%.*s", STR_ARGS(target), STR_ARGS(behind));
    }
}

struct str *reach_folders(struct arena *arena, const char *const *paths, size_t n,
                          size_t *ret_n)
{
    struct reach reach = {.arena = arena};

    for (size_t i = 0; i < n; i++) {
        struct str real;

        if (paths[i] == NULL)
            continue;

        const struct str path = str_from(paths[i]);

        add_nearest(&reach, holder(path));
        if (resolve(arena, path, &real))
            add_resolved(&reach, real);
        add_links(&reach, path);
    }
    *ret_n = reach.n;
    return reach.all;
}
