"""Every violation of an object, each rule for itself."""
import re
import unicodedata
from collections import namedtuple

import reference_names as names
import reference_ranges as ranges
from reference_policy import glob
from reference_view import FIELD
from reference_wanted import Wanted

TTL_MAX = 2147483647
# place and value say when two violations are the same one for the ratchet.
Violation = namedtuple("Violation", "rule field place value")


def is_ttl(text, low, high):
    return re.fullmatch(r"[0-9]{1,10}", text) is not None and low <= int(text) <= high


def control(c):
    return unicodedata.category(c) == "Cc"


def unsafe_value(profile, prefix, key, value):
    if any(control(c) for c in value):
        return True
    if profile.kind not in ("ingress-nginx", "nginx-inc"):
        return False
    suffix = key[len(prefix):]
    if profile.kind == "ingress-nginx" and suffix == "auth-tls-match-cn":
        value = value.replace("\\", "")
    if profile.kind == "ingress-nginx" and suffix == "upstream-hash-by":
        value = re.sub(r"\$\{[A-Za-z0-9_]+\}", "", value)
    if key in ("nginx.org/rewrites", "nginx.com/sticky-cookie-services"):
        value = value.replace(";", "")
    return any(c in value for c in "{};#\\`")


def unsafe_path(path, path_type):
    if path_type == "ImplementationSpecific":
        path = re.sub(r"\{[0-9]+(,[0-9]*)?\}", "", path)
    return any(control(c) or c in " \"'`{}\\;#" for c in path)


class Violations(Wanted):
    """The rules, without cascades."""

    def claims(self, view):
        named = self.named_classes(view)
        profiles = ([c.profile for c in named] if named else self.policy.used_profiles)
        return names.claims(view, self.policy, list(dict.fromkeys(profiles)))

    def tenant_violations(self, view):
        if self.tenant is None:
            yield Violation("tenant-known", "metadata.namespace", "metadata.namespace", "")
        carriers = view.carriers()
        if not view.class_names():
            yield Violation("class-present", FIELD, "class", "")
        for place, text in carriers:
            if text != carriers[0][1]:
                yield Violation("class-agrees", place, "class", text)
            if text and not self.loose() and not self.policy.grants_class(self.tenant, text):
                yield Violation("class-permitted", place, "class", text)

    def loose(self):
        """Whether the policy itself lets namespaces without tenant through."""
        rule = "tenant-known"
        return self.tenant is None and (self.exemption(rule) is not None
                                        or self.action(rule) != "deny")

    def catch_alls(self, view):
        for i, rule in enumerate(view.rules):
            if not rule.get("host"):
                yield f"spec.rules[{i}].host", "spec.rules[].host"
        if view.default_backend is not None:
            yield "spec.defaultBackend", "spec.defaultBackend"

    def host_violations(self, view):
        for field, place in self.catch_alls(view):
            yield Violation("host-present", field, place, "")
        for claim in self.claims(view):
            if claim.name is None:
                yield Violation("host-valid", claim.field, claim.place, claim.raw)
            else:
                for rule in self.broken_by(claim.name, view):
                    yield Violation(rule, claim.field, claim.place, claim.name)

    def broken_by(self, name, view):
        """The rules that one valid name breaks."""
        delegation = self.policy.delegation
        tenant = self.tenant["name"] if self.tenant else None
        judged = not self.loose() or delegation.touches(name)
        if judged and not delegation.permits(tenant, name):
            yield "host-permitted"
        if names.is_wildcard(name) and not delegation.literally(tenant, name):
            yield "host-wildcard"
        bare = name[2:] if names.is_wildcard(name) else name
        for cls in self.named_classes(view):
            if cls.domains and not any(names.covers(names.fold(d), bare)
                                       for d in cls.domains):
                yield "host-in-class"

    def tls_violations(self, view, cls):
        canary = view.annotations.get(cls.profile.prefixes[0] + "canary") == "true"
        if not cls.tls or (cls.profile.kind == "ingress-nginx" and canary):
            return
        covered = {names.normal(h) for entry in view.tls
                   if entry.get("secretName") or not cls.secret
                   for h in entry.get("hosts") or []}
        for i, rule in enumerate(view.rules):
            name = names.normal(rule.get("host") or "")
            if name is None or name in covered:
                continue
            above = "*." + name.partition(".")[2]
            if names.is_wildcard(name) or above not in covered:
                yield Violation("tls-required", f"spec.rules[{i}].host", "spec.rules[].host",
                                name)

    def at_key(self, rule, key, view):
        place = names.annotation_place(key)
        return Violation(rule, place, place, view.annotations.get(key))

    def bad_keys(self, view, prefix, cls):
        """Keys below `prefix` that a user may not write, those wanted left out."""
        allow = (cls.dns or {}).get("allow", []) if cls else []
        for key, value in view.annotations.items():
            suffix = key[len(prefix):]
            if not key.startswith(prefix) or suffix in names.DNS_NAME_SUFFIXES:
                continue
            if suffix == "ttl" and is_ttl(value, 1, TTL_MAX):
                continue
            if suffix == "controller" and self.controller_fine(value, cls):
                continue
            if not any(glob(p, suffix) for p in allow):
                yield key

    @staticmethod
    def controller_fine(value, cls):
        opt_out = cls is not None and cls.dns is not None and cls.dns.get("optOut") == "true"
        return value == "dns-controller" or (opt_out and value == "none")

    def own_ttl_bad(self, key, view, cls):
        """Whether the ttl under the class's own instance is a violation."""
        ttl, value = cls.dns.get("ttl"), view.annotations.get(key)
        if value is None:
            return ttl is not None
        if isinstance(ttl, str):
            return not is_ttl(value, int(ttl), int(ttl))
        low, high = (int(ttl["min"]), int(ttl["max"])) if ttl else (1, TTL_MAX)
        return not is_ttl(value, low, high)

    def dns_violations(self, view, cls):
        wants = self.dns_wants(cls)
        bad = {k for k, v in wants.items()
               if not k.endswith("/ttl") and view.annotations.get(k) != v}
        for name, prefixes in self.policy.instances.items():
            for prefix in prefixes:
                own = cls.dns is not None and cls.dns["instance"] == name
                off = view.annotations.get(prefix + "controller")
                if own and self.own_ttl_bad(prefix + "ttl", view, cls):
                    bad.add(prefix + "ttl")
                if own or off in (None, "dns-controller"):
                    bad.update(k for k in self.bad_keys(view, prefix, cls) if k not in wants
                               and not (own and k == prefix + "ttl"))
        configured = [p for i in self.policy.instances.values() for p in i]
        for prefix in set(names.BUILT_IN_PREFIXES) - set(configured):
            bad.update(self.bad_keys(view, prefix, cls))
        return [self.at_key("dns-annotations", k, view) for k in sorted(bad)]

    def nobody_may_write(self, key, view):
        """Whether a user of no class at all has a use for the key."""
        for prefix in self.policy.dns_prefixes():
            if not key.startswith(prefix):
                continue
            suffix = key[len(prefix):]
            off = view.annotations.get(prefix + "controller")
            globs = [p for c in self.policy.classes.values()
                     for p in (c.dns or {}).get("allow", [])]
            return (off in (None, "dns-controller")
                    and suffix not in [*names.DNS_NAME_SUFFIXES, "ttl", "controller"]
                    and not any(glob(p, suffix) for p in globs))
        return False

    def range_violations(self, view, cls):
        """Keys at which the source ranges are wrong."""
        profile = cls.profile
        if cls.mode == "elsewhere":
            return set()
        bad = set()
        if cls.mode == "reference":
            value = view.annotations.get(profile.reference, "")
            if cls.object not in [v.strip(" ") for v in value.split(",")]:
                bad.add(profile.reference)
        elif profile.spellings:
            bad |= self.list_violations(view, cls)
        if cls.mode != "open":
            mine = self.policy_values_of(view, cls)
            bad |= {k for k, v in view.annotations.items()
                    if profile.undoes(k, v) and (k, v) not in mine}
        return bad

    def policy_values_of(self, view, cls):
        return {(k, v) for k, v, _ in self.required(cls, view)} | set(
            self.dns_wants(cls).items())

    def acceptable(self, found, cls):
        if found is None or cls.mode == "open":
            return found is not None
        if cls.mode == "fixed":
            return found == cls.ranges
        return ranges.inside(found, cls.ranges)

    def list_violations(self, view, cls):
        profile = cls.profile
        sets = {k: ranges.parse_list(view.annotations[k], profile)
                for k in profile.spellings if k in view.annotations}
        bad = {k for k, found in sets.items() if not self.acceptable(found, cls)}
        if any(found != other for found in sets.values() for other in sets.values()):
            bad |= set(sets)
        if cls.mode != "open" and profile.spellings[0] not in view.annotations:
            bad.add(profile.spellings[0])
        return bad

    def required_violations(self, view, cls):
        for key, value, mode in self.required(cls, view):
            if key not in view.annotations or (mode != "default"
                                               and view.annotations[key] != value):
                yield self.at_key("annotation-required", key, view)

    def class_violations(self, view):
        named = self.named_classes(view)
        for cls in named:
            yield from self.tls_violations(view, cls)
            if self.policy.instances:
                yield from self.dns_violations(view, cls)
            for key in self.range_violations(view, cls):
                yield self.at_key("source-ranges", key, view)
            yield from self.required_violations(view, cls)
        if not named and self.policy.instances:
            for key in view.annotations:
                if self.nobody_may_write(key, view):
                    yield self.at_key("dns-annotations", key, view)

    def forbidden(self, key):
        tenant = self.tenant["name"] if self.tenant else None
        return any(any(glob(p, key) for p in entry["keys"])
                   and tenant not in entry.get("except", {}).get("tenants", [])
                   for entry in self.policy.forbid)

    def unsafe(self, key, value):
        if key in self.policy.unchecked:
            return False
        under = [(profile, prefix) for profile in self.policy.used_profiles
                 for prefix in profile.prefixes_of(key)]
        if any(profile.several_lines(key) for profile, _ in under):
            value = value.replace("\n", "")
        return any(unsafe_value(profile, prefix, key, value) for profile, prefix in under)

    def key_violations(self, view):
        mine = self.policy_values(view)
        for key, value in view.sorted():
            if (key, value) in mine:
                continue
            if self.forbidden(key):
                yield self.at_key("annotation-forbidden", key, view)
            if self.unsafe(key, value):
                yield self.at_key("annotation-safe", key, view)
        for i, j, host, path in view.paths():
            text = path.get("path") or ""
            if unsafe_path(text, path.get("pathType")):
                yield Violation("path-safe", f"spec.rules[{i}].http.paths[{j}].path",
                                "spec.rules[].http.paths[].path",
                                (names.normal(host) or host, text))

    def violations(self, view):
        """Every violation once, those of rules that are off left out."""
        found = [*self.tenant_violations(view), *self.host_violations(view),
                 *self.class_violations(view), *self.key_violations(view)]
        return list(dict.fromkeys(found))
