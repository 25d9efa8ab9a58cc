/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: bytes that grow on the heap and in an arena, up to a limit.
 */
#include "base/buf.h"

#include "unit.h"

static void fill(struct buf *buf)
{
    buf_add(buf, STR("a\0b"));
    buf_add_text(buf, "cd");
    buf_add_byte(buf, 'e');
    buf_addf(buf, "%d%s", 42, "f");
    buf_add_u64(buf, 0);
    buf_add_u64(buf, UINT64_MAX);
    buf_add(buf, STR_NONE);
}

static void adds_all_kinds(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(buf_clear) struct buf heap;
    AUTO(buf_clear) struct buf in_arena;

    (void)state;
    buf_init(&heap, NULL, BUF_MAX_BYTES);
    buf_init(&in_arena, &arena, BUF_MAX_BYTES);
    fill(&heap);
    fill(&in_arena);
    check_text(buf_str(&heap), STR("a\0bcde42f018446744073709551615"),
               "each piece is appended after the last");
    check_text(buf_str(&in_arena), buf_str(&heap), "an arena gives the same result");
    check_true(!heap.full && !in_arena.full, "the limit is not reached");
}

static void grows_from_nothing(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (int kind = 0; kind < 2; kind++) {
        AUTO(buf_clear) struct buf buf;

        buf_init(&buf, kind == 0 ? NULL : &arena, BUF_MAX_BYTES);
        for (size_t i = 0; i < 100000; i++) {
            buf_add_byte(&buf, (char)('a' + i % 26));
            if (i % 1000 == 0)
                check_true(arena_dup(&arena, STR("x")).len == 1,
                           "the buffer moves if another allocation is in the way");
        }
        check_true(buf.len == 100000, "every byte is counted");
        for (size_t i = 0; i < buf.len; i++)
            check_true(buf.ptr[i] == (char)('a' + i % 26), "and holds what was added");
    }
}

static void ceiling(void **state)
{
    static const struct {
        const char *why;
        size_t max_bytes;
        struct str first;
        struct str second;
        struct str want;
        bool full;
    } cases[] = {
        {"below the limit", 10, STR_INIT("abc"), STR_INIT("def"), STR_INIT("abcdef"),
         false},
        {"at the limit", 6, STR_INIT("abc"), STR_INIT("def"), STR_INIT("abcdef"), false},
        {"one byte over: the piece is not added", 5, STR_INIT("abc"), STR_INIT("def"),
         STR_INIT("abc"), true},
        {"once full, nothing is added", 2, STR_INIT("abc"), STR_INIT("d"), STR_INIT(""),
         true},
        {"a limit of 0", 0, STR_INIT("a"), STR_INIT(""), STR_INIT(""), true},
        {"nothing fits even with a limit of 0",
         0,
         STR_INIT(""),
         {NULL, 0},
         STR_INIT(""),
         false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(buf_clear) struct buf buf;

        buf_init(&buf, NULL, cases[i].max_bytes);
        buf_add(&buf, cases[i].first);
        buf_add(&buf, cases[i].second);
        check_text(buf_str(&buf), cases[i].want, cases[i].why);
        check_true(buf.full == cases[i].full, cases[i].why);
        check_text(str_from(buf_text(&buf)), cases[i].want, cases[i].why);
    }
}

static void every_way_in_respects_the_ceiling(void **state)
{
    AUTO(buf_clear) struct buf buf;

    (void)state;
    buf_init(&buf, NULL, 2);
    buf_add_byte(&buf, 'a');
    buf_addf(&buf, "%s", "too long");
    check_true(buf.full && buf.len == 1, "formatted text");
    buf_clear(&buf);
    check_true(!buf.full && buf.max_bytes == 2, "a cleared buffer is like a new one");
    buf_add_u64(&buf, 100);
    check_true(buf.full && buf.len == 0, "numbers");
    buf_add_byte(&buf, 'a');
    check_true(buf.len == 0, "a full buffer takes no byte, even one that would fit");
    check_true(buf_reserve(&buf, 1) == NULL, "and reserves nothing");
    buf_clear(&buf);
    check_true(buf_reserve(&buf, SIZE_MAX) == NULL, "a huge size does not wrap around");
}

static void formats_of_any_length(void **state)
{
    static const int widths[] = {0, 255, 256, 257, 511, 512, 70000};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        AUTO(buf_clear) struct buf buf;

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        buf_addf(&buf, "%*s|", widths[i], "");
        check_true(buf.len == (size_t)widths[i] + 1, "the NUL is not counted");
        check_true(buf.ptr[buf.len - 1] == '|', "the last character is there");
    }
}

static void a_format_may_fill_the_ceiling(void **state)
{
    AUTO(buf_clear) struct buf buf;

    (void)state;
    buf_init(&buf, NULL, 512);
    buf_addf(&buf, "%*s", 512, "x");
    check_true(buf.len == 512 && !buf.full, "the NUL may lie beyond the limit");
    check_true(buf_text(&buf)[511] == 'x' && buf_text(&buf)[512] == '\0',
               "and is written there");
}

static void reserving(void **state)
{
    AUTO(buf_clear) struct buf buf;
    char *at;

    (void)state;
    buf_init(&buf, NULL, BUF_MAX_BYTES);
    check_true(buf_reserve(&buf, 0) != NULL, "reserving 0 bytes succeeds");
    at = buf_reserve(&buf, 3);
    memcpy(at, "abc", 3);
    check_true(buf.len == 0, "reserved bytes are not added yet");
    buf.len += 3;
    check_text(buf_str(&buf), STR("abc"), "they count once the caller adds them");
    check_text(str_from(buf_text(&buf)), STR("abc"), "a NUL follows");
}

static void empty_text(void **state)
{
    AUTO(buf_clear) struct buf buf;

    (void)state;
    buf_init(&buf, NULL, 0);
    check_text(str_from(buf_text(&buf)), STR(""), "the empty text is valid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_all_kinds),
        cmocka_unit_test(grows_from_nothing),
        cmocka_unit_test(ceiling),
        cmocka_unit_test(every_way_in_respects_the_ceiling),
        cmocka_unit_test(formats_of_any_length),
        cmocka_unit_test(a_format_may_fill_the_ceiling),
        cmocka_unit_test(reserving),
        cmocka_unit_test(empty_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
