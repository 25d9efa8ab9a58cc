/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cidr: sets of IP addresses, v4 and v6 (RFC 4632, RFC 4291 text forms).
 *
 * A set is two sorted lists of disjoint, non-adjacent ranges.  Equal sets are equal
 * lists.  Built in an arena, immutable afterwards.
 */
#ifndef CORE_VALUES_CIDR_H
#define CORE_VALUES_CIDR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct ip6 {
    uint64_t high;
    uint64_t low;
};

struct cidr {
    bool is_v6;
    uint8_t length;   /* prefix length */
    bool bare;        /* written without a length */
    bool host_bits;   /* bits after the prefix were set; they are masked off here */
    struct ip6 first; /* v4: in low */
    struct ip6 last;
};

struct ip_range {
    struct ip6 first;
    struct ip6 last;
};

struct ip_ranges {
    const struct ip_range *all;
    size_t n;
};

struct cidr_set {
    struct ip_ranges v4, v6;
};

/*
 * Parse `address[/length]`: strict dotted quads, lengths without leading zeros, no zone.
 * Returns false with a static reason ("has an octet above 255", "is an IPv4-mapped IPv6
 * address: write it as IPv4", ...) that completes the sentence `"X" ...`.
 */
bool cidr_parse(struct str text, struct cidr *ret, const char **ret_reason) MUST_CHECK;

/* The union of n prefixes. */
struct cidr_set cidr_set_of(struct arena *arena, const struct cidr *list, size_t n);

bool cidr_set_is_empty(const struct cidr_set *set);
bool cidr_set_equal(const struct cidr_set *a, const struct cidr_set *b);
bool cidr_set_within(const struct cidr_set *inner, const struct cidr_set *outer);
struct cidr_set cidr_set_minus(struct arena *arena, const struct cidr_set *a,
                               const struct cidr_set *b);
struct cidr_set cidr_set_both(struct arena *arena, const struct cidr_set *a,
                              const struct cidr_set *b); /* intersection */

/*
 * Add the fewest prefixes that make up the set: v4, then v6, each group in numerical
 * order, each with its length, IPv6 in RFC 5952 form without dotted quads, joined by
 * separator. Returns false, with nothing added, if there are more than max_prefixes.
 */
bool cidr_set_add_text(const struct cidr_set *set, char separator, size_t max_prefixes,
                       struct buf *buf);

/* True if `text` is an IPv4 or IPv6 address without a length. */
bool ip_parse(struct str text, bool *ret_is_v6);

#endif
