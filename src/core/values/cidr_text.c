/*
 * cidr_text: a set as the fewest prefixes, and IPv6 addresses in their one canonical
 * form (RFC 5952, without dotted quads).
 */
#include "core/values/cidr.h"

#include <assert.h>

#define V6_GROUPS 8

/* One prefix cut off the front of a range. */
struct block {
    struct ip6 first;
    uint32_t host_bits;
};

static uint32_t trailing_zeros(struct ip6 a, uint32_t width)
{
    uint32_t n = 0;
    uint64_t word = a.low;

    while (n < width) {
        if (n == 64)
            word = a.high;
        if ((word >> (n % 64) & 1) != 0)
            break;
        n++;
    }
    return n;
}

static struct ip6 block_last(struct ip6 first, uint32_t host_bits)
{
    if (host_bits >= 64) {
        const uint64_t high =
            host_bits == 128 ? UINT64_MAX : ((uint64_t)1 << (host_bits - 64)) - 1;

        return (struct ip6){first.high | high, UINT64_MAX};
    }
    return (struct ip6){first.high, first.low | (((uint64_t)1 << host_bits) - 1)};
}

static bool is_after(struct ip6 a, struct ip6 b)
{
    return a.high != b.high ? a.high > b.high : a.low > b.low;
}

/* The largest prefix that begins where the range does; false when it was the last. */
static bool cut_block(struct ip_range *rest, uint32_t width, struct block *ret)
{
    uint32_t host_bits = trailing_zeros(rest->first, width);
    struct ip6 last = block_last(rest->first, host_bits);

    while (is_after(last, rest->last)) {
        assert(host_bits > 0); /* a range holds its first address */
        host_bits--;
        last = block_last(rest->first, host_bits);
    }
    *ret = (struct block){rest->first, host_bits};
    if (last.high == rest->last.high && last.low == rest->last.low)
        return false;
    rest->first.low = last.low + 1;
    rest->first.high = rest->first.low == 0 ? last.high + 1 : last.high;
    return true;
}

static bool count_blocks(const struct ip_range *ranges, size_t n, uint32_t width,
                         size_t max, size_t *count)
{
    for (size_t i = 0; i < n; i++) {
        struct ip_range rest = ranges[i];
        struct block block;
        bool more = true;

        while (more) {
            more = cut_block(&rest, width, &block);
            if (++*count > max)
                return false;
        }
    }
    return true;
}

static void add_v4(struct buf *buf, struct ip6 ip)
{
    for (uint32_t shift = 32; shift > 0; shift -= 8) {
        if (shift < 32)
            buf_add_byte(buf, '.');
        buf_add_u64(buf, ip.low >> (shift - 8) & 0xff);
    }
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

static void add_blocks(const struct ip_range *ranges, size_t n, uint32_t width,
                       char separator, struct buf *buf)
{
    for (size_t i = 0; i < n; i++) {
        struct ip_range rest = ranges[i];
        struct block block;
        bool more = true;

        while (more) {
            more = cut_block(&rest, width, &block);
            if (width == 32)
                add_v4(buf, block.first);
            else
                add_v6(buf, block.first);
            buf_add_byte(buf, '/');
            buf_add_u64(buf, width - block.host_bits);
            if (more || i + 1 < n)
                buf_add_byte(buf, separator);
        }
    }
}

bool cidr_set_add_text(const struct cidr_set *set, char separator, size_t max_prefixes,
                       struct buf *buf)
{
    size_t count = 0;

    if (!count_blocks(set->v4, set->n_v4, 32, max_prefixes, &count) ||
        !count_blocks(set->v6, set->n_v6, 128, max_prefixes, &count))
        return false;
    add_blocks(set->v4, set->n_v4, 32, separator, buf);
    if (set->n_v4 > 0 && set->n_v6 > 0)
        buf_add_byte(buf, separator);
    add_blocks(set->v6, set->n_v6, 128, separator, buf);
    return true;
}
