#include "live/fingerprint.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "live/policy_folder.h"
#include "sys/file.h"

/* More than any document that we accept: a larger one is as good as unreadable. */
#define FILE_MAX_BYTES ((size_t)256 << 20)

/* Lengths go in too: two files must not look like one. */
static void add_bytes(EVP_MD_CTX *digest, struct str bytes)
{
    const uint64_t len = bytes.len;

    EVP_DigestUpdate(digest, &len, sizeof len);
    EVP_DigestUpdate(digest, bytes.ptr, bytes.len);
}

static void add_file(EVP_MD_CTX *digest, const char *path)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str bytes;
    struct err err;

    if (!file_read_at_rest(&arena, path, FILE_MAX_BYTES, &bytes, &err))
        bytes = STR("\xff unreadable");
    add_bytes(digest, bytes);
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
