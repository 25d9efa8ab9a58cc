# SPDX-License-Identifier: Apache-2.0
"""What the platform demands of an object, and what users may write for ExternalDNS."""
import re
from collections import namedtuple

import reference_claims as claims
import reference_names as names
from contract import on
from reference_actions import Actions
from reference_policy import LIVE, TTL_MAX, is_ttl

# value: with its placeholders filled, or None if the entry has no value; entry: None for
# the switch of another instance.
Want = namedtuple("Want", "key suffix value entry")
NAME_RULES = ("host-valid", "host-permitted", "host-in-class", "host-wildcard")


def off(view, prefix):
    """Whether ExternalDNS leaves the object alone under this prefix."""
    return view.annotations.get(prefix + "controller") not in (None, "dns-controller")


class Wanted(Actions):
    """What is to be written according to the entries of a class."""

    # Whether a wildcard covers names at any depth.
    deep = False

    def first_host(self, view):
        """The value of {host}."""
        return view.rules[0].get("host") if view.rules else None

    def dns_entries(self, dns, view):
        """The entries for objects of this kind."""
        return dns.entries

    def hostname_is_dead(self, dns, view):
        """Whether ExternalDNS ignores the hostname annotation."""
        return dns.names == "hosts"

    def expand(self, text, view, cls):
        """The value with its placeholders filled, or None if one has no value."""
        nameless = self.request["operation"] == "CREATE" and view.generated
        values = {"class": cls.name, "host": self.first_host(view),
                  "namespace": self.request["namespace"],
                  "name": None if nameless else self.request["name"],
                  "tenant": self.tenant["name"] if self.tenant else None}

        def value(name):
            if name in values:
                return values[name]
            return names.bound(self.tenant, name, self.request["namespace"]) if (
                self.tenant) else None
        used = names.PLACEHOLDER.findall(text)
        if any(not value(u) for u in used):
            return None
        return names.PLACEHOLDER.sub(lambda m: value(m.group(1)), text)

    # Annotation entries.

    def has(self, view, key):
        return any(self.policy.same_key(key, k) for k in view.annotations)

    def required(self, cls, view):
        """(entry, value) of the entries that are not moot."""
        for entry in self.entries(cls):
            value = self.expand(entry.literal, view, cls) if entry.literal is not None else None
            moot = any(self.has(view, k) for k in entry.unless)
            if not moot and (value is not None or entry.literal is None):
                yield entry, value

    def permitted_by_values(self, key, value, entries):
        """Whether `values` of an annotation entry for the key match."""
        return any(self.policy.same_key(e.key, key) and e.values is not None
                   and any(self.glob(v, value) for v in e.values) for e in entries)

    @staticmethod
    def glob(pattern, text):
        return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text,
                            re.DOTALL) is not None

    # ExternalDNS.

    def dns_wants(self, cls, view):
        """The entry of each key under the configured prefixes that has one."""
        out = []
        for name, prefixes in self.policy.instances.items():
            dns = cls.dns_of(name)
            for prefix in prefixes:
                if dns is None:
                    out.append(Want(prefix + "controller", "controller", "none", None))
                    continue
                for suffix, entry in self.dns_entries(dns, view).items():
                    value = entry.literal
                    if value is not None and on("D29"):
                        value = self.expand(value, view, cls)
                    if value is not None or entry.literal is None:
                        out.append(Want(prefix + suffix, suffix, value, entry))
        return out

    def dns_accepts(self, cls, dns, want, prefix, key, value):
        """Whether users may write this under a prefix of the class's instance."""
        if want is not None:
            return want.entry.accepts(value, want.value)
        suffix = key[len(prefix):]
        return names.claims_names(suffix) or self.plain_fine(suffix, value, [dns])

    def plain_fine(self, suffix, value, maps):
        """What users may write if no entry applies."""
        if suffix == "ttl" and is_ttl(value, 1, TTL_MAX):
            return True
        if suffix == "controller" and (value == "dns-controller" or (
                value == "none" and any(m.opt_out for m in maps))):
            return True
        return any(m.allows(suffix, value, self.tenant) for m in maps)

    def copied(self, cls, dns, want, prefix, key, value, view):
        """Whether the key is copied to the other prefixes of the instance."""
        suffix = key[len(prefix):]
        if suffix == "controller" and value == "dns-controller":
            return False
        if suffix == "hostname" and self.hostname_is_dead(dns, view):
            return False
        if not self.dns_accepts(cls, dns, want, prefix, key, value):
            return False
        return not names.claims_names(suffix) or (
            not names.blank(value) and self.names_fine(key, value, cls, view))

    def names_fine(self, key, value, cls, view):
        judged = [r for r in NAME_RULES if self.action(r, view) != "allow"]
        broken = set()
        for claim in claims.dns_listed(key, value):
            broken |= ({"host-valid"} if claim.name is None
                       else set(self.broken_by(claim.name, [cls])))
        return not broken & set(judged)

    def copies(self, cls, view, without=None):
        """{key: value} that users wrote under another prefix of the same instance."""
        out = {}
        if not on("D31"):
            return out
        wants = {w.key: w for w in self.dns_wants(cls, view)}
        for dns in cls.dns:
            prefixes = self.policy.instances[dns.instance]
            for prefix in prefixes:
                for key, value in view.annotations.items():
                    if not key.startswith(prefix) or key == without:
                        continue
                    if self.copied(cls, dns, wants.get(key), prefix, key, value, view):
                        for other in prefixes:
                            out.setdefault(other + key[len(prefix):], value)
        return {k: v for k, v in out.items() if k not in view.annotations or k == without}

    @staticmethod
    def dns_value(want, copied):
        """What is written at an absent key, or None; `copied`: the value under another prefix."""
        fills = want is not None and (want.entry is None or want.entry.fills())
        if fills and (want.entry is None or want.entry.mode != "default"):
            return want.value
        return copied if copied is not None else want.value if fills else None

    def broken_by(self, name, classes):
        """The rules that one valid name breaks."""
        delegation, namespace = self.policy.delegation, self.request["namespace"]
        judged = not self.loose() or delegation.touches(name, self.deep)
        literal = self.tenant is not None and delegation.literally(self.tenant, namespace, name)
        if judged and not (self.tenant is not None and delegation.permits(
                self.tenant, namespace, name, self.deep)):
            yield "host-permitted"
        if names.is_wildcard(name) and not literal:
            yield "host-wildcard"
        if any(c.domains and not self.policy.service.serves(c, name, literal, self.deep)
               for c in classes):
            yield "host-in-class"
        if not names.is_wildcard(name) and any(
                c.max_label and len(name.partition(".")[0]) > c.max_label for c in classes):
            yield "host-label"

    def classless_fine(self, view, prefix, key):
        """Whether an object without class may have the key."""
        suffix = key[len(prefix):]
        if off(view, prefix) or suffix in ("ttl", "controller") or names.claims_names(suffix):
            return True
        instance = self.policy.dns_instance(prefix)
        maps = [m for c in self.policy.classes.values() for m in c.dns]
        if on("classless") and instance is not None:
            maps = [m for m in maps if m.instance == instance]
        name = self.tenant["name"] if self.tenant else None
        for dns in maps:
            if on("D29") and suffix == "ingress-hostname-source":
                return False
            entry = dns.entries.get(suffix)
            if entry is not None and on("D29") and entry.mode in LIVE:
                return True
            if any(self.glob(a["key"], suffix) and ("tenants" not in a or name in a["tenants"])
                   for a in dns.allow):
                return True
        return False

    # What the policy writes.

    def written(self, view):
        """(key, value) of everything that the policy writes for the object's classes."""
        found = self.kept.get(id(view))
        if found is None or found[0] is not view:
            out = set()
            for cls in self.classes_of(view):
                out |= (self.written_for(view, cls) if on("writes")
                        else self.written_before(view, cls))
            self.kept[id(view)] = found = (view, out)
        return found[1]

    def written_before(self, view, cls):
        out = {(w.key, w.value) for w in self.dns_wants(cls, view) if w.value is not None}
        out |= {(e.key, v) for e, v in self.required(cls, view) if v is not None}
        if cls.ranged.first and cls.lists():
            out.add((cls.ranged.first, cls.range_text))
        if cls.mode == "reference":
            out.add((cls.ranged.reference or cls.ranged.first, cls.object))
        return out

    def written_for(self, view, cls):
        """What would be written at each key if it were absent."""
        out = set()
        for key in view.annotations:
            value = self.would_write(view, cls, key)
            if value is not None:
                out.add((key, value))
        return out

    def users(self, view, cls):
        """Of equal values under the prefixes of an instance, the user's: the first that the
        object's managed list does not contain."""
        out, listed = set(), {k for k, _ in view.listed()}
        wants = {w.key: w for w in self.dns_wants(cls, view)}
        held = view.annotations
        for dns in cls.dns if on("D31") else []:
            prefixes = self.policy.instances[dns.instance]
            for suffix in {k[len(p):] for p in prefixes for k in held if k.startswith(p)}:
                keys = [p + suffix for p in prefixes if p + suffix in held and self.copied(
                    cls, dns, wants.get(p + suffix), p, p + suffix, held[p + suffix], view)]
                same = [k for k in keys if held[k] == held[keys[0]]]
                if same and self.dns_value(wants.get(same[0]), None) != held[same[0]]:
                    out.add(next((k for k in same if k not in listed), same[0]))
        return out

    def would_write(self, view, cls, key, users=None):
        """What the policy would write at `key` if it were absent, or None."""
        prefix = self.policy.dns_prefix(key)
        if prefix is not None:
            if key in (self.users(view, cls) if users is None else users):
                return None
            copied = self.copies(cls, view, key).get(key)
            want = next((w for w in self.dns_wants(cls, view) if w.key == key), None)
            return self.dns_value(want, copied)
        if key in cls.ranged.writable() and cls.restricted():
            kept = {k: v for k, v in view.annotations.items() if k != key}
            found = [w for w in self.range_writes(kept, cls) if w.key == key]
            return found[0].value if found else None
        bare = view.without(key)
        return next((v for e, v in self.required(cls, bare) if e.key == key and e.fills()
                     and not self.has(bare, key)), None)
