/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review_file: the real reviews under tests/golden/captured, as bytes.
 */
#ifndef TESTS_REVIEW_FILE_H
#define TESTS_REVIEW_FILE_H

#include <stdio.h>

#include "base/mem.h"
#include "unit.h"

#define REVIEW_FILE_MAX ((size_t)1 << 20)

/* The bytes in an allocation of exactly their size; mem_free() it. */
static inline struct str review_file(const char *name, char **ret_free)
{
    char path[512];
    FILE *file = NULL;
    char *bytes = mem_alloc(REVIEW_FILE_MAX, 1);
    size_t len = 0;

    (void)snprintf(path, sizeof path, "%s/%s", REVIEWS_FOLDER, name);
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    else
        len = fread(bytes, 1, REVIEW_FILE_MAX, file);
    if (file != NULL)
        (void)fclose(file);

    *ret_free = mem_resize(bytes, len + 1, 1);
    return (struct str){*ret_free, len};
}

#endif
