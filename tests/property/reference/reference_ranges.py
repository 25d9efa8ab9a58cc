# SPDX-License-Identifier: Apache-2.0
"""Source ranges as sets of addresses: sorted, disjoint intervals of numbers."""
import ipaddress
import re

from contract import on

V4, V6 = 4, 6
BITS = {V4: 32, V6: 128}
MAPPED = ipaddress.ip_network("::ffff:0:0/96")
PATTERN = re.compile(r"patterns/[A-Za-z0-9._-]+")


def parse_address(text):
    """(version, number), or None; strict, without zone, without v4-mapped."""
    if not re.fullmatch(r"[0-9a-fA-F:.]+", text):
        return None
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if address.version == V6 and address in MAPPED:
        return None
    return address.version, int(address)


def parse_entry(text, bare):
    """(version, first, last, length), or None; host bits are cleared."""
    address, slash, length = text.partition("/")
    parsed = parse_address(address)
    if parsed is None or (not slash and not bare):
        return None
    bits = BITS[parsed[0]]
    if slash and (not re.fullmatch(r"0|[1-9][0-9]{0,2}", length) or int(length) > bits):
        return None
    size = 1 << (bits - int(length) if slash else 0)
    first = parsed[1] - parsed[1] % size
    return parsed[0], first, first + size - 1, int(length) if slash else bits


def joined(intervals):
    """The same set, sorted, with neighbours joined."""
    out = []
    for version, first, last in sorted(intervals):
        if out and out[-1][0] == version and first <= out[-1][2] + 1:
            out[-1] = (version, out[-1][1], max(last, out[-1][2]))
        else:
            out.append((version, first, last))
    return out


def without(ours, theirs):
    """The part of `ours` that is not in `theirs`."""
    out = list(ours)
    for version, first, last in theirs:
        kept = []
        for v, a, b in out:
            if v != version or b < first or a > last:
                kept.append((v, a, b))
                continue
            kept += [(v, a, first - 1)] if a < first else []
            kept += [(v, last + 1, b)] if b > last else []
        out = kept
    return joined(out)


def intersection(ours, theirs):
    return without(ours, without(ours, theirs))


def inside(ours, theirs):
    return not without(ours, theirs)


def parse_list(value, profile):
    """The set of a user's list, or None if an entry is bad or the set is empty."""
    ins, outs = [], []
    for item in value.split(profile.separator):
        item = item.strip(" \t\n" if on("D22") else " ")
        target = ins
        if profile.exclusion and item.startswith("!"):
            target, item = outs, item[1:] if on("D12") else item[1:].lstrip(" ")
        entry = parse_entry(item, profile.bare)
        if entry is None:
            return None
        target.append(entry[:3])
    return without(joined(ins), outs) or None


def prefixes(intervals):
    """The minimum number of prefixes for a set, as text, v4 first, in numeric order."""
    out = []
    for version, first, last in sorted(intervals):
        kind = ipaddress.IPv4Address if version == V4 else ipaddress.IPv6Address
        out += ipaddress.summarize_address_range(kind(first), kind(last))
    return [str(p) for p in out]


def written_entries(texts):
    """A policy's entries in order, without those inside another one."""
    parsed = [parse_entry(t, True) for t in texts]
    out = []
    for i, entry in enumerate(parsed):
        others = [o for j, o in enumerate(parsed) if j != i and o[0] == entry[0]
                  and o[1] <= entry[1] and entry[2] <= o[2]
                  and (o[1:3] != entry[1:3] or j < i)]
        if not others:
            out.append(texts[i])
    return out


def policy_set(texts):
    return joined(parse_entry(t, True)[:3] for t in texts)
