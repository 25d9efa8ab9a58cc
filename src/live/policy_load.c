/* SPDX-License-Identifier: Apache-2.0 */
#include "live/policy_load.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>

#include "core/policy/policy.h"
#include "live/policy_folder.h"
#include "sys/file.h"
#include "yaml/manifest/config_map.h"
#include "yaml/policy/read.h"

#define SUFFIX           ".yaml"
#define SHORT_HASH_BYTES 6 /* 12 hexadecimal digits */

/* The state while files are read. */
struct files {
    struct arena *arena; /* of names and bytes */
    struct problems *problems;
    struct places *places; /* NULL: not wanted */
    size_t max_bytes;      /* of memory; SIZE_MAX: no limit */
    struct policy_file *all;
    size_t n;
    size_t n_left_out;
};

/* The name in messages lives as long as the problems. */
static const char *shown_name(const struct files *files, const char *path)
{
    const bool is_stdin = strcmp(path, "-") == 0;

    return arena_dup(&files->problems->arena, str_from(is_stdin ? "<stdin>" : path)).ptr;
}

/* The keys of a ConfigMap are read by the rules of a folder. */
static enum config_map_use use_of(struct str key)
{
    switch (policy_folder_use_of(key)) {
    case POLICY_FOLDER_READ:
        return CONFIG_MAP_WANTED;
    case POLICY_FOLDER_LEFT_OUT:
        return CONFIG_MAP_LEFT_OUT;
    case POLICY_FOLDER_OTHER:
        break;
    }
    return CONFIG_MAP_OTHER;
}

/* The bytes left after everything read so far. */
static struct budget budget_of(const struct files *files)
{
    return (struct budget){files->max_bytes, files->arena->total};
}

/* Replace a file that has a ConfigMap by the files of the ConfigMap. */
static bool unfold_config_map(struct files *files)
{
    const struct policy_file *file = &files->all[0];
    const struct config_map_source source = {file->name, file->bytes, use_of,
                                             budget_of(files)};
    struct config_map map;

    switch (config_map_read(files->arena, &source, files->problems, &map)) {
    case CONFIG_MAP_NOT:
        return true;
    case CONFIG_MAP_WRONG:
        return false;
    case CONFIG_MAP_READ:
        break;
    }
    files->all = ARENA_NEW(files->arena, struct policy_file, map.n);
    for (files->n = 0; files->n < map.n; files->n++)
        files->all[files->n] =
            (struct policy_file){map.texts[files->n].name, map.texts[files->n].bytes};
    files->n_left_out = map.n_left_out;
    return true;
}

/* Read the next file.  Returns false with *err or a problem. */
static bool add_file(struct files *files, const char *path, struct err *err)
{
    const struct budget budget = budget_of(files);
    const size_t room = budget_left(&budget, 0);
    const size_t max_bytes = room < POLICY_MAX_BYTES ? room : POLICY_MAX_BYTES;
    const char *name = shown_name(files, path);
    struct str bytes;
    const bool done = strcmp(path, "-") == 0
                          ? file_read(files->arena, path, max_bytes, &bytes, err)
                          : file_read_at_rest(files->arena, path, max_bytes, &bytes, err);

    if (done)
        files->all[files->n++] = (struct policy_file){name, bytes};
    else if (err->code == ERR_LIMIT && max_bytes < POLICY_MAX_BYTES)
        budget_refuse(&budget, max_bytes + 1, BUDGET_TO_LOAD, (struct place){name, 1, 1},
                      files->problems);
    return done;
}

static bool add_one(struct files *files, const char *path, struct err *err)
{
    return add_file(files, path, err) && unfold_config_map(files);
}

/* An entry that is not a file is an error of the folder; the others are read. */
static bool add_part(struct files *files, const char *path, struct err *err)
{
    if (add_file(files, path, err))
        return true;
    if (err->code != ERR_INVALID)
        return false;
    problems_add(files->problems, SEVERITY_ERROR, "not-a-file",
                 (struct place){shown_name(files, path), 0, 0}, "%s", err->text);
    return true;
}

static size_t bytes_in(const struct files *files)
{
    size_t bytes = 0;

    for (size_t i = 0; i < files->n; i++)
        bytes += files->all[i].bytes.len;
    return bytes;
}

static bool add_folder(struct files *files, const char *path, struct err *err)
{
    const char *slash = str_has_suffix(str_from(path), STR("/")) ? "" : "/";
    const char *const *names = NULL;
    size_t n = 0;

    if (!file_list_all(files->arena, path, &names, &n, err))
        return false;
    files->all = ARENA_NEW(files->arena, struct policy_file, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *full =
            arena_format(files->arena, "%s%s%s", path, slash, names[i]).ptr;
        const enum policy_folder_use use = policy_folder_use_of(str_from(names[i]));

        if (use == POLICY_FOLDER_OTHER || file_is_folder(full))
            continue;
        if (use == POLICY_FOLDER_LEFT_OUT) {
            files->n_left_out++;
            continue;
        }
        if (!add_part(files, full, err))
            return false;
        if (bytes_in(files) > POLICY_MAX_BYTES)
            return err_set(err, ERR_LIMIT,
                           "cannot read %s: its files are larger than %zu bytes together",
                           path, POLICY_MAX_BYTES);
    }
    return true;
}

static void short_hash(const struct files *files, char text[2 * SHORT_HASH_BYTES + 1])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();

    assert(digest != NULL);

    int done = EVP_DigestInit_ex(digest, EVP_sha256(), NULL);

    for (size_t i = 0; i < files->n; i++)
        done &=
            EVP_DigestUpdate(digest, files->all[i].bytes.ptr, files->all[i].bytes.len);
    done &= EVP_DigestFinal_ex(digest, bytes, NULL);
    assert(done == 1);
    EVP_MD_CTX_free(digest);
    for (size_t i = 0; i < SHORT_HASH_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

static void explain(const char *path, const struct problems *problems, struct err *err)
{
    const struct problem *first = problems_first(problems, SEVERITY_ERROR);

    if (first == NULL)
        err_set(err, ERR_INVALID, "policy %s is not valid", path);
    else if (first->place.line == 0)
        err_set(err, ERR_INVALID, "policy %s: %s", path, first->text);
    else
        err_set(err, ERR_INVALID, "policy %s: %zu error%s, the first at %s:%u:%u: %s",
                path, problems->n_errors, problems->n_errors == 1 ? "" : "s",
                first->place.file, first->place.line, first->place.column, first->text);
}

/* Returns false if the folder has no file, which is a problem. */
static bool has_files(const struct files *files, const char *path)
{
    if (files->n > 0)
        return true;
    if (files->problems->n_errors == 0)
        problems_add(files->problems, SEVERITY_ERROR, "empty-folder",
                     (struct place){shown_name(files, path), 0, 0},
                     "the folder contains no *" SUFFIX " file");
    return false;
}

/* Returns NULL with *err set, unless `problems` has the reason. */
static struct policy *load(const char *path, int32_t today, struct files *files,
                           struct err *err)
{
    const bool is_folder = strcmp(path, "-") != 0 && file_is_folder(path);
    char hash[2 * SHORT_HASH_BYTES + 1];
    struct policy *policy;

    if (is_folder ? !add_folder(files, path, err) : !add_one(files, path, err))
        return NULL;
    if (!has_files(files, path))
        return NULL;
    short_hash(files, hash);

    const struct policy_reading reading = {files->all,     files->n, budget_of(files),
                                           str_from(hash), today,    files->places};

    policy = policy_read_within(&reading, files->problems);
    if (policy != NULL)
        policy_set_left_out(policy, files->n_left_out);
    return policy;
}

/* files: how; the rest is filled in. */
static struct policy *load_files(const char *path, int32_t today, struct files files,
                                 struct err *err)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct policy *policy;

    files.arena = &arena;
    files.all = ARENA_NEW(&arena, struct policy_file, 1);
    policy = load(path, today, &files, err);
    if (policy == NULL && files.problems->n_errors > 0)
        explain(path, files.problems, err);
    return policy;
}

struct policy *policy_load_within(const char *path, int32_t today, size_t max_bytes,
                                  struct problems *problems, struct err *err)
{
    const struct files files = {.problems = problems, .max_bytes = max_bytes};

    return load_files(path, today, files, err);
}

struct policy *policy_load(const char *path, int32_t today, struct problems *problems,
                           struct err *err)
{
    return policy_load_within(path, today, SIZE_MAX, problems, err);
}

struct policy *policy_load_with_places(const char *path, int32_t today,
                                       struct places *places, struct problems *problems,
                                       struct err *err)
{
    const struct files files = {
        .problems = problems, .places = places, .max_bytes = SIZE_MAX};

    return load_files(path, today, files, err);
}
