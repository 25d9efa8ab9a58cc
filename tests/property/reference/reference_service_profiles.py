# SPDX-License-Identifier: Apache-2.0
"""How controllers of load balancers name and read annotations of Services."""
import copy
import json

import reference_ranges as ranges
from reference_profiles import glob

LIST = "/spec/loadBalancerSourceRanges"
AWS = "service.beta.kubernetes.io/aws-load-balancer-"
AZURE = "service.beta.kubernetes.io/azure-"
OPENSTACK = "loadbalancer.openstack.org/"
SPELLING = "service.beta.kubernetes.io/load-balancer-source-ranges"
POOLS = ("metallb.io/", "metallb.universe.tf/")


def under(prefix, *found):
    return [prefix + name for name in found]


# undone: key -> the values that undo nothing.
BUILT_IN = {
    "aws-nlb": {
        "exposing": under(AWS, "scheme", "internal", "type", "subnets"),
        "addressing": under(AWS, "eip-allocations", "private-ipv4-addresses", "ipv6-addresses"),
        "spellings": [SPELLING],
        "undone": {**dict.fromkeys(under(AWS, "security-groups",
                                         "security-group-prefix-lists"), ()),
                   AWS + "disable-nlb-sg": ("false",),
                   AWS + "inbound-sg-rules-on-private-link-traffic": ("on",)}},
    "aws": {
        "exposing": under(AWS, "internal", "type", "subnets"),
        "addressing": under(AWS, "eip-allocations", "private-ipv4-addresses"),
        "spellings": [SPELLING],
        "undone": dict.fromkeys(under(AWS, "security-groups", "extra-security-groups"), ())},
    "azure": {
        "exposing": under(AZURE, "load-balancer-internal", "load-balancer-internal-subnet",
                          "load-balancer-mode", "load-balancer-configurations",
                          "load-balancer-resource-group", "pls-create"),
        "addressing": under(AZURE, "load-balancer-ipv4", "load-balancer-ipv6", "pip-name",
                            "pip-name-ipv6", "pip-prefix-id", "pip-prefix-id-ipv6",
                            "additional-public-ips"),
        "spellings": [SPELLING, AZURE + "allowed-ip-ranges"], "exclusive": True,
        "undone": {AZURE + "allowed-service-tags": (),
                   AZURE + "disable-load-balancer-nsg-rule": ("false",)}},
    "gke": {
        "exposing": ["networking.gke.io/load-balancer-type",
                     "cloud.google.com/load-balancer-type", "cloud.google.com/l4-rbs",
                     "networking.gke.io/internal-load-balancer-allow-global-access",
                     "networking.gke.io/internal-load-balancer-subnet"],
        "addressing": ["networking.gke.io/load-balancer-ip-addresses"],
        "spellings": [SPELLING]},
    "openstack": {
        "exposing": ["service.beta.kubernetes.io/openstack-internal-load-balancer",
                     *under(OPENSTACK, "class", "floating-network-id", "floating-subnet*",
                            "network-id", "subnet-id", "load-balancer-id")],
        "addressing": under(OPENSTACK, "load-balancer-address", "hostname"),
        "spellings": [SPELLING]},
    "metallb": {
        "exposing": [p + n for p in POOLS for n in ("address-pool", "allow-shared-ip")],
        "addressing": [p + "loadBalancerIPs" for p in POOLS]},
    "cilium": {
        "exposing": ["service.cilium.io/type", "lbipam.cilium.io/sharing-key",
                     "lbipam.cilium.io/sharing-cross-namespace", "io.cilium/lb-ipam-sharing-key",
                     "io.cilium/lb-ipam-sharing-cross-namespace"],
        "addressing": ["lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips"],
        "undone": {"service.cilium.io/src-ranges-policy": ("allow",)}},
    "none": {},
}


class FieldList(str):
    """The list in the field, compared as a list of texts."""

    items = ()

    @classmethod
    def of(cls, items):
        out = cls(json.dumps(items))
        out.items = list(items)
        return out

    def __deepcopy__(self, memo):
        return self


class ServiceProfile:
    """A service profile in the form of the profiles of Ingresses."""

    kind, separator, bare, exclusion = "service", ",", False, False
    reference, first = None, LIST

    def __init__(self, row):
        self.exposing, self.addressing = row.get("exposing", []), row.get("addressing", [])
        self.keys, self.exclusive = row.get("spellings", []), row.get("exclusive", False)
        self.undone = row.get("undone", {})

    @classmethod
    def own(cls, spec):
        return cls({**spec, "exclusive": spec.get("exclusive") == "true",
                    "undone": dict.fromkeys(spec.get("undoneBy", []), ())})

    def spellings(self, keys=()):
        return [LIST, *self.keys]

    def is_list_key(self, key):
        return key == LIST or key in self.keys

    owns = is_list_key

    def writable(self):
        return [LIST]

    def exposes(self, key):
        return any(glob(k, key) for k in self.exposing)

    def addresses(self, key):
        return any(glob(k, key) for k in self.addressing)

    def undoing(self, key):
        return any(glob(k, key) for k in self.undone)

    def undoes(self, key, value):
        return any(glob(k, key) and value not in fine for k, fine in self.undone.items())

    def undoes_for_all(self, key, value):
        return False

    def concerns(self, key):
        return self.exposes(key) or self.addresses(key) or self.undoing(key)


def make_profiles(written):
    out = {name: ServiceProfile(row) for name, row in BUILT_IN.items()}
    out.update({name: ServiceProfile.own(spec["service"]) for name, spec in written.items()
                if "service" in spec})
    return out


def family_of(text):
    return "IPv6" if ":" in text else "IPv4"


class ServiceClass:
    """The key `service` of a class."""

    def __init__(self, cls, policy):
        spec = cls.service
        self.profile = policy.service_profiles[spec.get("profile", "none")]
        self.lb_class, self.marks = spec.get("loadBalancerClass", ""), spec.get("marks", {})
        self.no_node_ports = spec.get("nodePorts") == "deny"
        sources = spec.get("sourceRanges", cls.sources)
        families = spec.get("families", ["IPv4", "IPv6"])
        texts = [t for t in policy.network_texts(sources.get("networks", []))
                 if family_of(t) in families]
        self.mode, self.ranges = sources.get("mode", "open"), ranges.policy_set(texts)
        self.range_text = ",".join(ranges.written_entries(texts))

    def matches(self, view):
        return view.lb_class == self.lb_class and all(
            view.annotations.get(k) == v for k, v in self.marks.items())

    def carrier(self):
        """The key or field by which an object names the class."""
        return "/spec/loadBalancerClass" if self.lb_class else next(iter(self.marks))

    def adapted(self, cls):
        """The class for load balancers."""
        out = copy.copy(cls)
        out.ranged, out.mode = self.profile, self.mode
        out.ranges, out.range_text, out.object = self.ranges, self.range_text, None
        return out
