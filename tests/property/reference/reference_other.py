# SPDX-License-Identifier: Apache-2.0
"""The judgement of kinds other than Ingress, as far as it is common to all of them."""
import copy
import re

import reference_claims as claims
import reference_fields as fields
import reference_names as names
from reference_judge import CLASS_RULES
from reference_mutation import Mutation
from reference_profiles import NO_PROFILE
from reference_rules import Violation
from reference_view import Unjudgeable, View, names_class, need

HOSTNAME_SOURCES = ("ingress-hostname-source", "gateway-hostname-source")
LEGACY = ["dns.alpha.kubernetes.io/external", "dns.alpha.kubernetes.io/internal"]
ZALANDO = "zalando.org/dnsname"


def typed(value, kind, place):
    """An optional member."""
    if value is not None and (not isinstance(value, kind)
                              or (kind is int and isinstance(value, bool))):
        raise Unjudgeable(place)
    return value


def text(holder, name, place):
    """An optional text."""
    return typed(holder.get(name), str, f"{place}.{name}") or ""


def listed(holder, name, kind, place):
    """An optional list, with elements of one type."""
    place = f"{place}.{name}"
    found = typed(holder.get(name), list, place) or []
    return [need(v, kind, f"{place}[{i}]") for i, v in enumerate(found)]


class KindView(View):
    """What the rules look at in an object of another kind than Ingress."""

    # Whether the class rules apply to the kind; whether only the rules of plain Services
    # do.
    classed, plain = True, False

    def __init__(self, item, review):
        self.item, self.review, self.class_anywhere = item, review, False
        metadata = need(item.get("metadata"), dict, "metadata")
        self.annotations = need(metadata.get("annotations"), dict, "metadata.annotations")
        for key, value in self.annotations.items():
            need(value, str, names.annotation_place(key))
        self.deleting = metadata.get("deletionTimestamp") is not None
        self.generated = bool(metadata.get("generateName"))
        self.name = text(metadata, "name", "metadata")
        self.field, self.rules, self.tls, self.default_backend = "", [], [], None
        self.read()

    def read(self):
        """Take what the rules look at from the object."""

    def sorted(self):
        return [kv for kv in super().sorted() if not kv[0].startswith("/")]

    def is_carrier(self, key):
        return False

    def unlisted(self, key):
        # No entry may have a carrier of Ingresses as its key, whatever its kinds.
        return super().unlisted(key) or names_class(key, self.review.policy.class_anywhere)

    def carriers(self):
        return []

    def class_texts(self):
        return [c.cls or c.text for c in self.carriers()]

    def named(self):
        """The names in the carriers, for comparisons with the stored object: list positions
        do not count."""
        return [(re.sub(r"\[[0-9]+\]", "[]", c.place), c.cls or c.text)
                for c in self.carriers()]

    def unclassed(self):
        """The places where class-present is broken."""
        return []

    def unclassed_place(self, place):
        """Such a place in comparisons with the stored object: all carriers are one place."""
        return "class"

    def catch_alls(self):
        return []

    def field_claims(self):
        return []

    def routes(self):
        return set()

    def own_entrance(self):
        """The entry of `gateways` for the object itself, or None."""
        if not self.name:
            return None
        own = self.review.request["namespace"]
        return self.review.policy.entrance(own, self.name, own)


class KindJudge(Mutation):
    """The judgement of one object of another kind."""

    view_class = KindView

    def __init__(self, policy, request):
        self.adapted = {}
        super().__init__(policy, request)

    def view(self, item):
        return self.view_class(item, self)

    # Classes.

    def adapt(self, cls, view):
        """The class for objects of this kind, which have no list keys."""
        out = copy.copy(cls)
        out.ranged, out.mode = NO_PROFILE, "elsewhere"
        return out

    def classes_of(self, view):
        found = sorted({c.cls for c in view.carriers() if c.cls})
        return [self.for_kind(name, view) for name in found]

    def for_kind(self, name, view):
        key = name, self.adapt_key(view)
        if key not in self.adapted:
            self.adapted[key] = self.adapt(self.policy.classes[name], view)
        return self.adapted[key]

    def adapt_key(self, view):
        return None

    def profiles_of(self, view):
        named = self.classes_of(view)
        if not named:
            return self.policy.used_profiles
        return list(dict.fromkeys(c.profile for c in named if c.profile.kind != "none"))

    def lead(self, word):
        """The class with this name, or None."""
        name = self.policy.identity(word)
        return name if name in self.policy.classes else None

    def tenant_violations(self, view):
        if self.tenant is None:
            yield Violation("tenant-known", "metadata.namespace", "metadata.namespace", "")
        granted = (self.tenant or {}).get("kinds", [])
        if self.kind.listed and self.kind.name not in granted:
            yield Violation("kind-permitted", "kind", "kind", "")
        if view.classed:
            yield from self.carrier_violations(view)

    def carrier_violations(self, view):
        carriers = view.carriers()
        for place in view.unclassed():
            yield Violation("class-present", place, view.unclassed_place(place), "")
        first = next((c.cls for c in carriers if c.cls), None)
        for c in carriers:
            if c.cls and c.cls != first:
                yield Violation("class-agrees", c.place, "class", c.cls)
            alone = c.place != "metadata.name" or len(carriers) == 1
            if alone and not self.loose() and not (
                    c.cls and self.policy.grants_class(self.tenant, c.cls)):
                yield Violation("class-permitted", c.place, "class", c.cls or c.text)

    # Names.

    def claims(self, view):
        found = list(view.field_claims()) + list(claims.annotation_claims(
            view, self.policy, self.policy.used_profiles))
        return found + list(self.legacy_claims(view))

    def legacy_claims(self, view):
        if self.kind.name not in ("Service", "Pod"):
            return
        for key in LEGACY:
            yield from claims.dns_listed(key, view.annotations.get(key, ""))
        value, place = view.annotations.get(ZALANDO, ""), names.annotation_place(ZALANDO)
        if not names.blank(value):
            yield claims.claim(place, place, value.strip(names.BLANKS), "annotation")

    def catch_alls(self, view):
        return view.catch_alls()

    def first_host(self, view):
        found = (c.raw for c in view.field_claims() if c.raw and c.origin != "unread")
        return next(found, None)

    # ExternalDNS.

    def dns_silent(self, view):
        """Whether its keys are judged like those of an object without class."""
        return False

    def takes_target(self, view):
        return False

    def dns_names(self, view):
        """Which entries apply: target, ttl, and set for the keys of `set`."""
        return set()

    def dns_entries(self, dns, view):
        held = self.dns_names(view)
        return {n: e for n, e in dns.entries.items() if n not in HOSTNAME_SOURCES
                and (n if n in ("target", "ttl") else "set") in held}

    def dns_wants(self, cls, view):
        return [] if self.dns_silent(view) else super().dns_wants(cls, view)

    def copies(self, cls, view, without=None):
        return {} if self.dns_silent(view) else super().copies(cls, view, without)

    def users(self, view, cls):
        return set() if self.dns_silent(view) else super().users(view, cls)

    def hostname_is_dead(self, dns, view):
        return False

    def plain_fine(self, suffix, value, maps):
        if suffix in HOSTNAME_SOURCES or (suffix == "target" and not self.takes_target(self.new)):
            return False
        return super().plain_fine(suffix, value, maps)

    def classless_fine(self, view, prefix, key):
        from reference_wanted import off
        dead = off(view, prefix)
        if not dead and key[len(prefix):] in HOSTNAME_SOURCES:
            return False
        return super().classless_fine(view, prefix, key)

    def unpublished(self, view):
        return []

    # The rules.

    def source_violations(self, view, cls):
        """(field, place) of wrong source ranges for this kind."""
        return []

    def class_violations(self, view):
        named, instances = self.classes_of(view), self.policy.instances
        for cls in named:
            if instances and not self.dns_silent(view):
                yield from self.dns_violations(view, cls)
            for key in self.range_violations(view, cls):
                yield self.at_key("source-ranges", key, view)
            for field, place in self.source_violations(view, cls):
                yield Violation("source-ranges", field, place, "")
            yield from self.required_violations(view, cls)
        if instances and (not named or self.dns_silent(view)):
            for key in view.annotations:
                prefix = self.policy.dns_prefix(key)
                if prefix is not None and not self.classless_fine(view, prefix, key):
                    yield self.at_key("dns-annotations", key, view)

    def special_violations(self, view):
        """The rules for this kind only."""
        return []

    def field_violations(self, view):
        yield from super().field_violations(view)
        if self.kind.row is not None:
            for found in fields.forbidden_by_row(self.kind.row, view.item):
                yield Violation("field-permitted", *found)

    def violations(self, view):
        found = [*self.tenant_violations(view), *self.host_violations(view),
                 *self.class_violations(view), *self.key_violations(view),
                 *self.special_violations(view), *self.field_violations(view)]
        return list(dict.fromkeys(found))

    def entry_permits(self, key, value, view, cls):
        """Whether an annotation entry for this kind writes or permits the value."""
        return ((key, value) in self.written_for(view, cls)
                or self.permitted_by_values(key, value, self.entries(cls)))

    # Updates.

    def carriers_changed(self, view):
        return view.named() != self.old.named()

    def classes_changed(self, view):
        return {t for _, t in view.named()} - {""} != {t for _, t in self.old.named()} - {""}

    def more_annotations(self, view):
        """Whether an annotation for the object's controllers is new or changed."""
        profiles = [c.profile for c in self.classes_of(view)]
        written = self.written(view)
        return any(any(p.concerns(k) for p in profiles) and (k, v) not in written
                   and not any(p.owns(k) for p in profiles) and self.old.annotations.get(k) != v
                   for k, v in view.annotations.items())

    # The mutating stage.

    def with_class(self, item):
        return item

    def denies_class(self, view):
        denied = {j.rule for j in self.judge(view) if j.outcome == "denied"}
        return bool(denied & (CLASS_RULES | {"tenant-known", "kind-permitted"}))

    def acting_class(self, view):
        found = {c.cls for c in view.carriers()}
        if len(found) != 1 or None in found or self.denies_class(view):
            return None
        return self.for_kind(min(found), view)
