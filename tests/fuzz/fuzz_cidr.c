/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cidr: compares sets of addresses with single bits.
 *
 * Input: lines of prefixes; after an empty line those of a second set.  Whether a set
 * contains an address is decided by the prefixes themselves, bit by bit.
 */
#include <arpa/inet.h>
#include <stdlib.h>

#include "base/mem.h"
#include "core/values/cidr.h"
#include "fuzz.h"

#define MAX_PREFIXES 24
#define ADDRESS_BITS 128

/* 0 or 1 in each place, most significant first; an IPv4 address is in the last 32. */
struct bits {
    uint8_t at[ADDRESS_BITS];
};

enum family {
    FAMILY_V4,
    FAMILY_V6
};

struct prefix {
    bool is_v6;
    unsigned length; /* counts from the first of the 128 bits, also for IPv4 */
    struct bits bits;
};

struct prefixes {
    struct prefix plain[MAX_PREFIXES];
    struct cidr ours[MAX_PREFIXES];
    size_t n;
    struct cidr_set set;
};

static struct bits bits_of_bytes(const uint8_t *bytes, size_t n)
{
    struct bits bits = {{0}};

    for (size_t i = 0; i < n * 8; i++)
        bits.at[ADDRESS_BITS - n * 8 + i] = (bytes[i / 8] >> (7 - i % 8)) & 1;
    return bits;
}

static struct bits bits_of(struct ip6 address)
{
    struct bits bits;

    for (size_t i = 0; i < 64; i++) {
        bits.at[i] = (uint8_t)(address.high >> (63 - i) & 1);
        bits.at[64 + i] = (uint8_t)(address.low >> (63 - i) & 1);
    }
    return bits;
}

/* Digits without a leading zero, of a number of at most max. */
static bool plain_length(const char *text, unsigned max, unsigned *ret)
{
    const size_t n = strspn(text, "0123456789");

    if (n == 0 || n > 3 || text[n] != '\0' || (n > 1 && text[0] == '0'))
        return false;
    *ret = (unsigned)strtoul(text, NULL, 10);
    return *ret <= max;
}

static bool is_mapped(const uint8_t bytes[16])
{
    static const uint8_t head[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    return memcmp(bytes, head, sizeof head) == 0;
}

/* Parsed by the C library, which refuses leading zeros as well. */
static bool plain_parse(struct str text, struct prefix *ret)
{
    AUTO(mem_free) char *copy = fuzz_copy(text);
    char *slash = strchr(copy, '/');
    uint8_t bytes[16];
    unsigned length = 0;

    if (memchr(copy, '\0', text.len) != NULL)
        return false;
    if (slash != NULL)
        *slash = '\0';
    ret->is_v6 = strchr(copy, ':') != NULL;
    if (inet_pton(ret->is_v6 ? AF_INET6 : AF_INET, copy, bytes) != 1)
        return false;
    if (ret->is_v6 && is_mapped(bytes))
        return false;
    length = ret->is_v6 ? 128 : 32;
    if (slash != NULL && !plain_length(slash + 1, length, &length))
        return false;
    ret->bits = bits_of_bytes(bytes, ret->is_v6 ? 16 : 4);
    ret->length = ret->is_v6 ? length : length + 96;
    return true;
}

static bool prefix_holds(const struct prefix *prefix, struct bits address)
{
    return memcmp(prefix->bits.at, address.at, prefix->length) == 0;
}

static void check_parse(struct str text, struct prefixes *ret)
{
    const char *reason = NULL;
    struct prefix plain;
    struct cidr cidr;
    bool valid = plain_parse(text, &plain);

    FUZZ_LAW(cidr_parse(text, &cidr, &reason) == valid,
             "a prefix is valid if the C library accepts it, except mapped ones and "
             "leading zeros");
    if (!valid) {
        FUZZ_LAW(reason != NULL && reason[0] != '\0', "a refusal has a reason");
        return;
    }
    FUZZ_LAW(cidr.is_v6 == plain.is_v6, "the family is equal");
    FUZZ_LAW(cidr.length == plain.length - (plain.is_v6 ? 0U : 96U),
             "the length is equal");
    FUZZ_LAW(cidr.bare == !str_contains(text, STR("/")),
             "a prefix without a slash is bare");
    FUZZ_LAW(prefix_holds(&plain, bits_of(cidr.first)) &&
                 prefix_holds(&plain, bits_of(cidr.last)),
             "the first and the last address are in the prefix");
    if (ret->n == MAX_PREFIXES)
        return;
    ret->plain[ret->n] = plain;
    ret->ours[ret->n++] = cidr;
}

static bool holds(const struct prefixes *prefixes, enum family family,
                  struct bits address)
{
    for (size_t i = 0; i < prefixes->n; i++)
        if (prefixes->plain[i].is_v6 == (family == FAMILY_V6) &&
            prefix_holds(&prefixes->plain[i], address))
            return true;
    return false;
}

static bool ip6_less(struct ip6 a, struct ip6 b)
{
    return a.high < b.high || (a.high == b.high && a.low < b.low);
}

static bool set_holds(const struct cidr_set *set, enum family family, struct ip6 address)
{
    const struct ip_ranges ranges = family == FAMILY_V6 ? set->v6 : set->v4;

    for (size_t i = 0; i < ranges.n; i++)
        if (!ip6_less(address, ranges.all[i].first) &&
            !ip6_less(ranges.all[i].last, address))
            return true;
    return false;
}

/* The two sets, and the results of the operations on them. */
struct question {
    struct prefixes a;
    struct prefixes b;
    struct cidr_set minus;
    struct cidr_set both;
    bool equal;
    bool within;
};

static void ask(struct question *question, enum family family, struct ip6 address)
{
    const struct bits bits = bits_of(address);
    const bool in_a = holds(&question->a, family, bits);
    const bool in_b = holds(&question->b, family, bits);

    FUZZ_LAW(set_holds(&question->a.set, family, address) == in_a, "the union");
    FUZZ_LAW(set_holds(&question->b.set, family, address) == in_b, "the union");
    FUZZ_LAW(set_holds(&question->minus, family, address) == (in_a && !in_b),
             "the difference");
    FUZZ_LAW(set_holds(&question->both, family, address) == (in_a && in_b),
             "the intersection");
    question->equal = question->equal && in_a == in_b;
    question->within = question->within && (!in_a || in_b);
}

/* Asks for both ends of each prefix and for their neighbours, as nothing changes in
 * between. */
static void ask_around(struct question *question, const struct cidr *cidr)
{
    const struct ip6 top =
        cidr->is_v6 ? (struct ip6){UINT64_MAX, UINT64_MAX} : (struct ip6){0, UINT32_MAX};
    const enum family family = cidr->is_v6 ? FAMILY_V6 : FAMILY_V4;
    struct ip6 before = cidr->first;
    struct ip6 behind = cidr->last;

    ask(question, family, cidr->first);
    ask(question, family, cidr->last);
    if (before.low-- == 0 && before.high-- == 0)
        before = cidr->first;
    if (ip6_less(behind, top) && ++behind.low == 0)
        behind.high++;
    ask(question, family, before);
    ask(question, family, behind);
}

/* Neighbours of equal length would be joined, and no address occurs twice: so the number
 * of prefixes is the minimum. */
static void check_fewest(const struct prefixes *prefixes)
{
    for (size_t i = 1; i < prefixes->n; i++) {
        const struct prefix *a = &prefixes->plain[i - 1];
        const struct prefix *b = &prefixes->plain[i];

        if (a->is_v6 != b->is_v6)
            continue;
        FUZZ_LAW(!prefix_holds(a, b->bits) && !prefix_holds(b, a->bits),
                 "no prefix is inside another");
        FUZZ_LAW(a->length != b->length ||
                     memcmp(a->bits.at, b->bits.at, a->length - 1) != 0,
                 "no two prefixes can be joined");
        FUZZ_LAW(ip6_less(prefixes->ours[i - 1].first, prefixes->ours[i].first),
                 "prefixes are in numeric order");
    }
}

static void check_text(struct arena *arena, const struct cidr_set *set)
{
    AUTO(buf_clear) struct buf buf = {0};
    struct prefixes again = {.n = 0};
    struct str rest = STR_NONE;
    struct str item = STR_NONE;
    struct cidr_set read = {0};
    bool done = false;

    buf_init(&buf, NULL, BUF_MAX_BYTES);
    if (!cidr_set_add_text(set, ',', MAX_PREFIXES, &buf)) {
        FUZZ_LAW(buf.len == 0, "nothing is written if the text would be too long");
        return;
    }
    FUZZ_LAW((buf.len == 0) == cidr_set_is_empty(set), "an empty set has no text");
    if (buf.len == 0)
        return;
    rest = buf_str(&buf);
    while (str_next_item(&rest, ',', &done, &item)) {
        check_parse(item, &again);
        FUZZ_LAW(!again.ours[again.n - 1].bare && !again.ours[again.n - 1].host_bits,
                 "a prefix is written with its length, and without host bits");
    }
    check_fewest(&again);
    read = cidr_set_of(arena, again.ours, again.n);
    FUZZ_LAW(cidr_set_equal(&read, set), "the text describes the same set");
}

static void read_set(struct arena *arena, struct fuzz_bytes *from, struct prefixes *ret)
{
    while (from->rest.len > 0) {
        struct str line = fuzz_until(from, '\n');

        if (line.len == 0)
            break;
        check_parse(line, ret);
    }
    ret->set = cidr_set_of(arena, ret->ours, ret->n);
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct question *question = ARENA_NEW(&arena, struct question, 1);
    struct fuzz_bytes from = {bytes};

    read_set(&arena, &from, &question->a);
    read_set(&arena, &from, &question->b);
    question->minus = cidr_set_minus(&arena, &question->a.set, &question->b.set);
    question->both = cidr_set_both(&arena, &question->a.set, &question->b.set);
    question->equal = true;
    question->within = true;

    for (size_t i = 0; i < question->a.n; i++)
        ask_around(question, &question->a.ours[i]);
    for (size_t i = 0; i < question->b.n; i++)
        ask_around(question, &question->b.ours[i]);

    FUZZ_LAW(cidr_set_equal(&question->a.set, &question->b.set) == question->equal,
             "two sets are equal if no address is in only one of them");
    FUZZ_LAW(cidr_set_within(&question->a.set, &question->b.set) == question->within,
             "a set is within another if no address of it is outside");
    check_text(&arena, &question->a.set);
    check_text(&arena, &question->minus);
    check_text(&arena, &question->both);
}
