/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bodies: request bodies share a budget of memory, and slow senders make room for others.
 */
#include "base/mem.h"
#include "net/http/bodies.h"
#include "unit.h"

#define KIB   ((size_t)1024)
#define MIB   (KIB * KIB)
#define MS    UINT64_C(1000000)
#define NO_MS UINT64_C(0)

static char zeros[4 * MIB];

static struct str bytes(size_t n)
{
    return (struct str){zeros, n};
}

static unsigned n_evicted;
static void *last_evicted;

static void evict(void *owner)
{
    n_evicted++;
    last_evicted = owner;
}

static void pieces_make_a_body(void **state)
{
    static const struct {
        const char *why;
        size_t expected;
    } cases[] = {
        {"announced exactly", 5},
        {"not announced: chunks", 0},
        {"announced larger than it is", 100000},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
        struct body body = {0};

        check_true(cases[i].expected == 0 ||
                       body_begin(bodies, &body, cases[i].expected, NO_MS) == BODY_TAKEN,
                   cases[i].why);
        check_true(body_add(bodies, &body, STR("ab"), MIB, NO_MS) == BODY_TAKEN,
                   cases[i].why);
        check_true(body_add(bodies, &body, STR("c\0e"), MIB, NO_MS) == BODY_TAKEN,
                   cases[i].why);
        check_text(((struct str){body.ptr, body.len}), STR("abc\0e"), cases[i].why);
        assert_int_equal(bodies_used(bodies), 5);
        body_clear(bodies, &body);
        body_clear(bodies, &body);
        assert_int_equal(bodies_used(bodies), 0);
        check_true(body.ptr == NULL && body.len == 0, "a cleared body is like a new one");
    }
}

static void a_body_has_a_limit(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
    struct body body = {0};

    (void)state;
    assert_int_equal(body_add(bodies, &body, bytes(10), 9, NO_MS), BODY_TOO_LARGE);
    assert_int_equal(body_add(bodies, &body, bytes(9), 9, NO_MS), BODY_TAKEN);
    assert_int_equal(body_add(bodies, &body, bytes(1), 9, NO_MS), BODY_TOO_LARGE);
    assert_int_equal(body.len, 9);
    body_clear(bodies, &body);
}

/* The announced length is charged, so that each admitted body can be completed. */
static void admitted_bodies_can_be_completed(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(12 * MIB, evict);
    struct body large[2] = {{0}};
    struct body late = {0};
    struct body small = {0};

    (void)state;
    n_evicted = 0;
    assert_int_equal(body_begin(bodies, &large[0], 4 * MIB, NO_MS), BODY_TAKEN);
    assert_int_equal(body_begin(bodies, &large[1], 4 * MIB, NO_MS), BODY_TAKEN);
    assert_int_equal(bodies_used(bodies), 0);
    assert_int_equal(body_begin(bodies, &late, 64 * KIB + 1, NO_MS), BODY_NO_ROOM);
    assert_int_equal(body_add(bodies, &late, bytes(64 * KIB + 1), 8 * MIB, NO_MS),
                     BODY_NO_ROOM);
    check_true(body_add(bodies, &small, bytes(64 * KIB), 8 * MIB, NO_MS) == BODY_TAKEN,
               "a part of the budget is reserved for small bodies");
    for (size_t i = 0; i < ARRAY_LEN(large); i++)
        assert_int_equal(body_add(bodies, &large[i], bytes(4 * MIB), 8 * MIB, NO_MS),
                         BODY_TAKEN);
    assert_int_equal(bodies_used(bodies), 8 * MIB + 64 * KIB);
    body_clear(bodies, &small);
    body_clear(bodies, &large[0]);
    assert_int_equal(body_begin(bodies, &late, 4 * MIB, NO_MS), BODY_TAKEN);
    body_clear(bodies, &large[1]);
    body_clear(bodies, &late);
    assert_int_equal(bodies_used(bodies), 0);
    assert_int_equal(n_evicted, 0);
}

static void memory_set_aside_is_not_available(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(12 * MIB, evict);
    struct body body = {0};

    (void)state;
    bodies_set_aside(bodies, 4 * MIB + 1);
    assert_int_equal(body_begin(bodies, &body, 4 * MIB, NO_MS), BODY_NO_ROOM);
    bodies_set_aside(bodies, 4 * MIB);
    assert_int_equal(body_begin(bodies, &body, 4 * MIB, NO_MS), BODY_TAKEN);
    body_clear(bodies, &body);
}

/* bodies_take() counts what is used in any case, also beyond the budget.  While it is
 * used, others find no room. */
static void taken_memory_counts(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(12 * MIB, evict);
    struct body body = {0};

    (void)state;
    bodies_take(bodies, 8 * MIB);
    assert_int_equal(body_begin(bodies, &body, 1 * MIB, NO_MS), BODY_NO_ROOM);
    assert_false(bodies_reserve(bodies, 5 * MIB, BODY_AT_ONCE, NO_MS));
    bodies_give_back(bodies, 8 * MIB);
    assert_int_equal(body_begin(bodies, &body, 1 * MIB, NO_MS), BODY_TAKEN);
    assert_true(bodies_reserve(bodies, 5 * MIB, BODY_AT_ONCE, NO_MS));
    bodies_take(bodies, 8 * MIB);
    assert_int_equal(bodies_used(bodies), 13 * MIB);
    bodies_give_back(bodies, 13 * MIB);
    body_clear(bodies, &body);
}

/* A client that announces much and sends little or nothing does not keep others out. */
static void slow_bodies_make_room(void **state)
{
    static const struct {
        const char *why;
        size_t arrived; /* of 4 MiB */
        uint64_t after_ms;
        bool evicted;
    } cases[] = {
        {"nothing has arrived, but the body has just begun", 0, BODY_GRACE_MS, false},
        {"nothing has arrived for too long", 0, BODY_GRACE_MS + 1, true},
        {"as fast as required", 2 * MIB, BODY_GRACE_MS + 1024, false},
        {"one byte less than required", 2 * MIB - 1, BODY_GRACE_MS + 1024, true},
        {"all but the last byte, and then nothing", 4 * MIB - 1, BODY_GRACE_MS + 2048,
         true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
        const uint64_t now_ns = 7 * MS + cases[i].after_ms * MS;
        struct body slow = {.owner = &slow};
        struct body newcomer = {0};
        const bool is_let_in =
            body_begin(bodies, &slow, 4 * MIB, 7 * MS) == BODY_TAKEN &&
            body_add(bodies, &slow, bytes(cases[i].arrived), 8 * MIB, 7 * MS) ==
                BODY_TAKEN &&
            body_begin(bodies, &newcomer, 4 * MIB, now_ns) == BODY_TAKEN;

        check_true(is_let_in == cases[i].evicted, cases[i].why);
        check_true(slow.is_evicted == cases[i].evicted, cases[i].why);
        check_true(!is_let_in || last_evicted == &slow, "the owner is notified");
        check_true(!is_let_in ||
                       body_add(bodies, &slow, bytes(1), 8 * MIB, now_ns) == BODY_NO_ROOM,
                   "no more bytes are accepted");
        check_true(bodies_used(bodies) == cases[i].arrived,
                   "the bytes that arrived still count");
        body_clear(bodies, &slow);
        body_clear(bodies, &newcomer);
        assert_int_equal(bodies_used(bodies), 0);
    }
}

/* A complete body waits for the server and is never evicted, not even to make room for
 * its own judging. */
static void complete_bodies_are_spared(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
    const uint64_t late_ns = (BODY_GRACE_MS + 10000) * MS;
    struct body whole = {0};
    struct body newcomer = {0};

    (void)state;
    assert_int_equal(body_begin(bodies, &whole, 4 * MIB, NO_MS), BODY_TAKEN);
    assert_int_equal(body_add(bodies, &whole, bytes(4 * MIB), 8 * MIB, NO_MS),
                     BODY_TAKEN);
    body_end(bodies, &whole);
    assert_int_equal(body_begin(bodies, &newcomer, 4 * MIB, late_ns), BODY_NO_ROOM);
    assert_false(bodies_reserve(bodies, 5 * MIB, BODY_WAITS, late_ns));
    assert_false(whole.is_evicted);
    body_clear(bodies, &whole);
}

/* An evicted body is in memory until it is cleared: the sum of all bodies stays within
 * the budget. */
static void the_budget_is_never_exceeded(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
    struct body slow = {0};
    struct body next = {0};
    const uint64_t late_ns = (BODY_GRACE_MS + 10000) * MS;

    (void)state;
    assert_int_equal(body_begin(bodies, &slow, 4 * MIB, NO_MS), BODY_TAKEN);
    assert_int_equal(body_add(bodies, &slow, bytes(4 * MIB - 1), 8 * MIB, NO_MS),
                     BODY_TAKEN);
    bodies_set_aside(bodies, 2 * MIB);
    assert_int_equal(body_begin(bodies, &next, 2 * MIB + 1, late_ns), BODY_NO_ROOM);
    assert_int_equal(body_begin(bodies, &next, 2 * MIB, late_ns), BODY_TAKEN);
    bodies_set_aside(bodies, 4 * MIB);
    assert_int_equal(body_add(bodies, &next, bytes(2 * MIB), 8 * MIB, late_ns),
                     BODY_NO_ROOM);
    body_clear(bodies, &slow);
    assert_int_equal(body_add(bodies, &next, bytes(2 * MIB), 8 * MIB, late_ns),
                     BODY_TAKEN);
    body_clear(bodies, &next);
}

static void memory_is_trimmed_at_intervals(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
    const uint64_t second_ns = UINT64_C(1000000000);

    (void)state;
    check_true(bodies_may_trim(bodies, second_ns), "the first time");
    check_true(!bodies_may_trim(bodies, second_ns + 1), "not for each body of a flood");
    check_true(bodies_may_trim(bodies, 2 * second_ns), "a second later");
}

static void judging_uses_the_budget(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(8 * MIB, evict);
    struct body body = {0};

    (void)state;
    assert_int_equal(body_begin(bodies, &body, 3 * MIB, NO_MS), BODY_TAKEN);
    assert_false(bodies_reserve(bodies, 6 * MIB, BODY_AT_ONCE, NO_MS));
    assert_false(bodies_reserve(bodies, 6 * MIB, BODY_WAITS, NO_MS));
    assert_true(bodies_reserve(bodies, 5 * MIB, BODY_AT_ONCE, NO_MS));
    assert_false(bodies_reserve(bodies, 1, BODY_AT_ONCE, NO_MS));
    check_true(!bodies_reserve(bodies, 1, BODY_WAITS, NO_MS), "the wait is limited");
    bodies_give_back(bodies, 5 * MIB);
    check_true(bodies_reserve(bodies, 8 * MIB, BODY_WAITS, (BODY_GRACE_MS + 5000) * MS),
               "a slow body makes room for a complete one");
    bodies_give_back(bodies, 8 * MIB);
    body_clear(bodies, &body);
    assert_int_equal(bodies_used(bodies), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_make_a_body),
        cmocka_unit_test(a_body_has_a_limit),
        cmocka_unit_test(admitted_bodies_can_be_completed),
        cmocka_unit_test(memory_set_aside_is_not_available),
        cmocka_unit_test(taken_memory_counts),
        cmocka_unit_test(slow_bodies_make_room),
        cmocka_unit_test(complete_bodies_are_spared),
        cmocka_unit_test(the_budget_is_never_exceeded),
        cmocka_unit_test(memory_is_trimmed_at_intervals),
        cmocka_unit_test(judging_uses_the_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
