# SPDX-License-Identifier: Apache-2.0
"""Names, and to whom they are delegated."""
import re

from contract import on
from reference_profiles import fold

BUILT_IN_PREFIXES = ["external-dns.kubernetes.io/", "external-dns.alpha.kubernetes.io/"]
BLANKS = " \t"
WHITE = " \t\n\r"
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9]{0,15})\}")


def normal(text):
    """The canonical name, or None if it breaks host-valid."""
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


def blank(text):
    return text.strip(WHITE if on("D22") else BLANKS) == ""


def annotation_place(key):
    """The place of a key; a key that is a JSON pointer is a field of the object."""
    if key.startswith("/spec/"):
        return key[1:].replace("/", ".")
    return f"metadata.annotations[{key}]"


def claims_names(suffix):
    """Whether this key of ExternalDNS claims names."""
    if on("D9") and suffix.startswith("cloudflare-custom-hostname"):
        return True
    return suffix in ("hostname", "internal-hostname", "cloudflare-custom-hostname")


def above(name):
    """The name and its parents, the longest first."""
    labels = name.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def is_below(entry, name, deep):
    """Whether an entry is one label below the name; `deep`: at any depth."""
    if deep:
        return entry.removeprefix("*.").endswith("." + name)
    return not is_wildcard(entry) and entry.partition(".")[2] == name


class Family:
    """An entry with a placeholder, which has an instance for each value."""

    def __init__(self, entry, tenant):
        self.wild = is_wildcard(entry)
        label, _, self.rest = entry[2 if self.wild else 0:].partition(".")
        found = PLACEHOLDER.search(label)
        self.before, self.after = fold(label[:found.start()]), fold(label[found.end():])
        self.rest, self.name, self.tenant = fold(self.rest), found.group(1), tenant

    def value(self, name):
        """The value of the instance `name` (without `*.`), or None."""
        label, _, rest = name.partition(".")
        middle = label[len(self.before):len(label) - len(self.after)]
        fits = (rest == self.rest and label.startswith(self.before)
                and label.endswith(self.after)
                and len(label) > len(self.before) + len(self.after))
        return middle if fits else None

    def rank(self):
        return len(self.before), len(self.after)


def bound(tenant, placeholder, namespace):
    """The value of a placeholder for a namespace of this tenant, or None."""
    if placeholder == "namespace":
        return namespace
    for pattern in tenant["namespaces"]:
        found = PLACEHOLDER.search(pattern) if on("D18") else None
        before, after = ((pattern[:found.start()], pattern[found.end():]) if found
                         else (None, None))
        if found and found.group(1) == placeholder:
            if (len(namespace) > len(before) + len(after) and namespace.startswith(before)
                    and namespace.endswith(after)):
                return namespace[len(before):len(namespace) - len(after)]
        elif not found and namespace_matches(pattern, namespace):
            return None
    return None


def namespace_matches(pattern, name):
    if not on("D18"):
        return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
    found = PLACEHOLDER.search(pattern)
    text = pattern if found is None else f"{pattern[:found.start()]}*{pattern[found.end():]}"
    if "*" not in text:
        return name == text
    before, _, after = text.partition("*")
    shortest = len(before) + len(after) + (1 if found else 0)
    return name.startswith(before) and name.endswith(after) and len(name) >= shortest


class Delegation:
    """Which tenants list which entry, and which entry decides about a name."""

    def __init__(self, tenants):
        self.domains, self.hosts = {}, {}
        self.families = {"domains": [], "hosts": []}
        for tenant in tenants:
            for kind, table in (("domains", self.domains), ("hosts", self.hosts)):
                for entry in tenant[kind]:
                    if on("D18") and "{" in entry:
                        self.families[kind].append(Family(entry, tenant))
                    else:
                        table.setdefault(fold(entry), set()).add(tenant["name"])

    @staticmethod
    def holders(found, name):
        """For the families with this instance: a test of (tenant, namespace), or None."""
        if not found:
            return None
        best = max(f.rank() for f in found)
        chosen = [f for f in found if f.rank() == best]

        def lists(tenant, namespace):
            return any(f.tenant is tenant
                       and fold(bound(tenant, f.name, namespace) or "") == f.value(name)
                       and bound(tenant, f.name, namespace) for f in chosen)
        return lists

    def instance(self, kind, name, wild=False):
        """The test for the instance `name` of a family, or None if there is none."""
        return self.holders([f for f in self.families[kind]
                             if f.wild == wild and f.value(name) is not None], name)

    @staticmethod
    def literal(owners):
        return lambda tenant, _: tenant is not None and tenant["name"] in owners

    def domain_test(self, name):
        """The test of the longest `domains` entry that covers the name, or None."""
        for part in above(name):
            if part in self.domains:
                return self.literal(self.domains[part])
            family = None if part in self.hosts else self.instance("domains", part)
            if family:
                return family
        return self.literal(self.domains["."]) if "." in self.domains else None

    def test(self, name):
        """The test of the entry that decides about the name, or None."""
        if name in self.hosts:
            return self.literal(self.hosts[name])
        if name in self.domains:
            return self.literal(self.domains[name])
        return self.instance("hosts", name) or self.domain_test(name)

    def wildcard_tests(self, claim):
        """The tests of the wildcard entries equal to this claim."""
        if claim in self.hosts:
            return [self.literal(self.hosts[claim])]
        if claim[2:] in self.domains:
            return []
        family = self.instance("hosts", claim[2:], True)
        return [family] if family else []

    def below(self, name, deep):
        """The tests of each literal entry exactly one label below `name`; `deep`: at any
        depth, where wildcard entries count too."""
        return [self.literal(owners) for entries in (self.domains, self.hosts)
                for entry, owners in entries.items() if is_below(entry, name, deep)]

    def family_below(self, name, deep):
        families = [f for fs in self.families.values() for f in fs]
        if deep:
            return any(f.rest == name or f.rest.endswith("." + name) for f in families)
        return any(not f.wild and f.rest == name for f in families)

    def permits(self, tenant, namespace, claim, deep=False):
        if not is_wildcard(claim):
            test = self.test(claim)
            return test is not None and test(tenant, namespace)
        if self.literally(tenant, namespace, claim):
            return True
        test = self.domain_test(claim[2:])
        return (test is not None and test(tenant, namespace)
                and not self.family_below(claim[2:], deep)
                and all(t(tenant, namespace) for t in self.below(claim[2:], deep)
                        + self.wildcard_tests(claim)))

    def literally(self, tenant, namespace, claim):
        return any(t(tenant, namespace) for t in self.wildcard_tests(claim))

    def touches(self, claim, deep=False):
        """Whether an entry of some tenant contains a name of `claim`."""
        if not is_wildcard(claim):
            return self.test(claim) is not None
        return bool(self.domain_test(claim[2:]) or self.below(claim[2:], deep)
                    or self.wildcard_tests(claim) or self.family_below(claim[2:], deep))


class Service:
    """Which classes serve a name: the longest domain of all classes decides."""

    def __init__(self, classes):
        self.domains = {}
        for cls in classes:
            for domain in cls.domains or []:
                self.domains.setdefault(fold(domain), set()).add(cls.name)

    def serves(self, cls, claim, literal, deep=False):
        """Whether the class serves the name; `literal`: a wildcard that the tenant lists."""
        name = claim[2:] if is_wildcard(claim) else claim
        if not on("D16"):
            return any(covers(fold(d), name) for d in cls.domains)
        part = next((p for p in [*above(name), "."] if p in self.domains), None)
        if part is None or cls.name not in self.domains[part]:
            return False
        return not is_wildcard(claim) or literal or not any(
            is_below(entry, name, deep) and cls.name not in owners
            for entry, owners in self.domains.items())
