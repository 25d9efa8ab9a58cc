/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: see arena.h.
 *
 * Block sizes double up to a limit: a review of any size needs few blocks, and no block
 * is much larger than its contents.  A large allocation has its own block, which can
 * grow.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"

#define BLOCK_FIRST_BYTES ((size_t)16 << 10)
#define BLOCK_MAX_BYTES   ((size_t)1 << 20)
#define FIRST_COUNT       16
#define LARGE_BYTES       ((size_t)64 << 10) /* from this size on, its own block */

struct arena_block {
    alignas(max_align_t) struct arena_block *older;
    size_t size; /* of bytes[] */
    alignas(max_align_t) char bytes[];
};

static size_t aligned(size_t size)
{
    if (size > SIZE_MAX / 2)
        return mem_product(size, 4); /* which ends the process */
    return size + (ARENA_ALIGNMENT - size % ARENA_ALIGNMENT) % ARENA_ALIGNMENT;
}

static void block_use(struct arena *arena, struct arena_block *block)
{
    arena->newest = block;
    arena->next = block->bytes;
    arena->end = block->bytes + block->size;
}

/* The caller links the block into the arena. */
static struct arena_block *block_new(struct arena *arena, size_t size)
{
    struct arena_block *block = mem_resize(NULL, sizeof *block + size, 1);

    assert(size % ARENA_ALIGNMENT == 0);
    block->size = size;
    arena->total += size;
    return block;
}

static void block_add(struct arena *arena, size_t need)
{
    size_t size = BLOCK_FIRST_BYTES;
    struct arena_block *block;

    if (arena->newest != NULL && arena->newest->size >= BLOCK_FIRST_BYTES)
        size = arena->newest->size * 2;
    if (size > BLOCK_MAX_BYTES)
        size = BLOCK_MAX_BYTES;
    if (size < need)
        size = need;
    block = block_new(arena, size);
    block->older = arena->newest;
    block_use(arena, block);
}

/* The newest block stays the newest, because it has room for small allocations. */
static void *large_block(struct arena *arena, size_t size)
{
    struct arena_block *block;

    if (arena->newest == NULL)
        block_add(arena, 0);
    block = block_new(arena, size);
    block->older = arena->newest->older;
    arena->newest->older = block;
    return block->bytes;
}

/* Resize the block that `at` fills, unless it is the newest.  Returns NULL if there is no
 * such block. */
static void *block_resize(struct arena *arena, const char *at, size_t old_size,
                          size_t size)
{
    struct arena_block *block = arena->newest;
    struct arena_block **link = NULL;

    if (block == NULL || old_size < LARGE_BYTES)
        return NULL;
    do {
        link = &block->older;
        block = *link;
    } while (block != NULL && block->bytes != at);
    if (block == NULL || block->size != old_size)
        return NULL;
    block = mem_resize(block, sizeof *block + size, 1);
    arena->total += size - old_size;
    block->size = size;
    *link = block;
    return block->bytes;
}

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_clear(struct arena *arena)
{
    arena_reset(arena, 0);
}

/* Keeps the largest block that fits, so that the next use of the same size needs no other
 * block. */
void arena_reset(struct arena *arena, size_t keep_bytes)
{
    struct arena_block *keep = NULL;
    struct arena_block *block = arena->newest;

    while (block != NULL) {
        struct arena_block *older = block->older;
        struct arena_block *drop = block;

        if (block->size <= keep_bytes && (keep == NULL || block->size > keep->size)) {
            drop = keep;
            keep = block;
        }
        free(drop);
        block = older;
    }
    arena_init(arena);
    if (keep != NULL) {
        keep->older = NULL;
        arena->total = keep->size;
        block_use(arena, keep);
    }
}

void *arena_alloc_more(struct arena *arena, size_t size)
{
    const size_t need = aligned(size);
    char *at;

    if (need >= LARGE_BYTES)
        return large_block(arena, need);
    block_add(arena, need);
    at = arena->next;
    arena->next += need;
    return at;
}

void *arena_resize(struct arena *arena, void *at, size_t old_size, size_t new_size)
{
    char *old = at;
    void *moved;

    if (old != NULL && old + aligned(old_size) == arena->next &&
        aligned(new_size) <= (size_t)(arena->end - old)) {
        arena->next = old + aligned(new_size);
        return at;
    }
    if (old != NULL) {
        moved = block_resize(arena, old, aligned(old_size), aligned(new_size));
        if (moved != NULL)
            return moved;
    }
    moved = aligned(new_size) >= LARGE_BYTES ? large_block(arena, aligned(new_size))
                                             : arena_alloc(arena, new_size);
    if (old != NULL && old_size > 0)
        memcpy(moved, at, old_size);
    return moved;
}

/* Doubles small arrays.  Large ones grow by a quarter, and often in place. */
void *arena_grow(struct arena *arena, const void *all, size_t *cap, size_t size)
{
    const size_t more = *cap < LARGE_BYTES / size ? *cap + FIRST_COUNT : *cap / 4;
    void *grown = arena_resize(arena, (void *)(uintptr_t)all, mem_product(*cap, size),
                               mem_product(*cap + more, size));

    *cap += more;
    return grown;
}

void *arena_zeroed(struct arena *arena, size_t count, size_t size)
{
    const size_t bytes = mem_product(count, size);
    void *at = arena_alloc(arena, bytes);

    memset(at, 0, bytes);
    return at;
}

struct str arena_dup(struct arena *arena, struct str text)
{
    char *copy = arena_alloc(arena, text.len + 1);

    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (struct str){copy, text.len};
}

struct str arena_format_args(struct arena *arena, const char *format, va_list args)
{
    char small[256];
    char *at;
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(small, sizeof small, format, args);
    if (len < 0)
        len = 0;
    at = arena_alloc(arena, (size_t)len + 1);
    if ((size_t)len < sizeof small)
        memcpy(at, small, (size_t)len);
    else
        (void)vsnprintf(at, (size_t)len + 1, format, again);
    at[len] = '\0';
    va_end(again);
    return (struct str){at, (size_t)len};
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
    struct str text;
    va_list args;

    va_start(args, format);
    text = arena_format_args(arena, format, args);
    va_end(args);
    return text;
}
