/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: allocations are aligned, do not overlap, and stay valid.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "unit.h"

static void pieces_are_aligned_and_apart(void **state)
{
    static const size_t sizes[] = {1, 0, 7, 16, 17, 4096, 100000, 3, 2000000, 5};
    unsigned char *pieces[ARRAY_LEN(sizes)];
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        pieces[i] = arena_alloc(&arena, sizes[i]);
        check_true((uintptr_t)pieces[i] % alignof(max_align_t) == 0,
                   "the address is aligned for any type");
        memset(pieces[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        for (size_t at = 0; at < sizes[i]; at++)
            check_true(pieces[i][at] == i + 1, "no later allocation overwrote it");
    }
}

static void zeroed_is_zero_even_in_used_memory(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    unsigned char *at = arena_alloc(&arena, 1000);
    uint64_t *numbers;

    (void)state;
    memset(at, 0xff, 1000);
    arena_reset(&arena, SIZE_MAX);
    numbers = ARENA_NEW(&arena, uint64_t, 100);
    for (size_t i = 0; i < 100; i++)
        check_true(numbers[i] == 0, "the memory holds nothing of its last use");
}

static void reset_keeps_at_most_what_it_is_told(void **state)
{
    static const struct {
        const char *why;
        size_t use;
        size_t keep;
        bool kept;
    } cases[] = {
        {"a small block is kept for the next use", 100, 1 << 20, true},
        {"a limit of 0 frees everything", 100, 0, false},
        {"a block over the limit is freed, a small one is kept", 4 << 20, 1 << 20, true},
        {"a block under the limit is kept", 4 << 20, 8 << 20, true},
        {"an unused arena keeps nothing", 0, 1 << 20, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};

        if (cases[i].use > 0)
            memset(arena_alloc(&arena, cases[i].use), 1, cases[i].use);
        arena_reset(&arena, cases[i].keep);
        check_true((arena.total > 0) == cases[i].kept, cases[i].why);
        check_true(arena.total <= cases[i].keep, cases[i].why);
        memset(arena_alloc(&arena, 64), 2, 64);
    }
}

static void many_small_pieces_take_few_blocks(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < 10000; i++)
        memset(arena_alloc(&arena, 100), 1, 100);
    check_true(arena.total >= 1000000, "the size counts all that was allocated");
    check_true(arena.total < 3000000, "the blocks are less than three times as large");
    arena_reset(&arena, (size_t)1 << 20);
    check_true(arena.total > 0, "one large block is kept");
}

static void resize_keeps_the_bytes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    char *first = arena_resize(&arena, NULL, 0, 10);
    char *moved;

    (void)state;
    memcpy(first, "0123456789", 10);
    check_true(arena_resize(&arena, first, 10, 5000) == first,
               "the last allocation grows in place");
    check_true(memcmp(first, "0123456789", 10) == 0, "and keeps its bytes");
    memset(arena_alloc(&arena, 1), 1, 1);
    moved = arena_resize(&arena, first, 5000, 6000);
    check_true(moved != first, "an allocation that is not the last moves");
    check_true(memcmp(moved, "0123456789", 10) == 0, "and its bytes are copied");
    moved = arena_resize(&arena, moved, 6000, 60000);
    check_true(memcmp(moved, "0123456789", 10) == 0, "also into another block");
    memset(moved, 1, 60000);
}

static void large_arrays_leave_nothing_behind(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    uint64_t *all = NULL;
    size_t cap = 0;
    char *small = NULL;

    (void)state;
    for (size_t i = 0; i < 500000; i++) {
        if (i == cap)
            all = arena_grow(&arena, all, &cap, sizeof *all);
        all[i] = i;
        if (i % 50000 == 0) {
            small = arena_alloc(&arena, 64); /* interleaved */
            memset(small, 1, 64);
        }
    }
    for (size_t i = 0; i < 500000; i++)
        check_true(all[i] == i, "the block keeps its contents");
    check_true(cap * sizeof *all <= 500000 * sizeof *all / 4 * 5,
               "a quarter of it is unused");
    check_true(arena.total < cap * sizeof *all + (256U << 10), "older blocks are freed");
    arena_reset(&arena, 1U << 10);
    check_true(arena.total == 0, "an unused block is freed like any other");
}

static void copies_end_in_nul(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct str copy = arena_dup(&arena, STR("a\0b"));
    const struct str none = arena_dup(&arena, STR_NONE);

    (void)state;
    check_text(copy, STR("a\0b"), "a NUL is a byte like any other");
    check_true(copy.ptr[3] == '\0', "a NUL follows, which the length does not count");
    check_true(none.len == 0 && none.ptr[0] == '\0', "the empty text is valid too");
}

static void formats_of_any_length(void **state)
{
    static const int widths[] = {0, 1, 254, 255, 256, 257, 5000, 50000};
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        const struct str text = arena_format(&arena, "%*s", widths[i], "");

        check_true(text.len == (size_t)widths[i], "the whole text is there");
        check_true(text.ptr[text.len] == '\0', "with a NUL after it");
        check_true(str_trim_spaces(text).len == 0, "and nothing else is written");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(zeroed_is_zero_even_in_used_memory),
        cmocka_unit_test(reset_keeps_at_most_what_it_is_told),
        cmocka_unit_test(many_small_pieces_take_few_blocks),
        cmocka_unit_test(resize_keeps_the_bytes),
        cmocka_unit_test(large_arrays_leave_nothing_behind),
        cmocka_unit_test(copies_end_in_nul),
        cmocka_unit_test(formats_of_any_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
