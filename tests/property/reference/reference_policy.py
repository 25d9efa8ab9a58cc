# SPDX-License-Identifier: Apache-2.0
"""A policy document as the reference reads it: every scalar is a text."""
import re
from pathlib import Path

import yaml

import reference_kinds as kinds
import reference_names as names
import reference_ranges as ranges
import reference_service_profiles as services
from contract import on
from reference_profiles import NO_PROFILE, fold, glob, make_profiles

RULES = ["tenant-known", "kind-permitted", "class-present", "class-agrees", "class-permitted",
         "entry-point", "host-present", "canary-host", "host-valid", "host-permitted",
         "host-in-class", "host-wildcard", "host-label", "service-type", "service-address",
         "service-port", "service-target", "gateway-infrastructure", "tls-required",
         "tls-hosts", "dns-annotations", "source-ranges", "source-ranges-unread",
         "annotation-required", "annotation-forbidden", "annotation-safe", "reference-local",
         "path-safe", "field-permitted"]
CLASS_RULES = {"class-present", "class-agrees", "class-permitted"}
MILD = {"tls-hosts": "warn", "source-ranges-unread": "warn"}
TTL_MAX = 2147483647
LIVE = ("default", "present", "optional")


def is_ttl(text, low, high):
    return re.fullmatch(r"[0-9]{1,10}", text) is not None and low <= int(text) <= high


def is_target(text):
    """A name, or addresses separated by commas."""
    if names.normal(text) and not names.is_wildcard(text):
        return True
    return all(ranges.parse_address(part.strip(" ")) for part in text.split(","))


class Entry:
    """What is written at one key, and what users may write there."""

    def __init__(self, spec, usual, kind=""):
        spec = {"value": spec, "mode": "require"} if isinstance(spec, str) else spec
        self.literal, self.kind = spec.get("value"), kind
        self.mode, self.values = spec.get("mode", usual), spec.get("values")
        self.unless = spec.get("unless", [])
        self.low, self.high = int(spec.get("min", 1)), int(spec.get("max", TTL_MAX))

    def fills(self):
        """Whether the mutating stage writes if the key is absent."""
        return self.mode in ("require", "default", "enforce")

    def demands(self):
        return self.mode != "optional"

    def right_form(self, text):
        if self.kind == "ttl":
            return is_ttl(text, self.low, self.high)
        return self.kind != "target" or is_target(text)

    def accepts(self, text, value):
        """Whether the final object may have this text; `value`: the entry's, with its
        placeholders filled."""
        if value is not None and self.mode != "optional" and self.mode != "present":
            same = (is_ttl(text, int(value), int(value)) if self.kind == "ttl"
                    else text == value)
            if same or self.mode != "default":
                return same
        if self.values is not None and not any(glob(v, text) for v in self.values):
            return False
        return self.right_form(text)


class KeyEntry(Entry):
    """An entry of `annotations`."""

    def __init__(self, spec):
        super().__init__(spec, "default")
        self.key, self.spec = spec["key"], spec
        self.kinds = set(spec.get("kinds", ["Ingress"]))

    def but_for(self, kinds):
        """The entry for its other kinds, or None if no kind is left."""
        left = sorted(self.kinds - kinds)
        return KeyEntry({**self.spec, "kinds": left}) if left else None


class DnsMap:
    """What a class demands from one ExternalDNS instance."""

    def __init__(self, spec):
        self.instance, self.opt_out = spec["instance"], spec.get("optOut") == "true"
        self.names = spec.get("names", "hosts") if on("D30") else "hosts"
        self.allow = [{"key": a} if isinstance(a, str) else a for a in spec.get("allow", [])]
        self.entries = {}
        if "target" in spec:
            target = spec["target"]
            if isinstance(target, list):
                target = ",".join(target)
            elif isinstance(target, dict) and isinstance(target.get("value"), list):
                target = {**target, "value": ",".join(target["value"])}
            self.entries["target"] = Entry(target, "require", "target")
        if "ttl" in spec:
            self.entries["ttl"] = Entry(spec["ttl"], "default", "ttl")
        for suffix, value in spec.get("set", {}).items():
            self.entries[suffix] = Entry(value, "require")
        source = {"hosts": "defined-hosts-only", "annotation": "annotation-only"}
        if self.names in source:
            self.entries["ingress-hostname-source"] = Entry(source[self.names], "require")

    def allows(self, suffix, value, tenant):
        """Whether `allow` permits this tenant to write the key with this value."""
        name = tenant["name"] if tenant else None
        if on("D29") and (suffix == "ingress-hostname-source"
                          or (suffix == "ttl" and not is_ttl(value, 1, TTL_MAX))
                          or (suffix == "target" and not is_target(value))):
            return False
        return any(glob(a["key"], suffix) and ("tenants" not in a or name in a["tenants"])
                   for a in self.allow)


class Class:
    """One entry point."""

    def __init__(self, name, spec, policy):
        self.name = name
        self.profile = policy.profiles[spec["profile"]] if "profile" in spec else NO_PROFILE
        # The profile whose list and reference keys are read in the object.
        self.ranged = self.profile
        self.aliases = spec.get("aliases", [])
        self.domains = spec.get("domains")
        dns = spec.get("externalDNS", "none")
        maps = [] if dns == "none" else dns if isinstance(dns, list) else [dns]
        self.dns = [DnsMap(m) for m in maps]
        self.max_label = min((policy.labels[m.instance] for m in self.dns
                              if policy.labels[m.instance]), default=None)
        sources = spec.get("sourceRanges", {"mode": "open"})
        self.mode, self.object = sources.get("mode", "open"), sources.get("object")
        texts = policy.network_texts(sources.get("networks", []))
        self.sources, self.ranges = sources, ranges.policy_set(texts)
        self.range_text = self.profile.separator.join(ranges.written_entries(texts))
        tls = spec.get("tls")
        self.tls = tls == "required" or (isinstance(tls, dict) and tls["required"] == "true")
        self.secret = not (isinstance(tls, dict) and tls.get("secretName") == "optional")
        own = [KeyEntry(e) for e in spec.get("annotations", [])]
        added = [e.but_for({k for o in own if policy.same_key(o.key, e.key) for k in o.kinds})
                 for e in policy.add]
        self.entries = own + [e for e in added if e is not None]
        self.gateway = spec.get("gateway")
        self.service = spec.get("service")
        self.only, self.rules = spec.get("annotationsOnly"), spec.get("rules", {})

    def unreached(self):
        """Whether nothing reads the list that restricts the class."""
        return self.restricted() and self.profile.kind == "none"

    def restricted(self):
        return self.mode in ("fixed", "narrow", "intersect", "reference")

    def lists(self):
        return self.mode in ("fixed", "narrow", "intersect") and self.ranged.first is not None

    def entries_for(self, kind):
        return [e for e in self.entries if kind in e.kinds]

    def dns_of(self, instance):
        return next((m for m in self.dns if m.instance == instance), None)


def entry_of(value):
    return {"action": value} if isinstance(value, str) else value


def read(path):
    """The document of a file, or of the files of a folder."""
    path = Path(path)
    files = [path] if path.is_file() else sorted(
        f for f in path.glob("*.yaml")
        if not f.name.startswith(".") and not f.name.endswith(".test.yaml"))
    docs = [yaml.load(f.read_text(encoding="utf-8"), yaml.BaseLoader) for f in files]
    main = next(d for d in docs if "classes" in d)
    return {**main, "tenants": [t for d in docs for t in d.get("tenants", [])]}


class Policy:
    """The document in force."""

    def __init__(self, path):
        doc = path if isinstance(path, dict) else read(path)
        annotations = doc.get("annotations", {})
        self.networks = doc.get("networks", {})
        self.contact = doc.get("contact")
        self.instances = {n: i["annotationPrefixes"]
                          for n, i in doc.get("externalDNS", {}).items()}
        self.labels = {n: int(i.get("maxFirstLabel", 0))
                       for n, i in doc.get("externalDNS", {}).items()}
        self.profiles = make_profiles(doc.get("profiles", {}))
        self.add = [KeyEntry(e) for e in annotations.get("add", [])]
        self.forbid = annotations.get("forbid", [])
        self.unchecked = annotations.get("unchecked", [])
        self.host_keys = annotations.get("hosts", [])
        self.classes = {n: Class(n, s, self) for n, s in doc["classes"].items()}
        self.names = {a: c.name for c in self.classes.values() for a in c.aliases}
        self.used_profiles = list(dict.fromkeys(
            c.profile for c in self.classes.values() if c.profile.kind != "none"))
        # Old releases of haproxytech read the class under any prefix.
        self.class_anywhere = on("D5") and any(p.anywhere for p in self.used_profiles)
        usual = doc.get("tenantDefaults", {})
        self.tenants = [{"domains": [], "hosts": [], "classes": [], **usual, **t,
                         "rules": {**usual.get("rules", {}), **t.get("rules", {})},
                         "services": {**usual.get("services", {}), **t.get("services", {})}}
                        for t in doc["tenants"]]
        self.services = usual.get("services", {})
        self.service_profiles = services.make_profiles(doc.get("profiles", {}))
        self.kinds = kinds.make_kinds(doc.get("kinds", {}))
        self.gateways = [kinds.Entrance(k, s) for k, s in doc.get("gateways", {}).items()]
        self.fields = doc.get("fields", {})
        for cls in self.classes.values():
            cls.service = services.ServiceClass(cls, self) if cls.service else None
        self.delegation = names.Delegation(self.tenants)
        self.service = names.Service(self.classes.values())
        self.preview = doc.get("mode", "enforce") == "preview"
        self.on_update = doc.get("onUpdate", "ratchet")
        self.rules = doc.get("rules", {})
        self.exemptions = doc.get("exemptions", [])

    def network_texts(self, given):
        return [t for n in given for t in self.networks[n]]

    # Kinds.

    def kind(self, request):
        """The kind of a review; other kinds are ignored."""
        return self.kinds.get(kinds.name_of(request["kind"]), kinds.IGNORED)

    def entrance(self, namespace, name, own):
        """The entry of `gateways` for a parent, or None; `own`: the review's namespace."""
        return next((e for e in self.gateways if e.matches(namespace, name, own)), None)

    # Keys.

    def any_case(self, key):
        """Whether the controller of the key reads it in any case."""
        return on("case") and any(p.kind == "traefik" and p.under(key) is not None
                                  for p in self.profiles.values())

    def matches_key(self, pattern, key):
        if self.any_case(key):
            return glob(fold(pattern), fold(key))
        return glob(pattern, key)

    def same_key(self, one, other):
        return one == other or (self.any_case(other) and fold(one) == fold(other))

    def dns_prefixes(self):
        configured = [p for i in self.instances.values() for p in i]
        return configured + [p for p in names.BUILT_IN_PREFIXES if p not in configured]

    def dns_prefix(self, key):
        return next((p for p in self.dns_prefixes() if key.startswith(p)), None)

    def dns_instance(self, prefix):
        """The instance that reads the prefix, or None."""
        return next((n for n, prefixes in self.instances.items() if prefix in prefixes), None)

    def owner_rule(self, key):
        """The rule whose action decides whether a written key may be changed."""
        if self.dns_prefix(key) is not None:
            return "dns-annotations"
        if any(key in p.range_keys() or p.owns(key) for p in self.profiles.values()):
            return "source-ranges"
        if any(p.is_list_key(key) for p in self.service_profiles.values()):
            return "source-ranges"
        return "annotation-required"

    def may_have_written(self, key):
        """Whether a policy can have written the key."""
        entries = [*self.add, *(e for c in self.classes.values() for e in c.entries)]
        return (self.dns_prefix(key) is not None
                or any(key in p.writable() for p in self.profiles.values())
                or key == services.LIST
                or any(e.key == key for e in entries))

    # Classes and tenants.

    def identity(self, text):
        """The class of a carrier; a text without class stands for itself."""
        return self.names.get(text, text)

    def named_classes(self, view):
        """The object's classes."""
        found = {self.identity(text) for text in view.class_texts()}
        return [self.classes[n] for n in sorted(found) if n in self.classes]

    def profiles_of(self, view):
        """The object's profiles."""
        named = self.named_classes(view)
        if not named:
            return self.used_profiles
        return list(dict.fromkeys(c.profile for c in named))

    def tenant_of(self, namespace):
        """The first one in the order of the file, or None."""
        for tenant in self.tenants:
            if any(names.namespace_matches(p, namespace) for p in tenant["namespaces"]):
                return tenant
        return None

    def grants_class(self, tenant, text):
        granted, name = tenant["classes"] if tenant else [], self.identity(text)
        if name not in self.classes:
            return False
        if on("patterns"):
            return any(glob(p, name) for p in granted)
        return "*" in granted or name in granted

    def default_class(self, tenant):
        """(the default class or None, the classes that it replaces)."""
        default = (tenant or {}).get("defaultClass")
        if isinstance(default, dict):
            default, replaced = default["name"], default.get("replaces", [])
        else:
            replaced = []
        return (default, replaced) if self.grants_class(tenant, default or "") else (None, [])
