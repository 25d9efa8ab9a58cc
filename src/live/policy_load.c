#include "live/policy_load.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>

#include "core/policy/policy.h"
#include "live/policy_folder.h"
#include "sys/file.h"
#include "yaml/manifest/config_map.h"
#include "yaml/policy/read.h"

#define SUFFIX           ".yaml"
#define SHORT_HASH_BYTES 6 /* 12 hexadecimal digits */

struct files {
    struct policy_file *all;
    size_t n;
    size_t n_left_out;
};

/* path is NUL-terminated; the name in messages lives as long as the problems. */
static void add_file(const char *path, struct str bytes, struct problems *problems,
                     struct files *files)
{
    const bool is_stdin = strcmp(path, "-") == 0;
    struct policy_file *file = &files->all[files->n++];

    file->bytes = bytes;
    file->name = arena_dup(&problems->arena, str_from(is_stdin ? "<stdin>" : path)).ptr;
}

static bool is_read(struct str name)
{
    return policy_folder_use_of(name) == POLICY_FOLDER_READ;
}

/* The files of a ConfigMap in place of the one that it is in. */
static bool unfold_config_map(struct arena *arena, struct problems *problems,
                              struct files *files)
{
    const struct policy_file *file = &files->all[0];
    struct config_map_text *texts;
    size_t n;

    switch (
        config_map_read(arena, file->name, file->bytes, is_read, problems, &texts, &n)) {
    case CONFIG_MAP_NOT:
        return true;
    case CONFIG_MAP_WRONG:
        return false;
    case CONFIG_MAP_READ:
        break;
    }
    files->all = ARENA_NEW(arena, struct policy_file, n);
    for (files->n = 0; files->n < n; files->n++)
        files->all[files->n] =
            (struct policy_file){texts[files->n].name, texts[files->n].bytes};
    return true;
}

/* False, without *err where a ConfigMap is not one of a policy. */
static bool add_one(struct arena *arena, const char *path, struct problems *problems,
                    struct files *files, struct err *err)
{
    struct str bytes;

    if (!file_read(arena, path, POLICY_MAX_BYTES, &bytes, err))
        return false;
    add_file(path, bytes, problems, files);
    return unfold_config_map(arena, problems, files);
}

static bool add_folder(struct arena *arena, const char *path, struct problems *problems,
                       struct files *files, struct err *err)
{
    const struct str folder = str_from(path);
    const char *slash = str_has_suffix(folder, STR("/")) ? "" : "/";
    const char *const *names = NULL;
    size_t n = 0;

    if (!file_list_all(arena, path, &names, &n, err))
        return false;
    files->all = ARENA_NEW(arena, struct policy_file, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *full = arena_format(arena, "%s%s%s", path, slash, names[i]).ptr;
        const enum policy_folder_use use = policy_folder_use_of(str_from(names[i]));
        struct str bytes;

        if (use == POLICY_FOLDER_OTHER || file_is_folder(full))
            continue;
        if (use == POLICY_FOLDER_LEFT_OUT) {
            files->n_left_out++;
            continue;
        }
        if (!file_read_at_rest(arena, full, POLICY_MAX_BYTES, &bytes, err))
            return false;
        add_file(full, bytes, problems, files);
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

struct policy *policy_load(const char *path, int32_t today, struct problems *problems,
                           struct err *err)
{
    AUTO(arena_clear) struct arena arena = {0};
    const bool is_folder = strcmp(path, "-") != 0 && file_is_folder(path);
    struct files files = {ARENA_NEW(&arena, struct policy_file, 1), 0, 0};
    char hash[2 * SHORT_HASH_BYTES + 1];

    if (is_folder ? !add_folder(&arena, path, problems, &files, err)
                  : !add_one(&arena, path, problems, &files, err)) {
        if (problems->n_errors > 0)
            explain(path, problems, err);
        return NULL;
    }
    if (files.n == 0) {
        const char *name = arena_dup(&problems->arena, str_from(path)).ptr;

        problems_add(problems, SEVERITY_ERROR, "empty-folder", (struct place){name, 0, 0},
                     "the folder holds no *" SUFFIX " file");
        explain(path, problems, err);
        return NULL;
    }
    short_hash(&files, hash);

    struct policy *policy =
        policy_read(files.all, files.n, str_from(hash), today, problems);

    if (policy == NULL)
        explain(path, problems, err);
    else
        policy_set_left_out(policy, files.n_left_out);
    return policy;
}
