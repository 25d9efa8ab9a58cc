# SPDX-License-Identifier: Apache-2.0
"""The kinds of the Gateway API."""
import json

import reference_claims as claims
import reference_names as names
import reference_ranges as ranges
from reference_judge import EVERY
from reference_kinds import GATEWAY_GROUP, Carrier
from reference_other import KindJudge, KindView, listed, text, typed
from reference_profiles import glob
from reference_rules import Violation

NAMED = ("HTTPRoute", "GRPCRoute", "TLSRoute")
FILTERED = ("HTTPRoute", "GRPCRoute")
SERVICE_TYPE = "networking.istio.io/service-type"


def as_json(value):
    return json.dumps(value, sort_keys=True)


class Parent:
    """A reference to a parent, with its defaults."""

    def __init__(self, spec, place, own):
        group, kind = spec.get("group"), text(spec, "kind", place)
        typed(group, str, f"{place}.group")
        self.place, self.mesh = place, kind == "Service" and group == ""
        self.namespace = text(spec, "namespace", place) or own
        self.name = text(spec, "name", place)
        self.known = (group or GATEWAY_GROUP) == GATEWAY_GROUP and (
            kind or "Gateway") in ("Gateway", "ListenerSet")

    def carrier(self, review):
        entry = review.policy.entrance(self.namespace, self.name,
                                       review.request["namespace"]) if self.known else None
        cls = entry.leads(review.tenant_name()) if entry else None
        return Carrier(self.place, f"{self.namespace}/{self.name}", cls, entry)


class RouteView(KindView):
    """A route."""

    def read(self):
        own = self.review.request["namespace"]
        spec = typed(self.item.get("spec"), dict, "spec") or {}
        self.parents = [Parent(p, f"spec.parentRefs[{i}]", own)
                        for i, p in enumerate(listed(spec, "parentRefs", dict, "spec"))]
        self.default = text(spec, "useDefaultGateways", "spec") == "All"
        self.hostnames = listed(spec, "hostnames", str, "spec") if (
            self.review.kind.name in NAMED) else []
        self.route_rules = listed(spec, "rules", dict, "spec")
        self.filters = [listed(r, "filters", dict, f"spec.rules[{i}]") if (
            self.review.kind.name in FILTERED) else [] for i, r in enumerate(self.route_rules)]
        self.mesh = bool(self.parents) and not self.default and all(
            p.mesh for p in self.parents)

    def carriers(self):
        out = [p.carrier(self.review) for p in self.parents if not p.mesh]
        return out + (self.default_carriers() if self.default else [])

    def default_carriers(self):
        place, tenant = "spec.useDefaultGateways", self.review.tenant_name()
        found = [Carrier(place, "All", e.leads(tenant), e)
                 for e in self.review.policy.gateways if e.default]
        return found or [Carrier(place, "All", None)]

    def published(self):
        return [h for h in self.hostnames if h]

    def catch_alls(self):
        carriers = self.carriers()
        open_ones = [c for c in carriers if c.cls is None or not c.entry.hostless]
        if self.review.kind.name not in NAMED:
            return [(c.place, c.place.partition("[")[0]) for c in open_ones]
        if open_ones and not self.published():
            return [("spec.hostnames", "spec.hostnames")]
        return []

    def field_claims(self):
        if self.mesh or self.hostnames == [""]:
            return []
        return [claims.claim(f"spec.hostnames[{i}]", "spec.hostnames[]", h, "route")
                for i, h in enumerate(self.hostnames)]

    def routes(self):
        return {(EVERY, as_json(r)) for r in self.route_rules}


class RouteJudge(KindJudge):
    view_class, deep = RouteView, True

    def dns_names(self, view):
        return {"ttl", "set"}

    def dns_entries(self, dns, view):
        out = super().dns_entries(dns, view)
        source = dns.entries.get("ingress-hostname-source")
        if source is not None and self.kind.name in NAMED and (
                dns.names == "annotation" or view.published()):
            out["gateway-hostname-source"] = source
        return out

    def hostname_is_dead(self, dns, view):
        return dns.names == "hosts" and self.kind.name in NAMED and bool(view.published())

    def unpublished(self, view):
        hosts = {names.normal(h) for h in view.hostnames}
        for cls in self.classes_of(view):
            for dns in cls.dns:
                for prefix in self.policy.instances[dns.instance]:
                    key = prefix + "hostname"
                    found = claims.dns_listed(key, view.annotations.get(key, ""))
                    if self.hostname_is_dead(dns, view) and any(
                            c.name and c.name not in hosts for c in found):
                        yield key

    def taken_by(self, field, view):
        return next((c.text for c in view.carriers() if c.place == field), "")

    def source_violations(self, view, cls):
        sources = gateway_sources(cls, self.policy)
        if sources.get("mode") != "reference":
            return
        if self.kind.name not in FILTERED:
            yield "spec", "spec"
        elif not view.route_rules:
            yield "spec.rules", "spec.rules"
        for i, found in enumerate(view.filters):
            if self.kind.name in FILTERED and not is_filter(found[:1], sources["filter"]):
                yield f"spec.rules[{i}].filters", "spec.rules[].filters"


def gateway_sources(cls, policy):
    """The ranges that a class demands of routes."""
    own = policy.classes[cls.name].sources
    return (cls.gateway or {}).get("sourceRanges", own)


def is_filter(first, wanted):
    found = first[0].get("extensionRef") if first else None
    return bool(first) and first[0].get("type") == "ExtensionRef" and found == wanted


class ListenersView(KindView):
    """An object with listeners."""

    def read(self):
        spec = typed(self.item.get("spec"), dict, "spec") or {}
        self.listeners = listed(spec, "listeners", dict, "spec")
        for i, listener in enumerate(self.listeners):
            for name in ("hostname", "protocol"):
                text(listener, name, f"spec.listeners[{i}]")
        self.read_more(spec)

    def name_carriers(self):
        entry = self.own_entrance()
        return [Carrier("metadata.name", self.name, entry.cls, entry)] if entry else []

    def catch_alls(self):
        return [(f"spec.listeners[{i}].hostname", "spec.listeners[].hostname")
                for i, one in enumerate(self.listeners)
                if not one.get("hostname") and one.get("protocol") not in ("TCP", "UDP")]

    def field_claims(self):
        return [claims.claim(f"spec.listeners[{i}].hostname", "spec.listeners[].hostname",
                             one["hostname"], "listener")
                for i, one in enumerate(self.listeners) if one.get("hostname")]

    @staticmethod
    def host_of(listener):
        host = listener.get("hostname") or ""
        return names.normal(host) or host

    def routes(self):
        return {(self.host_of(one), as_json(one)) for one in self.listeners}


class ListenerSetView(ListenersView):
    def read_more(self, spec):
        parent = typed(spec.get("parentRef"), dict, "spec.parentRef")
        own = self.review.request["namespace"]
        self.parent = None if parent is None else Parent(parent, "spec.parentRef", own)

    def carriers(self):
        out = self.name_carriers()
        if self.parent is not None and not self.parent.mesh:
            out.append(self.parent.carrier(self.review))
        return out

    def unclassed(self):
        return [] if self.carriers() else ["spec.parentRef"]


class GatewayView(ListenersView):
    def read_more(self, spec):
        self.gateway_class = text(spec, "gatewayClassName", "spec")
        place = "spec.infrastructure"
        infrastructure = typed(spec.get("infrastructure"), dict, place) or {}
        self.load_balancer = typed(infrastructure.get("annotations"), dict,
                                   f"{place}.annotations") or {}
        for key, value in self.load_balancer.items():
            typed(value, str, f"{place}.annotations[{key}]")
        self.parameters = typed(infrastructure.get("parametersRef"), dict,
                                f"{place}.parametersRef")
        self.addresses = listed(spec, "addresses", dict, "spec")
        for i, one in enumerate(self.addresses):
            for name in ("type", "value"):
                text(one, name, f"spec.addresses[{i}]")
        self.scope = text(spec, "defaultScope", "spec")

    def carriers(self):
        out = self.name_carriers()
        if self.gateway_class:
            cls = next((c.name for c in self.review.policy.classes.values()
                        if self.gateway_class in (c.gateway or {}).get("classes", [])), None)
            out.append(Carrier("spec.gatewayClassName", self.gateway_class, cls))
        return out

    def unclassed(self):
        return [] if self.carriers() else ["spec.gatewayClassName"]


class ListenersJudge(KindJudge):
    """What applies to Gateways and ListenerSets."""

    deep = True

    def special_violations(self, view):
        for cls in self.classes_of(view):
            if cls.tls:
                yield from self.twin_violations(view)

    @staticmethod
    def twin_violations(view):
        secure = {view.host_of(one) for one in view.listeners if one.get("protocol") == "HTTPS"}
        for i, one in enumerate(view.listeners):
            if one.get("protocol") == "HTTP" and view.host_of(one) not in secure:
                yield Violation("tls-required", f"spec.listeners[{i}].protocol",
                                "spec.listeners[].protocol", view.host_of(one))


class ListenerSetJudge(ListenersJudge):
    view_class = ListenerSetView


class GatewayJudge(ListenersJudge):
    view_class = GatewayView

    def takes_target(self, view):
        entry = view.own_entrance()
        return entry is not None and not entry.own

    def dns_names(self, view):
        return {"target"} if self.takes_target(view) else set()

    # Settings of the load balancer.

    def permitted(self, view, test):
        """Whether every class of the object permits the setting."""
        named = self.classes_of(view)
        return bool(named) and all(
            test((c.gateway or {}).get("infrastructure", {}), c) for c in named)

    def infrastructure_bad(self, view):
        """(field, place, value) of each setting that no class permits."""
        for key, value in view.load_balancer.items():
            fine = self.policy.dns_prefix(key) is None and self.permitted(
                view, lambda i, _, key=key: any(glob(p, key) for p in i.get("annotations", [])))
            if not fine:
                place = f"spec.infrastructure.annotations[{key}]"
                yield place, place, value
        for key, value in view.annotations.items():
            if self.sets_load_balancer(key) and not self.permitted(
                    view, lambda _, c, k=key, v=value: self.entry_permits(k, v, view, c)):
                place = names.annotation_place(key)
                yield place, place, value
        if view.parameters is not None and not self.permitted(
                view, lambda i, _: self.lists_parameters(i, view.parameters)):
            place = "spec.infrastructure.parametersRef"
            yield place, place, as_json(view.parameters)
        for i, one in enumerate(view.addresses):
            if (one.get("value") or one.get("type") not in (None, "", "IPAddress")) and (
                    not self.permitted(view, lambda i, _, one=one: self.lists_address(i, one))):
                yield f"spec.addresses[{i}]", "spec.addresses[]", as_json(one)
        entry = view.own_entrance()
        if view.scope not in ("", "None") and not self.permitted(
                view, lambda *_: entry is not None and entry.default):
            yield "spec.defaultScope", "spec.defaultScope", view.scope

    def sets_load_balancer(self, key):
        return key == SERVICE_TYPE or any(
            p.concerns(key) for p in self.policy.service_profiles.values())

    @staticmethod
    def lists_parameters(infrastructure, reference):
        kind, group = reference.get("kind"), reference.get("group")
        first = f"{kind}.{group}" if group else kind
        return any(p in (f"{first}/{reference.get('name')}", f"{first}/*")
                   for p in infrastructure.get("parameters", []))

    def lists_address(self, infrastructure, address):
        permitted = ranges.policy_set(
            self.policy.network_texts(infrastructure.get("addresses", [])))
        return address.get("type") in (None, "", "IPAddress") and in_networks(
            address.get("value"), permitted)

    def special_violations(self, view):
        yield from super().special_violations(view)
        for field, place, value in self.infrastructure_bad(view):
            yield Violation("gateway-infrastructure", field, place, value)


def in_networks(address, permitted):
    parsed = ranges.parse_address(address or "")
    return parsed is not None and ranges.inside([(parsed[0], parsed[1], parsed[1])], permitted)
