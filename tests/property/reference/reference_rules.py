# SPDX-License-Identifier: Apache-2.0
"""All violations of an object, each rule by itself."""
from collections import namedtuple

import reference_claims as claims
import reference_fields as fields
import reference_names as names
from contract import on
from reference_keys import Keys, unsafe_path
from reference_profiles import TRUES
from reference_view import FIELD, MANAGED
from reference_wanted import off

# place and value identify a violation for the ratchet; bound: whether class rules silence
# it, None if that depends on the rule.
Violation = namedtuple("Violation", "rule field place value bound", defaults=[None])
CERTIFICATES = ["ingress.gcp.kubernetes.io/pre-shared-cert",
                "networking.gke.io/managed-certificates"]


class Violations(Keys):
    """The rules, without regard to which are silent."""

    def claims(self, view):
        return claims.claims(view, self.policy)

    def at_key(self, rule, key, view, bound=None):
        place = names.annotation_place(key)
        return Violation(rule, place, place, view.annotations.get(key), bound)

    # The tenant and the class.

    def tenant_violations(self, view):
        if self.tenant is None:
            yield Violation("tenant-known", "metadata.namespace", "metadata.namespace", "")
        yield from self.class_present(view)
        carriers, identity = view.carriers(), self.policy.identity
        only = on("D5") and any(c.profile.reads == "field only"
                                for c in self.classes_of(view))
        for place, text in carriers:
            if identity(text) != identity(carriers[0][1]) or (only and place != FIELD):
                yield Violation("class-agrees", place, "class", identity(text))
            cls = self.policy.classes.get(identity(text))
            fits = cls is None or cls.profile.kind != "none"
            if text and not self.loose() and not (
                    fits and self.policy.grants_class(self.tenant, text)):
                yield Violation("class-permitted", place, "class", identity(text))

    def class_present(self, view):
        if not view.class_texts():
            yield Violation("class-present", FIELD, "class", "")
        if not on("D5"):
            return
        reads = {c.profile.reads: c.name for c in self.classes_of(view)}
        key = "kubernetes.io/ingress.class"
        if "annotation" in reads and key not in view.annotations:
            yield Violation("class-present", names.annotation_place(key), "class", "")
        if "field" in reads and not view.field:
            yield Violation("class-present", FIELD, "class", "")

    # Hosts.

    def taken_by(self, field, view):
        """The value of a catch-all in comparisons with the stored object."""
        return ""

    def catch_alls(self, view):
        for i, rule in enumerate(view.rules):
            if not rule.get("host"):
                yield f"spec.rules[{i}].host", "spec.rules[].host"
        if view.default_backend is not None:
            yield "spec.defaultBackend", "spec.defaultBackend"

    def host_violations(self, view):
        for field, place in self.catch_alls(view):
            yield Violation("host-present", field, place, self.taken_by(field, view))
        classes = self.classes_of(view)
        for claim in self.claims(view):
            if claim.name is None:
                yield Violation("host-valid", claim.field, claim.place, claim.raw)
            else:
                for rule in self.broken_by(claim.name, classes):
                    yield Violation(rule, claim.field, claim.place, claim.name)

    # TLS.

    @staticmethod
    def has_true(view, profile, name):
        return any(view.annotations.get(p + name) in TRUES for p in profile.prefixes)

    def tls_met(self, view, profile):
        """Whether something else than a tls entry satisfies the rule."""
        kind = profile.kind
        if kind == "ingress-nginx":
            canary = view.annotations.get(profile.prefixes[0] + "canary")
            return self.has_true(view, profile, "canary") if on("D6") else canary == "true"
        if not on("D27"):
            return False
        if kind == "nginx-inc":
            return any(view.annotations.get(p + "mergeable-ingress-type") == "minion"
                       for p in profile.prefixes[:1])
        if kind == "traefik":
            return any(v == "true" for k, v in view.annotations.items()
                       if profile.is_one(k, "router.tls"))
        if kind != "gce":
            return False
        keys = [CERTIFICATES[0], profile.prefixes[0] + "managed-certificates"]
        return any(not names.blank(view.annotations.get(k, "")) for k in keys)

    def tls_violations(self, view, cls):
        if not cls.tls or self.tls_met(view, cls.profile):
            return
        passed = (on("D27") and self.has_true(view, cls.profile, "ssl-passthrough")
                  and cls.profile.kind in ("ingress-nginx", "haproxy-ingress", "haproxytech"))
        covered = {names.normal(h) for entry in view.tls
                   if entry.get("secretName") or not cls.secret or passed
                   for h in entry.get("hosts") or []}
        for i, rule in enumerate(view.rules):
            name = names.normal(rule.get("host") or "")
            if name is None or name in covered:
                continue
            above = "*." + name.partition(".")[2]
            if names.is_wildcard(name) or above not in covered:
                yield Violation("tls-required", f"spec.rules[{i}].host", "spec.rules[].host",
                                name)

    def tls_host_violations(self, view):
        spoken = (any(p.kind == "apisix" for p in self.profiles_of(view))
                  and not self.untouchable("host-valid", view))
        for i, entry in enumerate(view.tls):
            if not any(entry.get("hosts") or []) and not spoken:
                yield Violation("tls-hosts", f"spec.tls[{i}].hosts", "spec.tls[].hosts",
                                entry.get("secretName") or "")

    # ExternalDNS.

    def foreign_bad(self, view, prefix, maps):
        """Keys below a prefix of another instance that users may not write."""
        for key, value in view.annotations.items():
            suffix = key[len(prefix):]
            if (key.startswith(prefix) and not names.claims_names(suffix)
                    and not self.plain_fine(suffix, value, maps)):
                yield key

    def own_bad(self, view, cls, dns, prefix, wants):
        for want in wants.values():
            if (want.key.startswith(prefix) and want.entry.demands()
                    and want.key not in view.annotations):
                yield want.key
        for key, value in view.annotations.items():
            if key.startswith(prefix) and not self.dns_accepts(cls, dns, wants.get(key), prefix,
                                                               key, value):
                yield key

    def dns_violations(self, view, cls):
        wants = {w.key: w for w in self.dns_wants(cls, view)}
        bad = set(self.copies(cls, view))
        for name, prefixes in self.policy.instances.items():
            dns = cls.dns_of(name)
            for prefix in prefixes:
                if dns is not None:
                    bad.update(self.own_bad(view, cls, dns, prefix, {
                        k: w for k, w in wants.items() if k.startswith(prefix)}))
                    continue
                switch = prefix + "controller"
                if view.annotations.get(switch) != "none":
                    bad.add(switch)
                if not off(view, prefix):
                    bad.update(self.foreign_bad(view, prefix, cls.dns))
        for prefix in set(names.BUILT_IN_PREFIXES):
            if self.policy.dns_instance(prefix) is None:
                bad.update(self.foreign_bad(view, prefix, cls.dns))
        return [self.at_key("dns-annotations", k, view) for k in sorted(bad)]

    def unpublished(self, view):
        """Keys `hostname` with a name that the class does not publish."""
        hosts = {names.normal(r.get("host") or "") for r in view.rules}
        hosts |= {names.normal(h) for t in view.tls for h in t.get("hosts") or []}
        for cls in self.classes_of(view):
            for dns in cls.dns:
                for prefix in self.policy.instances[dns.instance]:
                    key = prefix + "hostname"
                    found = claims.dns_listed(key, view.annotations.get(key, ""))
                    if dns.names == "hosts" and any(c.name and c.name not in hosts
                                                    for c in found):
                        yield key

    # Entries.

    def required_violations(self, view, cls):
        for entry, value in self.required(cls, view):
            others = [k for k in view.annotations if k != entry.key
                      and self.policy.same_key(entry.key, k)]
            for key in others:
                yield self.at_key("annotation-required", key, view)
            text = view.annotations.get(entry.key)
            if text is None:
                wrong = entry.demands() and not others
            else:
                wrong = not entry.accepts(text, value)
            if wrong:
                yield self.at_key("annotation-required", entry.key, view)

    def class_violations(self, view):
        named = self.classes_of(view)
        for cls in named:
            yield from self.tls_violations(view, cls)
            if self.policy.instances:
                yield from self.dns_violations(view, cls)
            for key in self.range_violations(view, cls):
                yield self.at_key("source-ranges", key, view)
            if cls.unreached():
                yield Violation("source-ranges", "spec", "spec", "")
            yield from self.required_violations(view, cls)
        for key in self.undone_for_all(view):
            yield self.at_key("source-ranges", key, view)
        if not named and self.policy.instances:
            for key in view.annotations:
                prefix = self.policy.dns_prefix(key)
                if prefix is not None and not self.classless_fine(view, prefix, key):
                    yield self.at_key("dns-annotations", key, view)

    # Single annotations and paths.

    def key_violations(self, view):
        mine = self.written(view)
        for key, value in view.sorted():
            if (key, value) in mine or (key == MANAGED and on("D15")):
                forbidden = beyond = False
            else:
                forbidden = self.forbidden(key, value, view)
                beyond = self.beyond_only(key, view)
            if forbidden:
                yield self.at_key("annotation-forbidden", key, view)
            if beyond:
                yield self.at_key("annotation-forbidden", key, view, True)
            if (key, value) not in mine and self.unsafe(key, value, view):
                yield self.at_key("annotation-safe", key, view)
            if on("D13") and (key, value) not in mine:
                for item in self.foreign_references(key, value, view):
                    place = names.annotation_place(key)
                    yield Violation("reference-local", place, place, item)
        profiles = self.profiles_of(view)
        for i, j, host, path in view.paths():
            text = path.get("path") or ""
            if unsafe_path(text, path.get("pathType"), profiles):
                yield Violation("path-safe", f"spec.rules[{i}].http.paths[{j}].path",
                                "spec.rules[].http.paths[].path",
                                (names.normal(host) or host, text))

    def field_violations(self, view):
        for found in fields.forbidden(self.policy.fields, self.kind.name, self.tenant_name(),
                                      view.item):
            yield Violation("field-permitted", *found)

    def new_rules(self, view):
        """The rules that are new in the contract."""
        if on("D2"):
            for key in self.entry_points(view):
                yield self.at_key("entry-point", key, view)
        if on("D6"):
            for key in self.canaries(view):
                yield self.at_key("canary-host", key, view)
        if on("D13"):
            yield from self.tls_host_violations(view)
        if on("D33"):
            for key in self.unread(view):
                yield self.at_key("source-ranges-unread", key, view)

    def violations(self, view):
        """All violations, each once."""
        found = [*self.tenant_violations(view), *self.host_violations(view),
                 *self.class_violations(view), *self.key_violations(view),
                 *self.new_rules(view), *self.field_violations(view)]
        return list(dict.fromkeys(found))
