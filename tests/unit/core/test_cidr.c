/* SPDX-License-Identifier: Apache-2.0 */
/* cidr: text forms by table; operations on sets, compared with bit masks. */
#include "core/values/cidr.h"

#include "chance.h"
#include "unit.h"

static const struct {
    const char *why;
    struct str text;
    const char *want;  /* as written back; NULL: refused */
    const char *flags; /* b: bare address, h: has host bits */
} cases[] = {
    {"a prefix", STR_INIT("10.20.0.0/16"), "10.20.0.0/16", ""},
    {"host bits are masked", STR_INIT("10.1.2.3/8"), "10.0.0.0/8", "h"},
    {"a bare address", STR_INIT("192.0.2.1"), "192.0.2.1/32", "b"},
    {"everything", STR_INIT("0.0.0.0/0"), "0.0.0.0/0", ""},
    {"everything with host bits", STR_INIT("128.0.0.0/0"), "0.0.0.0/0", "h"},
    {"an octet above 255", STR_INIT("256.0.0.1"), NULL, "has an octet above 255"},
    {"a leading zero in an octet", STR_INIT("10.01.0.0/16"), NULL,
     "has an octet with a leading zero"},
    {"two zeros", STR_INIT("00.0.0.0/0"), NULL, "has an octet with a leading zero"},
    {"three octets", STR_INIT("10.0.0/8"), NULL, "has fewer than four octets"},
    {"five octets", STR_INIT("10.0.0.0.0/8"), NULL, "is not an address"},
    {"an empty octet", STR_INIT("10..0.0/8"), NULL, "is not an address"},
    {"an octet of many digits", STR_INIT("10.0.0.99999999999999999999"), NULL,
     "has an octet above 255"},
    {"hexadecimal", STR_INIT("0x7f.0.0.1"), NULL, "is not an address"},
    {"length 33", STR_INIT("10.0.0.0/33"), NULL, "has a length above 32"},
    {"length with a zero", STR_INIT("10.0.0.0/08"), NULL,
     "has a length with a leading zero"},
    {"length with a sign", STR_INIT("10.0.0.0/+8"), NULL,
     "has a length that is not a number"},
    {"no length", STR_INIT("10.0.0.0/"), NULL, "has no length behind the slash"},
    {"two lengths", STR_INIT("10.0.0.0/8/8"), NULL, "has a length that is not a number"},
    {"a mask", STR_INIT("10.0.0.0/255.0.0.0"), NULL, "has a length that is not a number"},
    {"a range", STR_INIT("10.0.0.1-10.0.0.9"), NULL, "is not an address"},
    {"a blank at the end", STR_INIT("10.0.0.0/8 "), NULL,
     "has a length that is not a number"},
    {"a name", STR_INIT("example.com"), NULL, "is not an address"},
    {"nothing", STR_INIT(""), NULL, "is not an address"},
    {"a NUL", STR_INIT("10.0.0.1\0"), NULL, "is not an address"},
    {"v6", STR_INIT("2001:DB8::/32"), "2001:db8::/32", ""},
    {"v6, all groups", STR_INIT("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2:3:4:5:6/128", "b"},
    {"v6, the longest run of zeros", STR_INIT("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1/128",
     "b"},
    {"v6, the first of equal runs", STR_INIT("2001:0:0:1:1:0:0:1"), "2001::1:1:0:0:1/128",
     "b"},
    {"v6, a single zero group is not shortened", STR_INIT("2001:db8:0:1:1:1:1:1"),
     "2001:db8:0:1:1:1:1:1/128", "b"},
    {"v6, leading zeros of a group", STR_INIT("2001:0db8::0001"), "2001:db8::1/128", "b"},
    {"v6, the unspecified address", STR_INIT("::"), "::/128", "b"},
    {"v6, everything", STR_INIT("::/0"), "::/0", ""},
    {"v6, the loopback", STR_INIT("::1"), "::1/128", "b"},
    {"v6, a gap at the end", STR_INIT("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0/128", "b"},
    {"v6, a gap at the beginning", STR_INIT("::2:3:4:5:6:7:8"), "0:2:3:4:5:6:7:8/128",
     "b"},
    {"v6, dotted IPv4 at the end", STR_INIT("64:ff9b::192.0.2.1"),
     "64:ff9b::c000:201/128", "b"},
    {"v6, host bits", STR_INIT("2001:db8::1/64"), "2001:db8::/64", "h"},
    {"v6, length 65", STR_INIT("2001:db8:0:0:8000::/65"), "2001:db8:0:0:8000::/65", ""},
    {"v6, length 129", STR_INIT("2001:db8::/129"), NULL, "has a length above 128"},
    {"v6, length 64 of 128", STR_INIT("ffff:ffff:ffff:ffff::/64"),
     "ffff:ffff:ffff:ffff::/64", ""},
    {"v6, host bits in the upper half", STR_INIT("2001:db8:1::/32"), "2001:db8::/32",
     "h"},
    {"v6, dotted IPv4 in place of one group", STR_INIT("1:2:3:4:5:6:7:1.2.3.4"), NULL,
     "is not an IPv6 address"},
    {"v6, dotted IPv4 after eight groups", STR_INIT("1:2:3:4:5:6:7:8:1.2.3.4"), NULL,
     "is not an IPv6 address"},
    {"v6, nine groups", STR_INIT("1:2:3:4:5:6:7:8:9"), NULL, "is not an IPv6 address"},
    {"v6, a gap of no groups", STR_INIT("1:2:3:4::5:6:7:8"), NULL,
     "is not an IPv6 address"},
    {"v6, seven groups", STR_INIT("1:2:3:4:5:6:7"), NULL, "is not an IPv6 address"},
    {"v6, two gaps", STR_INIT("1::2::3"), NULL, "is not an IPv6 address"},
    {"v6, three colons", STR_INIT(":::"), NULL, "is not an IPv6 address"},
    {"v6, one colon at the beginning", STR_INIT(":1::"), NULL, "is not an IPv6 address"},
    {"v6, one colon at the end", STR_INIT("1::2:"), NULL, "is not an IPv6 address"},
    {"v6, a group of five digits", STR_INIT("12345::"), NULL, "is not an IPv6 address"},
    {"v6, dotted IPv4 in the middle", STR_INIT("::1.2.3.4:5"), NULL,
     "is not an IPv6 address"},
    {"v6, invalid dotted IPv4", STR_INIT("::1.2.3.400"), NULL, "is not an IPv6 address"},
    {"v6, dotted IPv4 too far to the right", STR_INIT("1:2:3:4:5:6:7:1.2.3.4"), NULL,
     "is not an IPv6 address"},
    {"v6, a zone", STR_INIT("fe80::1%eth0"), NULL, "has a zone"},
    {"v6, brackets", STR_INIT("[::1]"), NULL, "is not an IPv6 address"},
    {"mapped, in dotted form", STR_INIT("::ffff:10.0.0.0/104"), NULL,
     "is an IPv4-mapped IPv6 address: write it as IPv4"},
    {"mapped, in hexadecimal", STR_INIT("::ffff:a00:1"), NULL,
     "is an IPv4-mapped IPv6 address: write it as IPv4"},
    {"nearly mapped", STR_INIT("::fffe:10.0.0.1"), "::fffe:a00:1/128", "b"},
};

static void texts(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(buf_clear) struct buf buf;
        struct cidr cidr;
        const char *reason = NULL;
        const bool good = cidr_parse(cases[i].text, &cidr, &reason);

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        check_true(good == (cases[i].want != NULL), cases[i].why);
        if (!good) {
            check_text(str_from(reason), str_from(cases[i].flags), cases[i].why);
            continue;
        }
        const struct cidr_set set = cidr_set_of(&arena, &cidr, 1);

        check_true(cidr_set_add_text(&set, ',', 1, &buf), cases[i].why);
        check_text(buf_str(&buf), str_from(cases[i].want), cases[i].why);
        check_true(cidr.bare == (cases[i].flags[0] == 'b'), cases[i].why);
        check_true(cidr.host_bits == (cases[i].flags[0] == 'h'), cases[i].why);
    }
}

/* Small universes, so that a set is a bit mask: the last 6 bits of an address, at the
 * beginning, in the middle and at the end of each family. */
#define UNIVERSE 64

static const struct {
    const char *why;
    bool is_v6;
    struct ip6 base;
} universes[] = {
    {"the first IPv4 addresses", false, {0, 0}},
    {"some IPv4 addresses", false, {0, 0x0a0000c0}},
    {"the last IPv4 addresses", false, {0, 0xffffffc0}},
    {"the first IPv6 addresses", true, {0, 0}},
    {"IPv6 addresses before a carry", true, {1, UINT64_MAX - 63}},
    {"the last IPv6 addresses", true, {UINT64_MAX, UINT64_MAX - 63}},
};

static struct cidr make_cidr(size_t universe, uint32_t host_bits, uint32_t at)
{
    const uint32_t width = universes[universe].is_v6 ? 128 : 32;
    const struct ip6 base = universes[universe].base;
    const uint64_t first = base.low + (at >> host_bits << host_bits);

    return (struct cidr){.is_v6 = universes[universe].is_v6,
                         .length = (uint8_t)(width - host_bits),
                         .first = {base.high, first},
                         .last = {base.high, first + (((uint64_t)1 << host_bits) - 1)}};
}

/* A random set and its mask. */
static struct cidr_set make_set(struct arena *arena, size_t universe, uint64_t *ret_mask)
{
    struct cidr list[12];
    const size_t n = random_below(ARRAY_LEN(list) + 1);

    *ret_mask = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t host_bits = random_below(4);
        const uint32_t at = random_below(UNIVERSE);

        list[i] = make_cidr(universe, host_bits, at);
        for (uint32_t j = 0; j < UINT32_C(1) << host_bits; j++)
            *ret_mask |= UINT64_C(1) << ((at >> host_bits << host_bits) + j);
    }
    return cidr_set_of(arena, list, n);
}

static uint64_t mask_of(size_t universe, const struct cidr_set *set)
{
    const struct ip_ranges of = universes[universe].is_v6 ? set->v6 : set->v4;
    const struct ip_range *ranges = of.all;
    uint64_t mask = 0;

    for (size_t i = 0; i < of.n; i++) {
        const uint64_t first = ranges[i].first.low - universes[universe].base.low;
        const uint64_t last = ranges[i].last.low - universes[universe].base.low;

        assert_true(first < UNIVERSE && last < UNIVERSE && first <= last);
        assert_int_equal(ranges[i].first.high, universes[universe].base.high);
        for (uint64_t j = first; j <= last; j++)
            mask |= UINT64_C(1) << j;
        if (i > 0) /* disjoint and not adjacent */
            assert_true(ranges[i].first.low > ranges[i - 1].last.low + 1);
    }
    return mask;
}

/* The minimum number of prefixes for a mask: whole blocks first. */
static size_t fewest(uint64_t mask)
{
    size_t n = 0;

    for (uint32_t size = UNIVERSE; size > 0; size /= 2) {
        const uint64_t block = size == 64 ? UINT64_MAX : (UINT64_C(1) << size) - 1;

        for (uint32_t at = 0; at < UNIVERSE; at += size) {
            if ((mask >> at & block) == block) {
                mask &= ~(block << at);
                n++;
            }
        }
    }
    return n;
}

static void check_written(size_t universe, struct arena *arena,
                          const struct cidr_set *set, uint64_t mask)
{
    const char *why = universes[universe].why;
    AUTO(buf_clear) struct buf buf;
    struct cidr list[UNIVERSE];
    size_t n = 0;
    bool done = false;
    struct str item;

    buf_init(&buf, NULL, BUF_MAX_BYTES);
    if (mask != 0)
        check_true(!cidr_set_add_text(set, ';', fewest(mask) - 1, &buf), why);
    check_true(buf.len == 0, "nothing is added if there are too many");
    check_true(cidr_set_add_text(set, ';', fewest(mask), &buf), why);

    struct str rest = buf_str(&buf);

    while (mask != 0 && str_next_item(&rest, ';', &done, &item)) {
        const char *reason;

        check_true(cidr_parse(item, &list[n], &reason), why);
        check_true(!list[n].host_bits && !list[n].bare, why);
        n++;
    }
    const struct cidr_set again = cidr_set_of(arena, list, n);

    check_true(n == fewest(mask), "the number of prefixes is the minimum");
    check_true(cidr_set_equal(set, &again), "the prefixes are the same set");
}

static void sets(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t round = 0; round < 12000; round++) {
        const size_t universe = round % ARRAY_LEN(universes);
        const char *why = universes[universe].why;
        uint64_t mask_a;
        uint64_t mask_b;
        const struct cidr_set a = make_set(&arena, universe, &mask_a);
        const struct cidr_set b = make_set(&arena, universe, &mask_b);
        const struct cidr_set both = cidr_set_both(&arena, &a, &b);
        const struct cidr_set minus = cidr_set_minus(&arena, &a, &b);

        check_true(mask_of(universe, &a) == mask_a, why);
        check_true(mask_of(universe, &both) == (mask_a & mask_b), why);
        check_true(mask_of(universe, &minus) == (mask_a & ~mask_b), why);
        check_true(cidr_set_equal(&a, &b) == (mask_a == mask_b), why);
        check_true(cidr_set_within(&a, &b) == ((mask_a & ~mask_b) == 0), why);
        check_true(cidr_set_within(&both, &a), "an intersection is part of both");
        check_true(cidr_set_is_empty(&minus) == ((mask_a & ~mask_b) == 0), why);
        check_written(universe, &arena, &minus, mask_a & ~mask_b);
        arena_reset(&arena, 1 << 20);
    }
}

/* Prefixes by text, for sets that do not fit into a small universe. */
static struct cidr_set parse_set(struct arena *arena, const char *text)
{
    struct cidr list[16];
    struct str rest = str_from(text);
    struct str item;
    bool done = false;
    size_t n = 0;

    while (rest.len > 0 && str_next_item(&rest, ',', &done, &item)) {
        const char *reason;

        check_true(cidr_parse(item, &list[n++], &reason), text);
    }
    return cidr_set_of(arena, list, n);
}

static const struct {
    const char *why;
    const char *a;
    const char *b;
    const char *both;
    const char *minus;
} pairs[] = {
    {"all but one", "0.0.0.0/0", "255.255.255.255", "255.255.255.255/32",
     "0.0.0.0/1,128.0.0.0/2,192.0.0.0/3,224.0.0.0/4,240.0.0.0/5,248.0.0.0/6,252.0.0.0/7,"
     "254.0.0.0/8,255.0.0.0/9,255.128.0.0/10,255.192.0.0/11,255.224.0.0/12,255.240.0.0/"
     "13,"
     "255.248.0.0/14,255.252.0.0/15,255.254.0.0/16,255.255.0.0/17,255.255.128.0/18,"
     "255.255.192.0/19,255.255.224.0/20,255.255.240.0/21,255.255.248.0/22,255.255.252.0/"
     "23,"
     "255.255.254.0/24,255.255.255.0/25,255.255.255.128/26,255.255.255.192/27,"
     "255.255.255.224/28,255.255.255.240/29,255.255.255.248/30,255.255.255.252/31,"
     "255.255.255.254/32"},
    {"families do not overlap", "0.0.0.0/0", "::/0", "", "0.0.0.0/0"},
    {"everything minus everything", "0.0.0.0/0,::/0", "::/0,0.0.0.0/0", "0.0.0.0/0,::/0",
     ""},
    {"two halves are joined", "::/1,8000::/1", "::/0", "::/0", ""},
    {"across the middle of an IPv6 address", "2001:db8::/63", "2001:db8:0:1::/64",
     "2001:db8:0:1::/64", "2001:db8::/64"},
    {"a block that ends with the lower half", "2001:db8::/62", "2001:db8::/65",
     "2001:db8::/65", "2001:db8:0:0:8000::/65,2001:db8:0:1::/64,2001:db8:0:2::/63"},
    {"v4 is written before v6", "2001:db8::/32,10.0.0.0/8", "2001:db8::/33,10.0.0.0/9",
     "10.0.0.0/9,2001:db8::/33", "10.128.0.0/9,2001:db8:8000::/33"},
    {"nothing", "", "10.0.0.0/8", "", ""},
};

static void pairs_of_sets(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        const struct cidr_set a = parse_set(&arena, pairs[i].a);
        const struct cidr_set b = parse_set(&arena, pairs[i].b);
        const struct cidr_set both = cidr_set_both(&arena, &a, &b);
        const struct cidr_set minus = cidr_set_minus(&arena, &a, &b);
        AUTO(buf_clear) struct buf text;

        buf_init(&text, NULL, BUF_MAX_BYTES);
        check_true(cidr_set_add_text(&both, ',', 256, &text), pairs[i].why);
        check_text(buf_str(&text), str_from(pairs[i].both), pairs[i].why);
        text.len = 0;
        check_true(cidr_set_add_text(&minus, ',', 256, &text), pairs[i].why);
        check_text(buf_str(&text), str_from(pairs[i].minus), pairs[i].why);
    }
}

static void addresses(void **state)
{
    bool is_v6 = false;

    (void)state;
    check_true(ip_parse(STR("192.0.2.1"), &is_v6) && !is_v6, "an IPv4 address");
    check_true(ip_parse(STR("2001:db8::1"), &is_v6) && is_v6, "an IPv6 address");
    check_true(!ip_parse(STR("192.0.2.0/24"), &is_v6), "a prefix is not an address");
    check_true(!ip_parse(STR("example.com"), &is_v6), "a name is not an address");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(sets),
        cmocka_unit_test(pairs_of_sets),
        cmocka_unit_test(addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
