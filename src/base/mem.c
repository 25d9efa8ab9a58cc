/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: see mem.h.
 *
 * The only module below sys that may print: a process that cannot allocate memory prints
 * an error and exits, because it cannot answer without memory.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

void mem_gone_like(const char *what)
{
    fprintf(stderr, "ingress-warden: out of %s\n", what);
    abort();
}

void mem_gone(void)
{
    mem_gone_like("memory");
}

size_t mem_product(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        mem_gone();
    return count * size;
}

void *mem_alloc(size_t count, size_t size)
{
    const size_t bytes = mem_product(count, size);
    void *at = calloc(bytes == 0 ? 1 : bytes, 1);

    if (at == NULL)
        mem_gone();
    return at;
}

void *mem_resize(void *at, size_t count, size_t size)
{
    const size_t bytes = mem_product(count, size);
    void *moved = realloc(at, bytes == 0 ? 1 : bytes);

    if (moved == NULL)
        mem_gone();
    return moved;
}

void *mem_grow(void *at, size_t *cap, size_t need, size_t size)
{
    size_t grown = *cap < 8 ? 8 : *cap;

    if (need <= *cap && at != NULL)
        return at;
    while (grown < need)
        grown = mem_product(grown, 2);
    at = mem_resize(at, grown, size);
    *cap = grown;
    return at;
}

char *mem_dup_text(const char *ptr, size_t len)
{
    char *copy;

    if (len == SIZE_MAX)
        mem_gone();
    copy = mem_resize(NULL, len + 1, 1);
    if (len > 0)
        memcpy(copy, ptr, len);
    copy[len] = '\0';
    return copy;
}
