"""Names, who they are delegated to, and where an Ingress claims them."""
import re
from collections import namedtuple

BUILT_IN_PREFIXES = ["external-dns.kubernetes.io/", "external-dns.alpha.kubernetes.io/"]
DNS_NAME_SUFFIXES = ["hostname", "internal-hostname", "cloudflare-custom-hostname"]
BLANKS = " \t"
FALSES = {"0", "f", "F", "false", "False", "FALSE"}
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

# place: where, without list positions; name: as judged, or None where it cannot be;
# raw: as written.
Claim = namedtuple("Claim", "field place name raw origin")


def fold(text):
    """ASCII letters only: other alphabets must not turn into letters."""
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in text)


def normal(text):
    """The name as it is compared, or None where it breaks host-valid."""
    name = fold(text)
    name = name[:-1] if name.endswith(".") else name
    labels = name.split(".")
    if len(labels) > 1 and labels[0] == "*":
        labels = labels[1:]
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        return None
    return None if re.fullmatch(r"[0-9]+", labels[-1]) else name


def is_wildcard(name):
    return name.startswith("*.")


def covers(domain, name):
    return domain == "." or name == domain or name.endswith("." + domain)


class Delegation:
    """Which tenants list which entry, and which entry decides for a name."""

    def __init__(self, tenants):
        self.domains, self.hosts = {}, {}
        for tenant in tenants:
            for entry in tenant["domains"]:
                self.domains.setdefault(entry, set()).add(tenant["name"])
            for entry in tenant["hosts"]:
                self.hosts.setdefault(entry, set()).add(tenant["name"])

    def domain_owners(self, name):
        """Those who list the longest `domains` entry that contains `name`."""
        found = [d for d in self.domains if covers(d, name)]
        longest = max(found, key=lambda d: 0 if d == "." else len(d), default=None)
        return self.domains.get(longest, set())

    def owners(self, name):
        """Those who list the longest entry that contains `name`."""
        return self.hosts.get(name) or self.domain_owners(name)

    def below(self, name):
        """The owners of each entry exactly one label below `name`."""
        return [owners for entries in (self.domains, self.hosts)
                for entry, owners in entries.items()
                if not is_wildcard(entry) and entry.partition(".")[2] == name]

    def permits(self, tenant, claim):
        if not is_wildcard(claim):
            return tenant in self.owners(claim)
        if tenant in self.hosts.get(claim, set()):
            return True
        taken = self.below(claim[2:])
        if claim in self.hosts:
            taken.append(self.hosts[claim])
        return (tenant in self.domain_owners(claim[2:])
                and all(tenant in owners for owners in taken))

    def literally(self, tenant, claim):
        return tenant in self.hosts.get(claim, set())

    def touches(self, claim):
        """Whether some tenant's entry contains a name that `claim` stands for."""
        if not is_wildcard(claim):
            return bool(self.owners(claim))
        return bool(self.domain_owners(claim[2:]) or self.below(claim[2:])
                    or claim in self.hosts)


def blank(text):
    return text.strip(BLANKS) == ""


def annotation_place(key):
    return f"metadata.annotations[{key}]"


def claim(field, place, text, origin):
    return Claim(field, place, normal(text), text, origin)


def listed(key, value, origin):
    """The claims of a comma list; blanks around the items do not count."""
    place = annotation_place(key)
    items = [] if blank(value) else value.split(",")
    return [claim(place, place, item.strip(BLANKS), origin) for item in items]


def dns_listed(key, value):
    """ExternalDNS removes every blank, but no tab, before it splits."""
    place = annotation_place(key)
    items = [] if blank(value) else value.replace(" ", "").split(",")
    return [claim(place, place, item, "dns") for item in items]


def field_claims(view):
    for i, rule in enumerate(view.rules):
        if rule.get("host"):
            yield claim(f"spec.rules[{i}].host", "spec.rules[].host", rule["host"], "rule")
    for i, entry in enumerate(view.tls):
        for j, host in enumerate(entry.get("hosts") or []):
            yield claim(f"spec.tls[{i}].hosts[{j}]", "spec.tls[].hosts[]", host, "tls")


def twins(view, key):
    """The www twins of the rule hosts, claimed at the key of the redirect."""
    place = annotation_place(key)
    for rule in view.rules:
        name = normal(rule.get("host") or "")
        if name is None or is_wildcard(name):
            continue
        twin = name[4:] if name.startswith("www.") else "www." + name
        yield claim(place, place, twin, "twin")


def profile_claims(view, profile):
    """What the keys of one profile claim."""
    for key, value in view.sorted():
        how = profile.host_key(key)
        place = annotation_place(key)
        if how is None or blank(value):
            continue
        if how == "list":
            yield from listed(key, value, "annotation")
        elif how == "one":
            yield claim(place, place, value.strip(BLANKS), "annotation")
        elif how == "twins" and value not in FALSES:
            yield from twins(view, key)
        elif how == "opaque" or (how == "conditions" and (
                "host" in fold(value) or "\\" in value)):
            yield Claim(place, place, None, value, "annotation")


def annotation_claims(view, policy, profiles):
    for key, value in view.sorted():
        for prefix in policy.dns_prefixes():
            if key.startswith(prefix) and key[len(prefix):] in DNS_NAME_SUFFIXES:
                yield from dns_listed(key, value)
        if key in ["cert-manager.io/common-name", "cert-manager.io/alt-names",
                   *policy.host_keys]:
            yield from listed(key, value, "annotation")
    for profile in profiles:
        yield from profile_claims(view, profile)


def claims(view, policy, profiles):
    """Every name that the object claims, in fields and in annotations."""
    return list(field_claims(view)) + list(annotation_claims(view, policy, profiles))
