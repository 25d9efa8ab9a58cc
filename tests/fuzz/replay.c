/* SPDX-License-Identifier: Apache-2.0 */
/* replay FOLDER...: runs a harness over stored inputs: the corpus, and inputs that once
 * broke it.  Prints the path before each input, to identify the one that ends the
 * process. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "sys/file.h"

#define INPUT_MAX_BYTES ((size_t)1 << 20)

static void replay(const char *path, struct str bytes)
{
    /* In an allocation of its own, so that a read past the end is found. */
    char *copy = malloc(bytes.len == 0 ? 1 : bytes.len);

    if (copy == NULL)
        abort();
    memcpy(copy, bytes.ptr, bytes.len);
    fprintf(stderr, "%s\n", path);
    fuzz_one((struct str){copy, bytes.len});
    free(copy);
}

static bool replay_folder(const char *folder, size_t *n)
{
    AUTO(arena_clear) struct arena arena = {0};
    const char *const *names = NULL;
    size_t n_names = 0;
    struct err err;

    if (!file_is_folder(folder))
        return true; /* no input has broken this harness yet */
    if (!file_list(&arena, folder, &names, &n_names, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    for (size_t i = 0; i < n_names; i++) {
        const char *path = arena_format(&arena, "%s/%s", folder, names[i]).ptr;
        struct str bytes = STR_NONE;

        if (!file_read(&arena, path, INPUT_MAX_BYTES, &bytes, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return false;
        }
        replay(path, bytes);
        *n += 1;
    }
    return true;
}

int main(int argc, char **argv)
{
    size_t n = 0;

    for (int i = 1; i < argc; i++) {
        if (!replay_folder(argv[i], &n))
            return 1;
    }
    fuzz_one(STR(""));
    printf("%zu passed, %d failed\n", n + 1, n == 0);
    return n == 0;
}
