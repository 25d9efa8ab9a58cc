/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: bump allocation, freed all at once.
 *
 * Memory stays valid, and is not moved, until arena_reset() or arena_clear().
 * Threads: one at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

#define ARENA_ALIGNMENT alignof(max_align_t)

struct arena_block;

struct arena {
    struct arena_block *newest;
    char *next;
    char *end;
    size_t total; /* bytes held in blocks */
};

void arena_init(struct arena *arena); /* a zeroed struct arena is initialised too */
void arena_clear(struct arena *arena);
DEFINE_AUTO_CLEAR(arena_clear, struct arena);

/* Free everything, but keep at most keep_bytes of blocks for the next use. */
void arena_reset(struct arena *arena, size_t keep_bytes);

/* The part of arena_alloc() for a block without room. */
void *arena_alloc_more(struct arena *arena, size_t size) MUST_CHECK NONNULL_RESULT;

/* size bytes, aligned for any type, NOT zeroed.  Aborts if there is no memory. */
MUST_CHECK NONNULL_RESULT static inline void *arena_alloc(struct arena *arena,
                                                          size_t size)
{
    char *at = arena->next;

    /* Beginning and rest of a block are multiples of the alignment. */
    if (at == NULL || size > (size_t)(arena->end - at))
        return arena_alloc_more(arena, size);
    arena->next = at + (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    return at;
}

/*
 * As realloc() from old_size (as requested before) to a larger new_size: in place if `at`
 * is the last allocation and there is room; a large one leaves no copy behind.  at may be
 * NULL with old_size 0.
 */
void *arena_resize(struct arena *arena, void *at, size_t old_size, size_t new_size)
    MUST_CHECK NONNULL_RESULT;

/* Make room for more than *cap elements of size bytes.  *cap becomes the new number. */
void *arena_grow(struct arena *arena, const void *all, size_t *cap, size_t size)
    MUST_CHECK NONNULL_RESULT;

/* count elements of size bytes, zeroed; overflow of the product aborts. */
void *arena_zeroed(struct arena *arena, size_t count, size_t size)
    MUST_CHECK NONNULL_RESULT;

#define ARENA_NEW(arena, type, count)                                                    \
    ((type *)arena_zeroed((arena), (count), sizeof(type)))

/* A copy that lives in the arena, followed by a NUL that is not counted. */
struct str arena_dup(struct arena *arena, struct str text) MUST_CHECK;

/* printf into the arena, followed by a NUL that is not counted. */
struct str arena_format_args(struct arena *arena, const char *format, va_list args)
    PRINTF_LIKE(2, 0) MUST_CHECK;
struct str arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3)
    MUST_CHECK;

#endif
