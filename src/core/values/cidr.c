/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cidr: parses and writes addresses and prefixes, and computes sets of them.
 *
 * Forms that controllers read in different ways (leading zeros, zones, IPv4-mapped IPv6)
 * are refused.  A set is written as the fewest prefixes, IPv6 addresses in their
 * canonical form (RFC 5952, without dotted quads).  Every operation on sets is one merge
 * over two sorted lists.
 */
#include "core/values/cidr.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdlib.h>

#define V6_GROUPS 8

struct address {
    bool is_v6;
    struct ip6 bits;
};

static uint64_t eight_bytes(const unsigned char *bytes)
{
    uint64_t word = 0;

    for (size_t i = 0; i < 8; i++)
        word = word << 8 | bytes[i];
    return word;
}

static bool read_address(struct str text, struct address *ret)
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char bytes[16] = {0};
    size_t at;
    int done;

    if (text.len == 0 || text.len >= sizeof copy || str_find(text, '\0', &at))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    ret->is_v6 = str_find(text, ':', &at);
    done = ret->is_v6 ? inet_pton(AF_INET6, copy, bytes)
                      : inet_pton(AF_INET, copy, bytes + 12);
    ret->bits = (struct ip6){eight_bytes(bytes), eight_bytes(bytes + 8)};
    return done == 1;
}

/* The reason why inet_pton() refused the text as a dotted quad. */
static const char *why_not_v4(struct str text)
{
    struct str rest = text;

    for (size_t i = 0; i < 4; i++) {
        unsigned value = 0;
        size_t n = 0;

        while (n < rest.len && byte_is_digit(rest.ptr[n]) && value <= 255)
            value = value * 10 + (unsigned)(rest.ptr[n++] - '0');
        if (value > 255)
            return "has an octet above 255";
        if (n > 1 && rest.ptr[0] == '0')
            return "has an octet with a leading zero";
        if (n > 0 && n == rest.len)
            return "has fewer than four octets";
        if (n == 0 || rest.ptr[n] != '.')
            break;
        rest = str_skip(rest, n + 1);
    }
    return "is not an address";
}

static const char *why_not_address(struct str text)
{
    size_t at;

    if (str_find(text, '%', &at))
        return "has a zone";
    return str_find(text, ':', &at) ? "is not an IPv6 address" : why_not_v4(text);
}

static bool is_v4_mapped(struct ip6 bits)
{
    return bits.high == 0 && bits.low >> 32 == 0xffff;
}

static const char *read_length(struct str text, uint32_t max, uint8_t *ret)
{
    uint64_t value = 0;

    if (text.len == 0)
        return "has no length behind the slash";
    if (text.len > 1 && text.ptr[0] == '0')
        return "has a length with a leading zero";
    if (text.len > 3 || !str_to_u64(text, 999, &value))
        return "has a length that is not a number";
    if (value > max)
        return max == 32 ? "has a length above 32" : "has a length above 128";
    *ret = (uint8_t)value;
    return NULL;
}

/* The last address of the block that begins at first and has that many host bits. */
static struct ip6 block_last(struct ip6 first, uint32_t host_bits)
{
    if (host_bits < 64)
        return (struct ip6){first.high, first.low | (((uint64_t)1 << host_bits) - 1)};
    if (host_bits == 128)
        return (struct ip6){UINT64_MAX, UINT64_MAX};
    return (struct ip6){first.high | (((uint64_t)1 << (host_bits - 64)) - 1), UINT64_MAX};
}

static struct cidr make_cidr(const struct address *address, uint8_t length)
{
    const struct ip6 mask =
        block_last((struct ip6){0, 0}, (address->is_v6 ? 128U : 32U) - length);
    const struct ip6 bits = address->bits;

    return (struct cidr){
        .is_v6 = address->is_v6,
        .length = length,
        .host_bits = (bits.high & mask.high) != 0 || (bits.low & mask.low) != 0,
        .first = {bits.high & ~mask.high, bits.low & ~mask.low},
        .last = {bits.high | mask.high, bits.low | mask.low},
    };
}

bool cidr_parse(struct str text, struct cidr *ret, const char **ret_reason)
{
    struct address address = {false, {0, 0}};
    size_t slash = text.len;
    const bool bare = !str_find(text, '/', &slash);
    const struct str head = str_head(text, slash);
    const char *reason = NULL;
    uint8_t length;

    if (!read_address(head, &address))
        reason = why_not_address(head);
    else if (address.is_v6 && is_v4_mapped(address.bits))
        reason = "is an IPv4-mapped IPv6 address: write it as IPv4";
    length = address.is_v6 ? 128 : 32;
    if (reason == NULL && !bare)
        reason = read_length(str_skip(text, slash + 1), length, &length);
    if (reason != NULL) {
        *ret_reason = reason;
        return false;
    }
    *ret = make_cidr(&address, length);
    ret->bare = bare;
    return true;
}

bool ip_parse(struct str text, bool *ret_is_v6)
{
    struct address address = {false, {0, 0}};

    if (!read_address(text, &address))
        return false;
    *ret_is_v6 = address.is_v6;
    return true;
}

static int ip_compare(struct ip6 a, struct ip6 b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

static struct ip6 ip_min(struct ip6 a, struct ip6 b)
{
    return ip_compare(a, b) <= 0 ? a : b;
}

static struct ip6 ip_max(struct ip6 a, struct ip6 b)
{
    return ip_compare(a, b) >= 0 ? a : b;
}

static bool ip_is_last(struct ip6 a)
{
    return a.high == UINT64_MAX && a.low == UINT64_MAX;
}

static struct ip6 ip_next(struct ip6 a)
{
    return (struct ip6){a.low == UINT64_MAX ? a.high + 1 : a.high, a.low + 1};
}

static struct ip6 ip_previous(struct ip6 a)
{
    return (struct ip6){a.low == 0 ? a.high - 1 : a.high, a.low - 1};
}

/* A growing list of ranges. */
struct list {
    struct ip_range *all;
    size_t n;
};

static struct list list_begin(struct arena *arena, size_t max)
{
    return (struct list){ARENA_NEW(arena, struct ip_range, max), 0};
}

static struct ip_ranges list_end(const struct list *list)
{
    return (struct ip_ranges){list->all, list->n};
}

/* Append a range, joined with the last one if they overlap or touch; `first` never
 * decreases. */
static void append(struct list *out, struct ip_range range)
{
    if (out->n > 0) {
        struct ip_range *newest = &out->all[out->n - 1];

        if (ip_is_last(newest->last) ||
            ip_compare(range.first, ip_next(newest->last)) <= 0) {
            newest->last = ip_max(newest->last, range.last);
            return;
        }
    }
    out->all[out->n++] = range;
}

static int compare_ranges(const void *left, const void *right)
{
    const struct ip_range *a = left;
    const struct ip_range *b = right;
    const int order = ip_compare(a->first, b->first);

    return order != 0 ? order : ip_compare(a->last, b->last);
}

enum family {
    FAMILY_V4,
    FAMILY_V6
};

static struct ip_ranges collect(struct arena *arena, const struct cidr *prefixes,
                                size_t n, enum family family)
{
    struct list out = list_begin(arena, n);
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (prefixes[i].is_v6 == (family == FAMILY_V6))
            out.all[count++] = (struct ip_range){prefixes[i].first, prefixes[i].last};
    }
    if (count > 1)
        qsort(out.all, count, sizeof *out.all, compare_ranges);
    /* In place: append() never writes beyond the range that it reads. */
    for (size_t i = 0; i < count; i++)
        append(&out, out.all[i]);
    return list_end(&out);
}

struct cidr_set cidr_set_of(struct arena *arena, const struct cidr *list, size_t n)
{
    return (struct cidr_set){collect(arena, list, n, FAMILY_V4),
                             collect(arena, list, n, FAMILY_V6)};
}

bool cidr_set_is_empty(const struct cidr_set *set)
{
    return set->v4.n == 0 && set->v6.n == 0;
}

static bool ranges_equal(struct ip_ranges a, struct ip_ranges b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (compare_ranges(&a.all[i], &b.all[i]) != 0)
            return false;
    }
    return true;
}

bool cidr_set_equal(const struct cidr_set *a, const struct cidr_set *b)
{
    return ranges_equal(a->v4, b->v4) && ranges_equal(a->v6, b->v6);
}

static bool ranges_within(struct ip_ranges inner, struct ip_ranges outer)
{
    size_t at = 0;

    for (size_t i = 0; i < inner.n; i++) {
        while (at < outer.n && ip_compare(outer.all[at].last, inner.all[i].first) < 0)
            at++;
        if (at == outer.n || ip_compare(outer.all[at].first, inner.all[i].first) > 0 ||
            ip_compare(outer.all[at].last, inner.all[i].last) < 0)
            return false;
    }
    return true;
}

bool cidr_set_within(const struct cidr_set *inner, const struct cidr_set *outer)
{
    return ranges_within(inner->v4, outer->v4) && ranges_within(inner->v6, outer->v6);
}

static struct ip_ranges ranges_both(struct arena *arena, struct ip_ranges a,
                                    struct ip_ranges b)
{
    struct list out = list_begin(arena, a.n + b.n);
    size_t i = 0;
    size_t j = 0;

    while (i < a.n && j < b.n) {
        const struct ip_range part = {ip_max(a.all[i].first, b.all[j].first),
                                      ip_min(a.all[i].last, b.all[j].last)};

        if (ip_compare(part.first, part.last) <= 0)
            append(&out, part);
        if (ip_compare(a.all[i].last, b.all[j].last) < 0)
            i++;
        else
            j++;
    }
    assert(out.n <= a.n + b.n);
    return list_end(&out);
}

struct cidr_set cidr_set_both(struct arena *arena, const struct cidr_set *a,
                              const struct cidr_set *b)
{
    return (struct cidr_set){ranges_both(arena, a->v4, b->v4),
                             ranges_both(arena, a->v6, b->v6)};
}

/* Append the rest of one range without b; *at advances in b, which is sorted like a. */
static void subtract(struct list *out, struct ip_range range, struct ip_ranges b,
                     size_t *at)
{
    while (*at < b.n && ip_compare(b.all[*at].last, range.first) < 0)
        (*at)++;
    for (size_t i = *at; i < b.n && ip_compare(b.all[i].first, range.last) <= 0; i++) {
        if (ip_compare(b.all[i].first, range.first) > 0)
            append(out, (struct ip_range){range.first, ip_previous(b.all[i].first)});
        *at = i;
        if (ip_compare(b.all[i].last, range.last) >= 0)
            return;
        range.first = ip_next(b.all[i].last);
    }
    append(out, range);
}

static struct ip_ranges ranges_minus(struct arena *arena, struct ip_ranges a,
                                     struct ip_ranges b)
{
    struct list out = list_begin(arena, a.n + b.n);
    size_t at = 0;

    for (size_t i = 0; i < a.n; i++)
        subtract(&out, a.all[i], b, &at);
    assert(out.n <= a.n + b.n);
    return list_end(&out);
}

struct cidr_set cidr_set_minus(struct arena *arena, const struct cidr_set *a,
                               const struct cidr_set *b)
{
    return (struct cidr_set){ranges_minus(arena, a->v4, b->v4),
                             ranges_minus(arena, a->v6, b->v6)};
}

static void add_v4(struct buf *buf, struct ip6 ip)
{
    buf_addf(buf, "%u.%u.%u.%u", (unsigned)(ip.low >> 24 & 0xff),
             (unsigned)(ip.low >> 16 & 0xff), (unsigned)(ip.low >> 8 & 0xff),
             (unsigned)(ip.low & 0xff));
}

static uint32_t group_of(struct ip6 ip, size_t at)
{
    const uint64_t word = at < 4 ? ip.high : ip.low;

    return (uint32_t)(word >> (48 - 16 * (at % 4)) & 0xffff);
}

/* The first of the longest runs of two or more zero groups; *ret_n 0: none. */
static size_t find_zeros(struct ip6 ip, size_t *ret_n)
{
    size_t best = 0;
    size_t best_n = 1;
    size_t run = 0;

    for (size_t i = 0; i < V6_GROUPS; i++) {
        run = group_of(ip, i) == 0 ? run + 1 : 0;
        if (run > best_n) {
            best_n = run;
            best = i + 1 - run;
        }
    }
    *ret_n = best_n > 1 ? best_n : 0;
    return best;
}

static void add_v6(struct buf *buf, struct ip6 ip)
{
    size_t n_zeros = 0;
    const size_t zeros = find_zeros(ip, &n_zeros);
    size_t i = 0;

    while (i < V6_GROUPS) {
        if (n_zeros > 0 && i == zeros) {
            buf_add_text(buf, "::");
            i += n_zeros;
            continue;
        }
        if (i > 0 && !(n_zeros > 0 && i == zeros + n_zeros))
            buf_add_byte(buf, ':');
        buf_addf(buf, "%x", (unsigned)group_of(ip, i));
        i++;
    }
}

/* Host bits of the largest block that begins where the range does, and fits into it. */
static uint32_t block_bits(struct ip_range range, uint32_t width)
{
    uint32_t bits = 0;

    while (bits < width) {
        const struct ip6 last = block_last(range.first, bits + 1);
        const uint64_t word = bits < 64 ? range.first.low : range.first.high;

        if ((word >> (bits % 64) & 1) != 0 || ip_compare(last, range.last) > 0)
            break;
        bits++;
    }
    return bits;
}

/* A prefix being written to a text, and how many more may follow it. */
struct prefixes {
    struct buf *buf;
    char separator;
    size_t n_left;
    bool begun;
};

/* Returns false if there are too many. */
static bool add_ranges(struct prefixes *to, struct ip_ranges ranges, uint32_t width)
{
    for (size_t i = 0; i < ranges.n; i++) {
        struct ip_range rest = ranges.all[i];
        struct ip6 last = {0, 0};

        do {
            const uint32_t bits = block_bits(rest, width);

            if (to->n_left-- == 0)
                return false;
            if (to->begun)
                buf_add_byte(to->buf, to->separator);
            to->begun = true;
            if (width == 32)
                add_v4(to->buf, rest.first);
            else
                add_v6(to->buf, rest.first);
            buf_add_byte(to->buf, '/');
            buf_add_u64(to->buf, width - bits);
            last = block_last(rest.first, bits);
            rest.first = ip_next(last);
        } while (ip_compare(last, rest.last) < 0);
    }
    return true;
}

bool cidr_set_add_text(const struct cidr_set *set, char separator, size_t max_prefixes,
                       struct buf *buf)
{
    struct prefixes to = {buf, separator, max_prefixes, false};
    const size_t before = buf->len;

    if (add_ranges(&to, set->v4, 32) && add_ranges(&to, set->v6, 128))
        return true;
    buf->len = before;
    return false;
}
