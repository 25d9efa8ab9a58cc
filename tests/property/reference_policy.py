"""A policy document as the reference reads it: every scalar is its text."""
import re
from pathlib import Path

import yaml

import reference_names as names
import reference_ranges as ranges

RULES = ["tenant-known", "class-present", "class-agrees", "class-permitted", "host-present",
         "host-valid", "host-permitted", "host-in-class", "host-wildcard", "tls-required",
         "dns-annotations", "source-ranges", "annotation-required", "annotation-forbidden",
         "annotation-safe", "path-safe"]
CLASS_RULES = {"class-present", "class-agrees", "class-permitted"}
FALSES = names.FALSES

# prefixes; list: (suffix, prefix numbers) in order, the first one first;
# undone: suffix glob -> values that undo nothing; hosts: suffix -> how it claims.
BUILT_IN = {
    "ingress-nginx": {
        "prefixes": ["nginx.ingress.kubernetes.io/"],
        "list": ["whitelist-source-range", "allowlist-source-range"],
        "undone": {"satisfy": {"all"}, "ssl-passthrough": FALSES, "*-snippet": set()},
        "hosts": {"server-alias": "list", "from-to-www-redirect": "twins"}},
    "nginx-inc": {
        "prefixes": ["nginx.org/", "nginx.com/"], "reference": "policies",
        "undone": {"server-snippets": set(), "location-snippets": set()}},
    "haproxy-ingress": {
        "prefixes": ["haproxy-ingress.github.io/", "ingress.kubernetes.io/"],
        "list": ["allowlist-source-range", "whitelist-source-range"], "exclusion": True,
        "undone": {"allowlist-source-header": set(), "config-*": set()},
        "hosts": {"server-alias": "list", "redirect-from": "list",
                  "server-alias-regex": "opaque", "redirect-from-regex": "opaque"},
        "lines": ["headers", "config-*"]},
    "haproxytech": {
        "prefixes": ["haproxy.org/", "haproxy.com/", "ingress.kubernetes.io/"],
        "list": ["allow-list", "whitelist"], "bare keys": True,
        "undone": {"src-ip-header": set(), "*-config-snippet": set(), "route-acl": set()},
        "lines": ["request-set-header", "response-set-header", "backend-config-snippet"]},
    "traefik": {
        "prefixes": ["traefik.ingress.kubernetes.io/"], "reference": "router.middlewares",
        "undone": {"router.entrypoints": set()},
        "hosts": {"router.tls.domains.*.main": "one", "router.tls.domains.*.sans": "list"}},
    "kong": {
        "prefixes": ["konghq.com/"], "reference": "plugins",
        "hosts": {"host-aliases": "list", "snis": "list"}},
    "aws-load-balancer-controller": {
        "prefixes": ["alb.ingress.kubernetes.io/"], "list": ["inbound-cidrs"], "bare": False,
        "undone": {k: set() for k in [
            "security-groups", "security-group-prefix-lists", "scheme", "group.name",
            "enable-frontend-nlb", "frontend-nlb-scheme"]},
        "hosts": {"conditions.*": "conditions"}},
    "apisix": {"prefixes": ["k8s.apisix.apache.org/"], "list": ["allowlist-source-range"]},
    "contour": {"prefixes": ["projectcontour.io/"]},
    "azure-application-gateway": {
        "prefixes": ["appgw.ingress.kubernetes.io/"], "hosts": {"hostname-extension": "list"}},
    "skipper": {"prefixes": ["zalando.org/"], "hosts": {"skipper-routes": "opaque"}},
    "gce": {"prefixes": ["networking.gke.io/"]},
    "cilium": {"prefixes": ["ingress.cilium.io/"]},
    "istio": {"prefixes": ["istio.io/"]},
}


def glob(pattern, text):
    """`*` matches anything, everything else itself."""
    parts = [re.escape(p) for p in pattern.split("*")]
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


class Profile:
    """How one controller spells things."""

    def __init__(self, row, prefixes, kind):
        self.kind, self.prefixes = kind, prefixes
        self.separator, self.bare = ",", row.get("bare", True)
        self.exclusion = row.get("exclusion", False)
        self.list_prefixes = prefixes + ([""] if row.get("bare keys") else [])
        self.spellings = [p + s for s in row.get("list", []) for p in self.list_prefixes]
        self.reference = prefixes[0] + row["reference"] if "reference" in row else None
        self.undone = [(p, s, fine) for s, fine in row.get("undone", {}).items()
                       for p in self.list_prefixes]
        self.hosts = [(p, s, how) for s, how in row.get("hosts", {}).items()
                      for p in prefixes]
        self.lines = [(p, s) for s in row.get("lines", [])
                      for p in self.list_prefixes]

    @staticmethod
    def own(spec):
        """A profile written out under `profiles`."""
        profile = Profile({}, spec["keyPrefixes"], "own")
        profile.hosts = [("", key, "list") for key in spec.get("hostKeys", [])]
        if "reference" in spec:
            profile.reference = spec["reference"]["key"]
        sources = spec.get("sourceRanges")
        if sources:
            profile.spellings = [sources["key"], *sources.get("aliases", [])]
            profile.separator = sources.get("separator", ",")
            profile.bare = sources.get("bareAddresses", "true") == "true"
            profile.undone = [("", key, set()) for key in sources.get("undoneBy", [])]
        return profile

    def host_key(self, key):
        """How the key claims names, or None."""
        for prefix, suffix, how in self.hosts:
            if key.startswith(prefix) and glob(suffix, key[len(prefix):]):
                return how
        return None

    def undoing(self, key):
        """The values of the key that undo nothing, or None where it undoes never."""
        for prefix, suffix, fine in self.undone:
            bare = prefix == "" and self.kind != "own"
            if (key.startswith(prefix) and glob(suffix, key[len(prefix):])
                    and not (bare and "/" in key)):
                return fine
        return None

    def undoes(self, key, value):
        fine = self.undoing(key)
        return fine is not None and value not in fine

    def prefixes_of(self, key):
        """The prefixes the key is under; the empty one has lists and undoing keys only."""
        out = [p for p in self.prefixes if key.startswith(p)]
        bare = "" in self.list_prefixes and "/" not in key
        if bare and (key in self.spellings or self.undoing(key) is not None):
            out.append("")
        return out

    def several_lines(self, key):
        return any(key.startswith(p) and glob(s, key[len(p):]) for p, s in self.lines)

    def range_keys(self):
        return self.spellings + ([self.reference] if self.reference else [])


def make_profiles(written):
    out = {name: Profile(row, row["prefixes"], name) for name, row in BUILT_IN.items()}
    for name, spec in written.items():
        if "like" in spec:
            out[name] = Profile(BUILT_IN[spec["like"]], [spec["prefix"]], spec["like"])
        else:
            out[name] = Profile.own(spec)
    return out


class Class:
    """One entry point."""

    def __init__(self, name, spec, policy):
        self.name, self.profile = name, policy.profiles[spec["profile"]]
        self.domains = spec.get("domains")
        dns = spec.get("externalDNS", "none")
        self.dns = None if dns == "none" else dns
        sources = spec.get("sourceRanges", {"mode": "open"})
        self.mode, self.object = sources["mode"], sources.get("object")
        texts = [t for n in sources.get("networks", []) for t in policy.networks[n]]
        self.ranges = ranges.policy_set(texts)
        self.range_text = self.profile.separator.join(ranges.written_entries(texts))
        tls = spec.get("tls")
        self.tls = tls == "required" or (isinstance(tls, dict) and tls["required"] == "true")
        self.secret = not (isinstance(tls, dict) and tls.get("secretName") == "optional")
        own = spec.get("annotations", [])
        keys = {e["key"] for e in own}
        self.entries = own + [e for e in policy.add if e["key"] not in keys]


def pattern_matches(pattern, name):
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def entry_of(value):
    return {"action": value} if isinstance(value, str) else value


class Policy:
    """The document in force."""

    def __init__(self, path):
        doc = yaml.load(Path(path).read_text(encoding="utf-8"), yaml.BaseLoader)
        annotations = doc.get("annotations", {})
        self.networks = doc.get("networks", {})
        self.instances = {n: i["annotationPrefixes"]
                          for n, i in doc.get("externalDNS", {}).items()}
        self.add, self.forbid = annotations.get("add", []), annotations.get("forbid", [])
        self.unchecked = annotations.get("unchecked", [])
        self.host_keys = annotations.get("hosts", [])
        self.profiles = make_profiles(doc.get("profiles", {}))
        self.classes = {n: Class(n, s, self) for n, s in doc["classes"].items()}
        self.used_profiles = list(dict.fromkeys(c.profile for c in self.classes.values()))
        self.tenants = [{"domains": [], "hosts": [], "rules": {}, "classes": [], **t}
                        for t in doc["tenants"]]
        for tenant in self.tenants:
            tenant["domains"] = [names.fold(d) for d in tenant["domains"]]
            tenant["hosts"] = [names.fold(h) for h in tenant["hosts"]]
        self.delegation = names.Delegation(self.tenants)
        self.preview = doc.get("mode", "enforce") == "preview"
        self.on_update = doc.get("onUpdate", "ratchet")
        self.rules = doc.get("rules", {})
        self.exemptions = doc.get("exemptions", [])

    def dns_prefixes(self):
        configured = [p for i in self.instances.values() for p in i]
        return configured + [p for p in names.BUILT_IN_PREFIXES if p not in configured]

    def tenant_of(self, namespace):
        """The first in file order, or None."""
        for tenant in self.tenants:
            if any(pattern_matches(p, namespace) for p in tenant["namespaces"]):
                return tenant
        return None

    def grants_class(self, tenant, name):
        granted = tenant["classes"] if tenant else []
        return name in self.classes and ("*" in granted or name in granted)

    def owner_rule(self, key):
        """The rule whose action decides whether a written key may be touched."""
        if any(key.startswith(p) for p in self.dns_prefixes()):
            return "dns-annotations"
        if any(key in p.range_keys() for p in self.profiles.values()):
            return "source-ranges"
        return "annotation-required"
