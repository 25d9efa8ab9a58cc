/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: bump allocation, freed all at once.
 *
 * One thread at a time.  What it hands out stays where it is until arena_reset()
 * or arena_clear().
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

/* Forget everything; keeps at most keep_bytes of blocks for the next use. */
void arena_reset(struct arena *arena, size_t keep_bytes);

/* What arena_alloc() does where the block has no room. */
void *arena_alloc_more(struct arena *arena, size_t size) MUST_CHECK NONNULL_RESULT;

/* size bytes, aligned for any type, NOT zeroed.  Aborts when memory is gone. */
MUST_CHECK NONNULL_RESULT static inline void *arena_alloc(struct arena *arena,
                                                          size_t size)
{
    char *at = arena->next;

    /* What is left of a block is a multiple of the alignment, as its beginning is. */
    if (at == NULL || size > (size_t)(arena->end - at))
        return arena_alloc_more(arena, size);
    arena->next = at + (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    return at;
}

/*
 * As realloc() from old_size (what was asked for) to a larger new_size: in place when
 * `at` was handed out last and there is room, and without a copy left behind when it is
 * large.  at may be NULL with old_size 0.
 */
void *arena_resize(struct arena *arena, void *at, size_t old_size, size_t new_size)
    MUST_CHECK NONNULL_RESULT;

/* Room for more than *cap elements of size bytes, which becomes how many fit. */
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
