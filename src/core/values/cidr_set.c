/*
 * cidr_set: sets as sorted, disjoint, non-adjacent ranges; every operation is one
 * merge over two lists.
 */
#include "core/values/cidr.h"

#include <assert.h>
#include <stdlib.h>

enum family {
    FAMILY_V4,
    FAMILY_V6
};

/* A list of ranges being made. */
struct ranges {
    struct ip_range *all;
    size_t n;
};

static int ip_compare(struct ip6 a, struct ip6 b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    if (a.low != b.low)
        return a.low < b.low ? -1 : 1;
    return 0;
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

static int compare_ranges(const void *left, const void *right)
{
    const struct ip_range *a = left;
    const struct ip_range *b = right;
    const int order = ip_compare(a->first, b->first);

    return order != 0 ? order : ip_compare(a->last, b->last);
}

/* Append, joining what overlaps or touches the last one; first never goes back. */
static void append(struct ranges *out, struct ip_range range)
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

static struct ranges collect(struct arena *arena, const struct cidr *list, size_t n,
                             enum family family)
{
    struct ranges out = {ARENA_NEW(arena, struct ip_range, n), 0};
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (list[i].is_v6 == (family == FAMILY_V6))
            out.all[count++] = (struct ip_range){list[i].first, list[i].last};
    }
    if (count > 1)
        qsort(out.all, count, sizeof *out.all, compare_ranges);
    /* In place: append never writes past the range it was given. */
    for (size_t i = 0; i < count; i++)
        append(&out, out.all[i]);
    return out;
}

struct cidr_set cidr_set_of(struct arena *arena, const struct cidr *list, size_t n)
{
    const struct ranges v4 = collect(arena, list, n, FAMILY_V4);
    const struct ranges v6 = collect(arena, list, n, FAMILY_V6);

    return (struct cidr_set){v4.all, v4.n, v6.all, v6.n};
}

bool cidr_set_is_empty(const struct cidr_set *set)
{
    return set->n_v4 == 0 && set->n_v6 == 0;
}

static bool ranges_equal(const struct ip_range *a, size_t n_a, const struct ip_range *b,
                         size_t n_b)
{
    if (n_a != n_b)
        return false;
    for (size_t i = 0; i < n_a; i++) {
        if (compare_ranges(&a[i], &b[i]) != 0)
            return false;
    }
    return true;
}

bool cidr_set_equal(const struct cidr_set *a, const struct cidr_set *b)
{
    return ranges_equal(a->v4, a->n_v4, b->v4, b->n_v4) &&
           ranges_equal(a->v6, a->n_v6, b->v6, b->n_v6);
}

static bool ranges_within(const struct ip_range *inner, size_t n_inner,
                          const struct ip_range *outer, size_t n_outer)
{
    size_t at = 0;

    for (size_t i = 0; i < n_inner; i++) {
        while (at < n_outer && ip_compare(outer[at].last, inner[i].first) < 0)
            at++;
        if (at == n_outer || ip_compare(outer[at].first, inner[i].first) > 0 ||
            ip_compare(outer[at].last, inner[i].last) < 0)
            return false;
    }
    return true;
}

bool cidr_set_within(const struct cidr_set *inner, const struct cidr_set *outer)
{
    return ranges_within(inner->v4, inner->n_v4, outer->v4, outer->n_v4) &&
           ranges_within(inner->v6, inner->n_v6, outer->v6, outer->n_v6);
}

static struct ranges ranges_both(struct arena *arena, const struct ip_range *a,
                                 size_t n_a, const struct ip_range *b, size_t n_b)
{
    struct ranges out = {ARENA_NEW(arena, struct ip_range, n_a + n_b), 0};
    size_t i = 0;
    size_t j = 0;

    while (i < n_a && j < n_b) {
        const struct ip_range part = {ip_max(a[i].first, b[j].first),
                                      ip_min(a[i].last, b[j].last)};

        if (ip_compare(part.first, part.last) <= 0)
            append(&out, part);
        if (ip_compare(a[i].last, b[j].last) < 0)
            i++;
        else
            j++;
    }
    assert(out.n <= n_a + n_b);
    return out;
}

struct cidr_set cidr_set_both(struct arena *arena, const struct cidr_set *a,
                              const struct cidr_set *b)
{
    const struct ranges v4 = ranges_both(arena, a->v4, a->n_v4, b->v4, b->n_v4);
    const struct ranges v6 = ranges_both(arena, a->v6, a->n_v6, b->v6, b->n_v6);

    return (struct cidr_set){v4.all, v4.n, v6.all, v6.n};
}

/* What is left of one range; *at moves on in b, which is sorted as a is. */
static void subtract(struct ranges *out, struct ip_range range, const struct ip_range *b,
                     size_t n_b, size_t *at)
{
    while (*at < n_b && ip_compare(b[*at].last, range.first) < 0)
        (*at)++;
    for (size_t i = *at; i < n_b && ip_compare(b[i].first, range.last) <= 0; i++) {
        if (ip_compare(b[i].first, range.first) > 0)
            append(out, (struct ip_range){range.first, ip_previous(b[i].first)});
        *at = i;
        if (ip_compare(b[i].last, range.last) >= 0)
            return;
        range.first = ip_next(b[i].last);
    }
    append(out, range);
}

static struct ranges ranges_minus(struct arena *arena, const struct ip_range *a,
                                  size_t n_a, const struct ip_range *b, size_t n_b)
{
    struct ranges out = {ARENA_NEW(arena, struct ip_range, n_a + n_b), 0};
    size_t at = 0;

    for (size_t i = 0; i < n_a; i++)
        subtract(&out, a[i], b, n_b, &at);
    assert(out.n <= n_a + n_b);
    return out;
}

struct cidr_set cidr_set_minus(struct arena *arena, const struct cidr_set *a,
                               const struct cidr_set *b)
{
    const struct ranges v4 = ranges_minus(arena, a->v4, a->n_v4, b->v4, b->n_v4);
    const struct ranges v6 = ranges_minus(arena, a->v6, a->n_v6, b->v6, b->n_v6);

    return (struct cidr_set){v4.all, v4.n, v6.all, v6.n};
}
