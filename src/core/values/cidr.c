/*
 * cidr: the text forms of addresses and prefixes, strictly.
 *
 * What controllers read in different ways (leading zeros, zones, IPv4-mapped IPv6) is
 * refused, not guessed at.
 */
#include "core/values/cidr.h"

#define V6_GROUPS 8

struct address {
    bool is_v6;
    struct ip6 bits;
};

/* One number of a dotted quad; advances *rest past it. */
static const char *read_octet(struct str *rest, uint32_t *ret)
{
    uint32_t value = 0;
    size_t n = 0;

    while (n < rest->len && rest->ptr[n] >= '0' && rest->ptr[n] <= '9') {
        value = value * 10 + (uint32_t)(rest->ptr[n] - '0');
        n++;
        if (value > 255)
            return "has an octet above 255";
    }
    if (n == 0)
        return "is not an address";
    if (n > 1 && rest->ptr[0] == '0')
        return "has an octet with a leading zero";
    *rest = str_skip(*rest, n);
    *ret = value;
    return NULL;
}

static const char *read_v4(struct str text, uint32_t *ret)
{
    struct str rest = text;
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        uint32_t octet = 0;
        const char *reason;

        if (i > 0) {
            if (rest.len == 0)
                return "has fewer than four octets";
            if (rest.ptr[0] != '.')
                return "is not an address";
            rest = str_skip(rest, 1);
        }
        reason = read_octet(&rest, &octet);
        if (reason != NULL)
            return reason;
        bits = bits << 8 | octet;
    }
    if (rest.len > 0)
        return "is not an address";
    *ret = bits;
    return NULL;
}

static bool hex_digit(char c, uint32_t *ret)
{
    if (c >= '0' && c <= '9')
        *ret = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
        *ret = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
        *ret = (uint32_t)(c - 'A') + 10;
    else
        return false;
    return true;
}

/* The groups read so far, and where `::` stood. */
struct groups {
    uint16_t all[V6_GROUPS];
    size_t n;
    size_t gap; /* groups before `::`; above V6_GROUPS: there was none */
};

static bool add_group(struct groups *groups, uint32_t value)
{
    if (groups->n == V6_GROUPS)
        return false;
    groups->all[groups->n++] = (uint16_t)value;
    return true;
}

static bool add_quad(struct groups *groups, struct str text)
{
    uint32_t bits = 0;

    return read_v4(text, &bits) == NULL && add_group(groups, bits >> 16) &&
           add_group(groups, bits & 0xffff);
}

/* One to four hexadecimal digits, or the dotted quad that may end an address. */
static bool read_group(struct groups *groups, struct str *rest)
{
    uint32_t value = 0;
    uint32_t digit = 0;
    size_t n = 0;

    while (n < rest->len && n < 4 && hex_digit(rest->ptr[n], &digit)) {
        value = value << 4 | digit;
        n++;
    }
    if (n == 0)
        return false;
    if (n < rest->len && rest->ptr[n] == '.') {
        const struct str quad = *rest;

        *rest = STR_NONE;
        return add_quad(groups, quad);
    }
    *rest = str_skip(*rest, n);
    return add_group(groups, value);
}

/* Past one `:` or `::`; *ret_more is false where the address ends behind a `::`. */
static bool read_separator(struct groups *groups, struct str *rest, bool *ret_more)
{
    *ret_more = true;
    if (str_has_prefix(*rest, STR("::"))) {
        if (groups->gap <= V6_GROUPS)
            return false;
        groups->gap = groups->n;
        *rest = str_skip(*rest, 2);
        *ret_more = rest->len > 0;
        return true;
    }
    if (groups->n == 0 || rest->ptr[0] != ':')
        return false;
    *rest = str_skip(*rest, 1);
    return true;
}

static struct ip6 join_groups(const struct groups *groups)
{
    const bool has_gap = groups->gap <= V6_GROUPS;
    const size_t missing = V6_GROUPS - groups->n;
    struct ip6 bits = {0, 0};

    for (size_t i = 0; i < groups->n; i++) {
        const size_t at = has_gap && i >= groups->gap ? i + missing : i;
        const uint64_t group = groups->all[i];

        if (at < 4)
            bits.high |= group << (48 - 16 * at);
        else
            bits.low |= group << (112 - 16 * at);
    }
    return bits;
}

static bool read_v6(struct str text, struct ip6 *ret)
{
    struct groups groups = {.n = 0, .gap = V6_GROUPS + 1};
    struct str rest = text;

    while (rest.len > 0) {
        bool more = true;

        if ((groups.n > 0 || rest.ptr[0] == ':') &&
            !read_separator(&groups, &rest, &more))
            return false;
        if (more && !read_group(&groups, &rest))
            return false;
    }
    /* `::` stands for one group at least. */
    if (groups.gap <= V6_GROUPS ? groups.n >= V6_GROUPS : groups.n != V6_GROUPS)
        return false;
    *ret = join_groups(&groups);
    return true;
}

static bool is_v4_mapped(struct ip6 bits)
{
    return bits.high == 0 && bits.low >> 32 == 0xffff;
}

static const char *read_address(struct str text, struct address *ret)
{
    size_t at;
    uint32_t v4 = 0;
    const char *reason;

    if (text.len == 0)
        return "is not an address";
    if (str_find(text, '%', &at))
        return "has a zone";
    if (str_find(text, ':', &at)) {
        ret->is_v6 = true;
        return read_v6(text, &ret->bits) ? NULL : "is not an IPv6 address";
    }
    reason = read_v4(text, &v4);
    ret->is_v6 = false;
    ret->bits = (struct ip6){0, v4};
    return reason;
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

/* An address's last `host` bits, all set. */
static struct ip6 host_mask(uint32_t host)
{
    struct ip6 mask = {0, 0};

    if (host >= 64) {
        mask.low = UINT64_MAX;
        mask.high = host == 128 ? UINT64_MAX : ((uint64_t)1 << (host - 64)) - 1;
    } else {
        mask.low = ((uint64_t)1 << host) - 1;
    }
    return mask;
}

static struct cidr make_cidr(const struct address *address, uint8_t length)
{
    const struct ip6 mask = host_mask((address->is_v6 ? 128U : 32U) - length);
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
    struct str tail = STR_NONE;
    struct str head = text;
    struct address address = {false, {0, 0}};
    size_t slash = 0;
    const bool bare = !str_find(text, '/', &slash);
    uint8_t length = 0;
    const char *reason;

    if (!bare) {
        head = str_head(text, slash);
        tail = str_skip(text, slash + 1);
    }
    reason = read_address(head, &address);
    if (reason == NULL && address.is_v6 && is_v4_mapped(address.bits))
        reason = "is an IPv4-mapped IPv6 address: write it as IPv4";
    if (reason == NULL && !bare)
        reason = read_length(tail, address.is_v6 ? 128 : 32, &length);
    if (reason != NULL) {
        *ret_reason = reason;
        return false;
    }
    if (bare)
        length = address.is_v6 ? 128 : 32;
    *ret = make_cidr(&address, length);
    ret->bare = bare;
    return true;
}

bool ip_parse(struct str text, bool *ret_is_v6)
{
    struct address address = {false, {0, 0}};

    if (read_address(text, &address) != NULL)
        return false;
    *ret_is_v6 = address.is_v6;
    return true;
}
