# SPDX-License-Identifier: Apache-2.0
"""Where an Ingress claims names."""
import json
from collections import namedtuple

from contract import on
from reference_names import BLANKS, WHITE, annotation_place, blank, claims_names, is_wildcard, normal
from reference_profiles import FALSES, fold

# place: the place without list positions; name: the canonical name, or None if it cannot
# be judged; raw: the text as written.
Claim = namedtuple("Claim", "field place name raw origin")
DEPTH_MAX = 32
MATCHERS = ("Path", "PathPrefix", "PathRegexp")


def claim(field, place, text, origin):
    return Claim(field, place, normal(text), text, origin)


def listed(key, value, origin, trimmed=BLANKS):
    """The claims of a comma-separated list; blanks around items are ignored."""
    place = annotation_place(key)
    items = [] if blank(value) else value.split(",")
    return [claim(place, place, item.strip(trimmed), origin) for item in items]


def dns_listed(key, value):
    """ExternalDNS removes spaces, but not tabs, before it splits the list."""
    place = annotation_place(key)
    items = [] if blank(value) else value.replace(" ", "").split(",")
    return [claim(place, place, item, "dns") for item in items]


def common_name(key, value):
    if not on("D19"):
        return listed(key, value, "annotation")
    text, place = value.strip(BLANKS), annotation_place(key)
    if blank(value) or " " in text or "\t" in text:
        return []
    return [claim(place, place, text, "annotation")]


def field_claims(view, profiles):
    for i, rule in enumerate(view.rules):
        if rule.get("host"):
            yield claim(f"spec.rules[{i}].host", "spec.rules[].host", rule["host"], "rule")
    for i, entry in enumerate(view.tls):
        for j, host in enumerate(entry.get("hosts") or []):
            yield claim(f"spec.tls[{i}].hosts[{j}]", "spec.tls[].hosts[]", host, "tls")
        if (on("D11") and not any(entry.get("hosts") or [])
                and any(p.kind == "apisix" for p in profiles)):
            yield Claim(f"spec.tls[{i}].hosts", "spec.tls[].hosts", None,
                        entry.get("secretName") or "", "tls")


def twins(view, key):
    """The www twins of the hosts of rules, claimed at the key of the redirect."""
    place = annotation_place(key)
    for rule in view.rules:
        name = normal(rule.get("host") or "")
        if name is None or is_wildcard(name):
            continue
        twin = name[4:] if name.startswith("www.") else "www." + name
        yield claim(place, place, twin, "twin")


class Members(list):
    """The members of a JSON object, repeated ones included."""


def equal_fold(text):
    return fold(text.replace("\u017f", "s").replace("\u212a", "k"))


def members(node, name):
    return [v for k, v in node if equal_fold(k) == name.lower()]


def children(node):
    return [v for _, v in node] if isinstance(node, Members) else (
        node if isinstance(node, list) else [])


def below(node):
    """Every object at or below the node."""
    if isinstance(node, Members):
        yield node
    for child in children(node):
        yield from below(child)


def is_text(value, text):
    return isinstance(value, str) and fold(value) == text


def depth(node):
    return (1 + max([depth(c) for c in children(node)], default=0)
            if isinstance(node, list) else 0)


def chooses_hosts(node):
    fields = members(node, "field")
    if any(is_text(f, "host-header") for f in fields):
        return True
    return any(is_text(f, "http-header") for f in fields) and any(
        is_text(v, "host") for n in below(node) for v in members(n, "httpHeaderName"))


def refuse(text):
    raise ValueError(text)


def read_json(value):
    """The document, or None if it cannot be judged."""
    if value.count("[") + value.count("{") > 5000:
        return None
    try:
        node = json.loads(value, object_pairs_hook=Members, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    return (node,) if depth(node) <= DEPTH_MAX else None


def condition_claims(key, value):
    """The host names in the conditions of a JSON value."""
    place = annotation_place(key)
    if not on("D21"):
        if "host" in fold(value) or "\\" in value:
            yield Claim(place, place, None, value, "annotation")
        return
    read = read_json(value)
    if read is None:
        yield Claim(place, place, None, value, "annotation")
        return
    for node in below(read[0]):
        if chooses_hosts(node):
            for inner in below(node):
                for texts in members(inner, "values"):
                    for text in texts if isinstance(texts, list) else [texts]:
                        if isinstance(text, str):
                            yield claim(place, place, text.strip(WHITE), "annotation")
                if any(members(inner, "regexValues")):
                    yield Claim(place, place, None, value, "annotation")


def profile_claims(view, profile):
    """The claims of the keys of one profile."""
    trimmed = BLANKS if profile.text or not on("D22") else WHITE
    for key, value in view.sorted():
        how = profile.host_key(key)
        place = annotation_place(key)
        if how is None or blank(value):
            continue
        if how == "list":
            yield from listed(key, value, "annotation", trimmed)
        elif how == "one":
            yield claim(place, place, value.strip(trimmed), "annotation")
        elif how == "twins" and value not in FALSES:
            yield from twins(view, key)
        elif how == "opaque" or (how == "matcher" and value not in MATCHERS):
            yield Claim(place, place, None, value, "annotation")
        elif how == "conditions":
            yield from condition_claims(key, value)


def annotation_claims(view, policy, profiles):
    for key, value in view.sorted():
        for prefix in policy.dns_prefixes():
            if key.startswith(prefix) and claims_names(key[len(prefix):]):
                yield from dns_listed(key, value)
        if key == "cert-manager.io/common-name":
            yield from common_name(key, value)
        elif key == "cert-manager.io/alt-names":
            yield from listed(key, value, "annotation")
        if any(policy.same_key(h, key) for h in policy.host_keys):
            yield from listed(key, value, "annotation")
    for profile in profiles:
        yield from profile_claims(view, profile)


def claims(view, policy):
    """All names that the object claims, in fields and annotations."""
    own = policy.profiles_of(view)
    judged = policy.used_profiles if on("D1") else own
    return list(field_claims(view, own)) + list(annotation_claims(view, policy, judged))
