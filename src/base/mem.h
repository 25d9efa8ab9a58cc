/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mem: heap memory; the process ends if there is none.
 *
 * Running out of memory is the one failure that is not handled: every function
 * aborts with a line on stderr.  Sizes are checked for overflow.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdlib.h>

#include "base/attr.h"

/* End the process with that line, for a library that got no memory. */
NO_RETURN void mem_gone(void);

/* The same for a resource of the kernel: threads, file descriptors. */
NO_RETURN void mem_gone_like(const char *what);

/* count * size; an overflow ends the process as a lack of memory does. */
size_t mem_product(size_t count, size_t size) MUST_CHECK;

/* count * size bytes, zeroed; free() it.  count or size 0 gives a valid pointer. */
void *mem_alloc(size_t count, size_t size) MUST_CHECK NONNULL_RESULT;

/* As realloc(), for an array of count elements. */
void *mem_resize(void *at, size_t count, size_t size) MUST_CHECK NONNULL_RESULT;

/* Make room for at least `need` elements, doubling; *cap is updated. */
void *mem_grow(void *at, size_t *cap, size_t need, size_t size) MUST_CHECK NONNULL_RESULT;

/* A NUL-terminated copy of len bytes. */
char *mem_dup_text(const char *ptr, size_t len) MUST_CHECK NONNULL_RESULT;

/* For AUTO(mem_free): free() under a name with a wrapper. */
static inline void mem_free(void *at)
{
    free(at);
}
static inline void mem_free_auto_(void *at)
{
    void *value;

    memcpy(&value, at, sizeof value);
    free(value);
}

#endif
