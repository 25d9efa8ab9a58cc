#include "base/mem.h"
#include "net/bodies.h"
#include "unit.h"

#define KIB ((size_t)1024)
#define MIB (KIB * KIB)

static char zeros[4 * MIB];

static struct str bytes(size_t n)
{
    return (struct str){zeros, n};
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
        AUTO(bodies_free) struct bodies *bodies = bodies_new(MIB);
        struct body body = {0};

        check_true(body_add(bodies, &body, STR("ab"), cases[i].expected, MIB) ==
                       BODY_TAKEN,
                   cases[i].why);
        check_true(body_add(bodies, &body, STR("c\0e"), cases[i].expected, MIB) ==
                       BODY_TAKEN,
                   cases[i].why);
        check_text(((struct str){body.ptr, body.len}), STR("abc\0e"), cases[i].why);
        assert_int_equal(bodies_used(bodies), 5);
        body_clear(bodies, &body);
        body_clear(bodies, &body);
        assert_int_equal(bodies_used(bodies), 0);
        check_true(body.ptr == NULL && body.len == 0, "as new");
    }
}

static void ceilings(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(4 * MIB);
    struct body large = {0};
    struct body small = {0};
    struct body third = {0};

    (void)state;
    assert_int_equal(body_add(bodies, &small, bytes(10), 0, 9), BODY_TOO_LARGE);
    assert_int_equal(body_add(bodies, &small, bytes(9), 0, 9), BODY_TAKEN);
    assert_int_equal(body_add(bodies, &small, bytes(1), 0, 9), BODY_TOO_LARGE);
    assert_int_equal(small.len, 9);

    assert_int_equal(body_add(bodies, &large, bytes(3 * MIB), 0, 8 * MIB), BODY_NO_ROOM);
    assert_int_equal(body_add(bodies, &large, bytes(3 * MIB - 9), 0, 8 * MIB),
                     BODY_TAKEN);
    assert_int_equal(body_add(bodies, &large, bytes(1), 0, 8 * MIB), BODY_NO_ROOM);
    assert_int_equal(body_add(bodies, &third, bytes(BODY_SMALL_BYTES + 1), 0, 8 * MIB),
                     BODY_NO_ROOM);
    assert_int_equal(body_add(bodies, &third, bytes(BODY_SMALL_BYTES), 0, 8 * MIB),
                     BODY_TAKEN);
    assert_int_equal(bodies_used(bodies), 3 * MIB + BODY_SMALL_BYTES);
    body_clear(bodies, &large);
    assert_int_equal(body_add(bodies, &third, bytes(1), 0, 8 * MIB), BODY_TAKEN);
    body_clear(bodies, &small);
    body_clear(bodies, &third);
    assert_int_equal(bodies_used(bodies), 0);
}

/* What one body held must not be read as another's. */
static void buffers_are_used_again(void **state)
{
    AUTO(bodies_free) struct bodies *bodies = bodies_new(MIB);
    struct body many[BODY_SPARE_BUFFERS + 3] = {{0}};

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < ARRAY_LEN(many); i++)
            assert_int_equal(body_add(bodies, &many[i], STR("xyz"), 0, MIB), BODY_TAKEN);
        for (size_t i = 0; i < ARRAY_LEN(many); i++) {
            check_text(((struct str){many[i].ptr, many[i].len}), STR("xyz"),
                       "each has what was put into it");
            body_clear(bodies, &many[i]);
        }
    }
    assert_int_equal(bodies_used(bodies), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_make_a_body),
        cmocka_unit_test(ceilings),
        cmocka_unit_test(buffers_are_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
