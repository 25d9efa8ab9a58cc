/* SPDX-License-Identifier: Apache-2.0 */
/* watch: up to three folders are watched for each path: the one that contains it, the one
 * that contains the target of its links, and the path itself if it is a folder. */
#include "live/watch.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "live/policy_folder.h"
#include "sys/file.h"

/* A write is over when its file is closed; IN_CREATE is for links. */
#define EVENTS                                                                           \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |              \
     IN_DELETE_SELF | IN_MOVE_SELF)

/* A watched folder, and the name that matters in it. */
struct spot {
    int wd;
    char *name;    /* NULL: every name */
    bool in_force; /* found again by the last refresh */
};

struct watch {
    int fd;
    const char *const *paths;
    size_t n_paths;
    struct spot *spots;
    size_t n_spots;
    size_t cap_spots;
    uint64_t first_ms; /* of the burst; 0: there is none */
    uint64_t last_ms;
};

static void spot_add(struct watch *watch, int wd, const char *name)
{
    for (size_t i = 0; i < watch->n_spots; i++) {
        struct spot *spot = &watch->spots[i];
        const bool same = name == NULL || spot->name == NULL
                              ? name == spot->name
                              : strcmp(name, spot->name) == 0;

        if (spot->wd == wd && same) {
            spot->in_force = true;
            return;
        }
    }
    watch->spots = mem_grow(watch->spots, &watch->cap_spots, watch->n_spots + 1,
                            sizeof *watch->spots);
    watch->spots[watch->n_spots++] = (struct spot){
        .wd = wd,
        .name = name == NULL ? NULL : mem_dup_text(name, strlen(name)),
        .in_force = true,
    };
}

/* Watch the folder for the name.  Returns false if the folder does not exist. */
static bool look_in(struct watch *watch, const char *folder, const char *name)
{
    const int wd = inotify_add_watch(watch->fd, folder, EVENTS | IN_ONLYDIR);

    if (wd < 0)
        return false;
    spot_add(watch, wd, name);
    return true;
}

/* Split at the last slash, in place: the folder, and the name after it. */
static const char *split(char *path, const char **ret_name)
{
    char *slash = strrchr(path, '/');

    *ret_name = slash == NULL ? path : slash + 1;
    if (slash == NULL)
        return ".";
    if (slash == path)
        return "/";
    *slash = '\0';
    return path;
}

/* Watch the folder that contains the path; if it does not exist, the nearest one
 * above. */
static void look_above(struct watch *watch, const char *path)
{
    char *at = mem_dup_text(path, strlen(path));
    const char *name;
    const char *folder = split(at, &name);
    const char *wanted = *name == '\0' ? NULL : name;

    while (!look_in(watch, folder, wanted) && strcmp(folder, "/") != 0 &&
           strcmp(folder, ".") != 0) {
        folder = split(at, &name);
        wanted = NULL;
    }
    free(at);
}

static void spot_forget(struct watch *watch, size_t at)
{
    bool shared = false;

    for (size_t i = 0; i < watch->n_spots; i++)
        shared = shared || (i != at && watch->spots[i].wd == watch->spots[at].wd);
    if (!shared)
        (void)inotify_rm_watch(watch->fd, watch->spots[at].wd);
    free(watch->spots[at].name);
    watch->spots[at] = watch->spots[--watch->n_spots];
}

void watch_refresh(struct watch *watch)
{
    for (size_t i = 0; i < watch->n_spots; i++)
        watch->spots[i].in_force = false;

    for (size_t i = 0; i < watch->n_paths; i++) {
        const char *path = watch->paths[i];
        char *real = realpath(path, NULL);

        look_above(watch, path);
        (void)look_in(watch, path, NULL); /* a folder: every name in it */
        if (real != NULL && strcmp(real, path) != 0)
            look_above(watch, real);
        free(real);
    }
    for (size_t i = watch->n_spots; i > 0; i--) {
        if (!watch->spots[i - 1].in_force)
            spot_forget(watch, i - 1);
    }
}

/* kubelet's names begin with two dots: ..data, ..2026_11_22_... */
static bool concerns(const struct watch *watch, const struct inotify_event *event)
{
    const char *name = event->len == 0 ? NULL : event->name;

    if ((event->mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF)) != 0)
        return true;
    if (name == NULL)
        return false;
    if (strncmp(name, "..", 2) == 0)
        return true;
    for (size_t i = 0; i < watch->n_spots; i++) {
        const struct spot *spot = &watch->spots[i];

        if (spot->wd == event->wd &&
            (spot->name == NULL || strcmp(spot->name, name) == 0))
            return true;
    }
    return false;
}

static void note(struct watch *watch, uint64_t now_ms)
{
    if (watch->first_ms == 0)
        watch->first_ms = now_ms == 0 ? 1 : now_ms;
    watch->last_ms = now_ms;
}

void watch_read(struct watch *watch, uint64_t now_ms)
{
    _Alignas(struct inotify_event) char bytes[4096];

    for (;;) {
        const ssize_t n = read(watch->fd, bytes, sizeof bytes);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        for (size_t at = 0; at < (size_t)n;) {
            const struct inotify_event *event = (const void *)(bytes + at);

            if (concerns(watch, event))
                note(watch, now_ms);
            at += sizeof *event + event->len;
        }
    }
}

static uint64_t due_at(const struct watch *watch)
{
    const uint64_t quiet = watch->last_ms + WATCH_QUIET_MS;
    const uint64_t patience = watch->first_ms + WATCH_PATIENCE_MS;

    return quiet < patience ? quiet : patience;
}

int watch_wait_ms(const struct watch *watch, uint64_t now_ms)
{
    if (watch->first_ms == 0)
        return -1;

    const uint64_t due = due_at(watch);

    return due <= now_ms ? 0 : (int)(due - now_ms);
}

bool watch_due(struct watch *watch, uint64_t now_ms)
{
    if (watch->first_ms == 0 || now_ms < due_at(watch))
        return false;
    watch->first_ms = 0;
    return true;
}

int watch_fd(const struct watch *watch)
{
    return watch->fd;
}

struct watch *watch_new(const char *const *paths, size_t n)
{
    const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    struct watch *watch;

    if (fd < 0)
        return NULL;
    watch = mem_alloc(1, sizeof *watch);
    watch->fd = fd;
    watch->paths = paths;
    watch->n_paths = n;
    watch_refresh(watch);
    return watch;
}

void watch_free(struct watch *watch)
{
    if (watch == NULL)
        return;
    close(watch->fd);
    for (size_t i = 0; i < watch->n_spots; i++)
        free(watch->spots[i].name);
    free(watch->spots);
    free(watch);
}

/* Lengths are hashed, too: two files must differ from one joined file. */
static void add_bytes(EVP_MD_CTX *digest, struct str bytes)
{
    const uint64_t len = bytes.len;

    EVP_DigestUpdate(digest, &len, sizeof len);
    EVP_DigestUpdate(digest, bytes.ptr, bytes.len);
}

/* A file that is being digested. */
struct digested {
    EVP_MD_CTX *digest;
    uint64_t len;
};

static void add_piece(void *context, struct str piece)
{
    struct digested *file = context;

    EVP_DigestUpdate(file->digest, piece.ptr, piece.len);
    file->len += piece.len;
}

/* Hash piece by piece, because a file may be larger than memory.  The length follows the
 * bytes. */
static void add_file(EVP_MD_CTX *digest, const char *path)
{
    struct digested file = {digest, 0};
    struct err err;

    if (!file_feed_at_rest(path, add_piece, &file, &err))
        add_bytes(digest, STR("\xff unreadable"));
    EVP_DigestUpdate(digest, &file.len, sizeof file.len);
}

static void add_folder(EVP_MD_CTX *digest, const char *path)
{
    AUTO(arena_clear) struct arena arena = {0};
    const char *const *names;
    size_t n;
    struct err err;

    if (!file_list(&arena, path, &names, &n, &err)) {
        add_bytes(digest, STR("\xff unreadable"));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct str name = str_from(names[i]);

        if (policy_folder_use_of(name) != POLICY_FOLDER_READ)
            continue;
        add_bytes(digest, name);
        add_file(digest, arena_format(&arena, "%s/%s", path, names[i]).ptr);
    }
}

void fingerprint_take(const char *const *paths, size_t n, struct fingerprint *ret)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    int begun;

    assert(digest != NULL);
    begun = EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    assert(begun == 1);
    for (size_t i = 0; i < n; i++) {
        if (paths[i] == NULL)
            continue;
        if (file_is_folder(paths[i]))
            add_folder(digest, paths[i]);
        else
            add_file(digest, paths[i]);
    }
    EVP_DigestFinal_ex(digest, ret->bytes, NULL);
    EVP_MD_CTX_free(digest);
}

bool fingerprint_equal(const struct fingerprint *a, const struct fingerprint *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
