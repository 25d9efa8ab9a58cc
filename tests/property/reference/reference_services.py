# SPDX-License-Identifier: Apache-2.0
"""Services."""
import copy

import reference_claims as claims
import reference_names as names
import reference_ranges as ranges
from reference_gateways import in_networks
from reference_judge import EVERY
from reference_kinds import Carrier
from reference_names import annotation_place, blank, claims_names
from reference_other import LEGACY, ZALANDO, KindJudge, KindView, listed, text, typed
from reference_policy import Class
from reference_profiles import glob
from reference_rules import Violation
from reference_service_profiles import LIST, FieldList
from reference_view import MANAGED

OVERRIDING = {
    "haproxy-ingress": ["allowlist-source-range", "whitelist-source-range",
                        "allowlist-source-header", "config-*"],
    "haproxytech": ["allow-list", "whitelist", "route-acl", "*-config-snippet"]}
NODE_PORTS = "allocateLoadBalancerNodePorts"


class ServiceView(KindView):
    """A Service; the list in its field counts as one of its keys."""

    def read(self):
        spec = typed(self.item.get("spec"), dict, "spec") or {}
        self.type = text(spec, "type", "spec") or "ClusterIP"
        self.balances = self.type == "LoadBalancer"
        self.headless = self.type == "ClusterIP" and text(spec, "clusterIP", "spec") == "None"
        self.external_ips = listed(spec, "externalIPs", str, "spec")
        self.lb_class = text(spec, "loadBalancerClass", "spec")
        self.lb_ip = text(spec, "loadBalancerIP", "spec")
        self.external_name = text(spec, "externalName", "spec")
        self.node_ports = typed(spec.get(NODE_PORTS), bool, f"spec.{NODE_PORTS}")
        self.ports = listed(spec, "ports", dict, "spec")
        for i, port in enumerate(self.ports):
            text(port, "protocol", f"spec.ports[{i}]")
            for name in ("port", "nodePort"):
                typed(port.get(name), int, f"spec.ports[{i}].{name}")
        found = listed(spec, "loadBalancerSourceRanges", str, "spec")
        self.annotations = {k: v for k, v in self.annotations.items() if k != LIST}
        if found:
            self.annotations[LIST] = FieldList.of(found)

    # Names that the Service publishes.

    def publishing(self):
        """The keys that publish names."""
        return [k for k, v in self.sorted() if not blank(v) and self.names_key(k)]

    def names_key(self, key):
        policy = self.review.policy
        prefix = policy.dns_prefix(key)
        if prefix is not None and claims_names(key[len(prefix):]):
            return True
        return key in (ZALANDO, *LEGACY) or any(policy.same_key(h, key)
                                                for h in policy.host_keys)

    @property
    def plain(self):
        keys = [k for k, _ in self.sorted()]
        return self.type == "ClusterIP" and not self.external_ips and not any(
            k == MANAGED or self.review.policy.dns_prefix(k) is not None or self.names_key(k)
            for k in keys)

    # The class.

    def is_carrier(self, key):
        return any(key in c.service.marks for c in self.review.policy.classes.values()
                   if c.service)

    def matched(self):
        """The class of a load balancer, or None."""
        found = [c for c in self.review.policy.classes.values()
                 if c.service and c.service.matches(self)]
        return max(found, key=lambda c: len(c.service.marks), default=None)

    def class_of_type(self):
        kind = "headless" if self.headless else self.type
        return self.review.settings.get("classOf", {}).get(kind)

    def carriers(self):
        if self.balances:
            cls = self.matched()
            if cls is None:
                return []
            place = annotation_place(cls.service.carrier())
        else:
            cls = self.review.policy.classes.get(self.class_of_type())
            if cls is None or not self.publishing():
                return []
            place = "spec.type"
        return [Carrier(place, cls.name, cls.name)]

    def unclassed(self):
        if self.carriers():
            return []
        return ["spec.type"] if self.balances else [
            annotation_place(k) for k in self.publishing()]

    def unclassed_place(self, place):
        return place

    def routes(self):
        return {(EVERY, port.get("protocol") or "TCP", port.get("port"))
                for port in self.ports}

    def has_node_port(self):
        return any(port.get("nodePort") for port in self.ports)


class ServiceJudge(KindJudge):
    view_class = ServiceView

    def __init__(self, policy, request):
        tenant = policy.tenant_of(request["namespace"])
        self.settings = tenant["services"] if tenant else policy.services
        super().__init__(policy, request)

    def adapt_key(self, view):
        return view.balances

    def adapt(self, cls, view):
        if view.balances and cls.service:
            return cls.service.adapted(cls)
        return super().adapt(cls, view)

    def dns_silent(self, view):
        return not view.publishing()

    def dns_names(self, view):
        return {"ttl", "set"}

    def dns_wants(self, cls, view):
        return super().dns_wants(cls, view) if cls.name else []

    def dns_writes(self, view, cls, kept):
        # The keys that published the names may have been the platform's own.
        return [] if self.dns_silent(view.changed(kept)) else super().dns_writes(
            view, cls, kept)

    # Names.

    def host_violations(self, view):
        yield from super().host_violations(view)
        if view.headless:
            for claim in self.claims(view):
                if self.is_published(claim) and "host-permitted" in self.broken_by(
                        "*." + claim.name, []):
                    yield Violation("host-permitted", claim.field, claim.place,
                                    "*." + claim.name)

    def is_published(self, claim):
        """Whether names of pods are published below a permitted claim."""
        return (claim.origin == "dns" and claim.name is not None
                and not names.is_wildcard(claim.name)
                and claim.place[:-1].endswith(("/hostname", "/internal-hostname"))
                and "host-permitted" not in self.broken_by(claim.name, []))

    def names_fine(self, key, value, cls, view):
        if not super().names_fine(key, value, cls, view):
            return False
        pods = ["*." + c.name for c in claims.dns_listed(key, value) if self.is_published(c)]
        return not view.headless or self.action("host-permitted", view) == "allow" or not any(
            "host-permitted" in self.broken_by(name, []) for name in pods)

    # The rules of Services.

    def carrier_violations(self, view):
        yield from super().carrier_violations(view)
        for cls in self.classes_of(view) if view.balances else []:
            for key, value in view.sorted():
                if cls.service.profile.exposes(key) and self.exposed(key, value, view, cls):
                    place = annotation_place(key)
                    yield Violation("class-agrees", place, place, value)

    def exposed(self, key, value, view, cls):
        """Whether an exposing key contradicts the class."""
        return cls.service.marks.get(key) != value and not self.entry_permits(
            key, value, view, cls)

    def special_violations(self, view):
        if view.plain:
            return
        types = self.settings.get("types", ["ClusterIP"])
        if view.type not in types:
            yield Violation("service-type", "spec.type", "spec.type", view.type)
        yield from self.address_violations(view)
        yield from self.port_violations(view)
        if view.type == "ExternalName" and not self.fine_target(view.external_name):
            yield Violation("service-target", "spec.externalName", "spec.externalName",
                            view.external_name)

    def fine_target(self, target):
        name = names.normal(target)
        return name is not None and not names.is_wildcard(name) and any(
            names.covers(names.fold(d), name) for d in self.settings.get("externalNames", []))

    def permits(self, setting, address):
        return in_networks(address, ranges.policy_set(
            self.policy.network_texts(self.settings.get(setting, []))))

    def address_violations(self, view):
        for i, address in enumerate(view.external_ips):
            if not self.permits("externalIPs", address):
                yield Violation("service-address", f"spec.externalIPs[{i}]",
                                "spec.externalIPs[]", address)
        if view.lb_ip and not self.permits("loadBalancerIPs", view.lb_ip):
            yield Violation("service-address", "spec.loadBalancerIP", "spec.loadBalancerIP",
                            view.lb_ip)
        for key, value in view.sorted():
            if any(p.addresses(key) for p in self.judged_profiles(view)) and not all(
                    self.permits("loadBalancerIPs", a.strip(names.BLANKS))
                    for a in value.split(",")):
                yield self.at_key("service-address", key, view)

    def judged_profiles(self, view):
        """The service profiles of the class, or of all classes."""
        named = self.classes_of(view) or self.policy.classes.values()
        return [c.service.profile for c in named if c.service]

    def port_violations(self, view):
        permitted = self.settings.get("nodePorts")
        for i, port in enumerate(view.ports):
            number, place = port.get("nodePort"), f"spec.ports[{i}].nodePort"
            if number and view.type == "NodePort" and permitted is not None and not any(
                    in_range(number, p) for p in permitted):
                yield Violation("service-port", place, "spec.ports[].nodePort", number)
        for cls in self.classes_of(view) if view.balances else []:
            if cls.service.no_node_ports:
                yield from self.allocation_violations(view)

    @staticmethod
    def allocation_violations(view):
        if view.node_ports is not False:
            place = f"spec.{NODE_PORTS}"
            yield Violation("service-port", place, place, view.node_ports, True)
        for i, port in enumerate(view.ports):
            if port.get("nodePort"):
                yield Violation("service-port", f"spec.ports[{i}].nodePort",
                                "spec.ports[].nodePort", port["nodePort"], True)

    def overriding_violations(self, view):
        """Keys that controllers read from the Service before the Ingress."""
        for key, value in view.sorted():
            if any(self.overrides(c, key) for c in self.policy.classes.values()) and not (
                    self.said_by_entry(key, value)):
                yield self.at_key("source-ranges", key, view, False)

    @staticmethod
    def overrides(cls, key):
        name = key.rpartition("/")[2]
        if cls.profile.kind == "haproxytech" and name == "route-acl":
            return True
        known = OVERRIDING.get(cls.profile.kind, [])
        if not cls.restricted() or not any(glob(n, name) for n in known):
            return False
        return cls.profile.kind == "haproxytech" or key[:len(key) - len(name)] in (
            cls.profile.prefixes)

    def said_by_entry(self, key, value):
        found = [e for c in self.policy.classes.values() for e in self.entries(c)]
        return any(e.literal == value for e in found if self.policy.same_key(e.key, key)) or (
            self.permitted_by_values(key, value, found))

    def violations(self, view):
        if not view.plain:
            found = [*super().violations(view), *self.overriding_violations(view)]
            return list(dict.fromkeys(found))
        found = [v for v in self.key_violations(view) if v.rule != "reference-local"]
        return list(dict.fromkeys([*found, *self.overriding_violations(view),
                                   *self.field_violations(view)]))

    def more_annotations(self, view):
        profiles = [c.service.profile for c in self.classes_of(view) if c.service]
        written = self.written(view)
        return any(any(p.concerns(k) for p in profiles) and (k, v) not in written
                   and self.old.annotations.get(k) != v for k, v in view.annotations.items())

    # Source ranges.

    @staticmethod
    def parse(value, cls):
        if not isinstance(value, FieldList):
            return ranges.parse_list(value, cls.ranged)
        found = [ranges.parse_entry(v.strip(names.BLANKS), False) for v in value.items]
        return None if None in found else ranges.joined(f[:3] for f in found)

    def range_writes(self, kept, cls):
        return [w._replace(value=as_kept(w.key, w.value)) for w in super().range_writes(kept, cls)]

    def list_writes(self, kept, cls):
        present = [k for k in cls.ranged.spellings(kept) if k in kept]
        if not getattr(cls.ranged, "exclusive", False) or not present:
            return super().list_writes(kept, cls)
        return [w for w in super().list_writes(kept, cls) if w.kind == "user"]

    def conflict(self, kept, cls):
        present = [k for k in cls.ranged.spellings(kept) if k in kept]
        return (getattr(cls.ranged, "exclusive", False) and len(present) > 1) or (
            super().conflict(kept, cls))

    def list_violations(self, view, cls):
        if not getattr(cls.ranged, "exclusive", False):
            return super().list_violations(view, cls)
        present = [k for k in cls.ranged.spellings() if k in view.annotations]
        if not present:
            return {LIST} if cls.mode != "open" else set()
        return {k for i, k in enumerate(present) if i > 0 or not self.acceptable(
            self.parse(view.annotations[k], cls), cls)}

    # The mutating stage.

    def default_to_write(self):
        """The class that is written if none matches, or None."""
        view, old = self.new, self.old
        if not view.balances or view.matched() or self.untouchable("class-present", view):
            return None
        if old is not None and old.balances:
            return old.matched()
        name = self.settings.get("defaultClass")
        fresh = self.request["operation"] == "CREATE" or old is not None
        if not fresh or name is None or not self.policy.grants_class(self.tenant, name):
            return None
        return self.policy.classes[name] if self.policy.classes[name].service else None

    def contradicted(self, cls):
        """Whether the object contradicts the demands of the class."""
        view, service = self.new, cls.service
        if view.lb_class not in ("", service.lb_class):
            return True
        adapted = self.adapt(cls, view)
        return any(service.marks.get(k, v) != v or (
            service.profile.exposes(k) and self.exposed(k, v, view, adapted))
            for k, v in view.sorted())

    def with_class(self, item):
        cls = self.default_to_write()
        if cls is None or self.contradicted(cls):
            return item
        item = copy.deepcopy(item)
        if cls.service.lb_class:
            item["spec"]["loadBalancerClass"] = cls.service.lb_class
        if cls.service.marks:
            at = item["metadata"].get("annotations") or {}
            item["metadata"]["annotations"] = {**at, **cls.service.marks}
        return item

    def acting_class(self, view):
        if view.plain:
            return None
        if self.has_lost_class(view):
            return None if self.denies_class(view) else self.nothing()
        return super().acting_class(view)

    def nothing(self):
        """The class of a Service that has no class any more: it demands nothing."""
        out = Class("", {"sourceRanges": {"mode": "elsewhere"}}, self.policy)
        out.entries = []
        return out

    def annotated(self, view, cls):
        bare = view.changed(self.without_own(view, self.own(view, cls)))
        # The keys that published the names may have been the platform's own.
        lost = not view.balances and not bare.publishing()
        return super().annotated(view, self.nothing() if lost else cls)

    def has_lost_class(self, view):
        return (self.old is not None and not view.balances and not view.carriers()
                and bool(self.old.carriers()))

    def with_annotations(self, item, view, annotations):
        found = annotations.pop(LIST, None)
        bare = {k: v for k, v in view.annotations.items() if k != LIST}
        super().with_annotations(item, view.changed(bare), annotations)
        if found != view.annotations.get(LIST):
            if found is None:
                del item["spec"]["loadBalancerSourceRanges"]
            else:
                item["spec"]["loadBalancerSourceRanges"] = list(found.items)
        if self.closes_ports(view):
            item["spec"][NODE_PORTS] = False
        return item

    def closes_ports(self, view):
        """Whether node ports are disabled."""
        fresh = self.request["operation"] == "CREATE" or (
            self.old is not None and (not self.old.balances or self.old.node_ports is False))
        return (fresh and view.balances and view.node_ports is not False
                and not view.has_node_port()
                and any(c.service.no_node_ports for c in self.classes_of(view)))


def as_kept(key, value):
    """A list in the form of its place: texts in the field, one text in an annotation."""
    if key != LIST:
        return ",".join(value.items) if isinstance(value, FieldList) else value
    if isinstance(value, FieldList):
        return value
    return FieldList.of([v.strip(" \t\n") for v in value.split(",")])


def in_range(number, permitted):
    first, _, last = permitted.partition("-")
    return int(first) <= number <= int(last or first)
