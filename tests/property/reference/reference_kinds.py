# SPDX-License-Identifier: Apache-2.0
"""The kinds that a policy judges, with the rows that it defines."""
from collections import namedtuple

GATEWAY_GROUP = "gateway.networking.k8s.io"
ROUTES = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"]
GATEWAY_KINDS = ["Gateway", "ListenerSet", *ROUTES]
INGRESS_GROUPS = ("networking.k8s.io", "extensions", "")
LISTED = {"Gateway", "DNSEndpoint.externaldns.k8s.io", "DNSRecord.externaldns.k8s.io"}
# cls: the class of the carrier, or None; entry: an entry of the section `gateways`.
Carrier = namedtuple("Carrier", "place text cls entry", defaults=[None])


def name_of(kind):
    """A kind as it is written in a policy, or None if it has no such form."""
    group, name = kind["group"], kind["kind"]
    if name == "Ingress" and group in INGRESS_GROUPS:
        return name
    if group == GATEWAY_GROUP and name in GATEWAY_KINDS:
        return name
    if group == "":
        return None if name in GATEWAY_KINDS else name
    return f"{name}.{group}"


MATCH = {"path": "spec.routes[].match", "as": "traefik", "absent": "all"}
TRAEFIK = {
    "hosts": [{**MATCH, "unless": "spec.parentRefs"}, {"path": "spec.tls.domains[].main"},
              {"path": "spec.tls.domains[].sans[]"}],
    "class": {"paths": ["spec.ingressClassName"],
              "annotations": ["kubernetes.io/ingress.class"]},
    "wildcards": "one",
    "references": [{"path": f"spec.routes[].{p}[].namespace", "form": "namespace"}
                   for p in ("middlewares", "services")]}
BUILT_IN = {
    "IngressRoute.traefik.io": TRAEFIK,
    "IngressRouteTCP.traefik.io": {**TRAEFIK, "hosts": [MATCH, *TRAEFIK["hosts"][1:]]},
    "HTTPProxy.projectcontour.io": {
        "hosts": [{"path": "spec.virtualhost.fqdn"}], "wildcards": "one",
        "class": {"paths": ["spec.ingressClassName"],
                  "annotations": ["projectcontour.io/ingress.class",
                                  "kubernetes.io/ingress.class"]}},
    "VirtualService.networking.istio.io": {
        "hosts": [{"path": "spec.hosts[]", "as": "istio", "absent": "all"},
                  {"path": "spec.tls[].match[].sniHosts[]", "as": "istio"},
                  {"path": "spec.http[].match[].authority.exact", "as": "istio"},
                  {"path": "spec.http[].match[].authority.prefix", "as": "opaque"},
                  {"path": "spec.http[].match[].authority.regex", "as": "opaque"}],
        "class": {"gateways": {"path": "spec.gateways[]", "mesh": ["mesh"],
                               "absent": "mesh"}}},
    "Route.route.openshift.io": {
        "hosts": [{"path": "spec.host"}, {"path": "spec.subdomain", "as": "opaque"}],
        "wildcards": "one", "sourceRanges": "profile",
        "forbid": [{"path": "spec.wildcardPolicy", "values": ["Subdomain"]}]},
    "TCPIngress.configuration.konghq.com": {
        "hosts": [{"path": "spec.rules[].host", "absent": "all"},
                  {"path": "spec.tls[].hosts[]"}],
        "class": {"annotations": ["kubernetes.io/ingress.class"]}, "wildcards": "one"},
    "DNSEndpoint.externaldns.k8s.io": {
        "hosts": [{"path": "spec.endpoints[].dnsName", "as": "record", "absent": "all"}],
        "externalDNS": "none", "grant": "listed"},
    "Certificate.cert-manager.io": {
        "hosts": [{"path": "spec.dnsNames[]"}, {"path": "spec.commonName"}],
        "wildcards": "one", "externalDNS": "none"},
}


class Row:
    """A row; an empty one for a kind without a row."""

    def __init__(self, spec):
        self.hosts = spec.get("hosts", [])
        self.deep = spec.get("wildcards", "any") == "any"
        self.cls = spec.get("class", {})
        self.dns = spec.get("externalDNS", "annotations") == "annotations"
        self.ranged = spec.get("sourceRanges", "none") == "profile"
        self.references, self.forbid = spec.get("references", []), spec.get("forbid", [])
        self.paths, self.annotations = self.cls.get("paths", []), self.cls.get("annotations", [])
        self.gateways = self.cls.get("gateways", {})


class Kind:
    """A kind with the policy's settings for it."""

    def __init__(self, name, spec):
        spec = {"mode": spec} if isinstance(spec, str) else spec
        spec = {**BUILT_IN.get(spec.get("like", name), {}), **spec}
        mode = spec.get("mode", "enforce")
        self.name, self.rules = name, spec.get("rules", {})
        self.preview, self.ignored = mode == "preview", mode == "ignore"
        self.listed = spec.get("grant", "listed" if name in LISTED else "all") == "listed"
        self.row = None if name in ("Ingress", "Service", *GATEWAY_KINDS) else Row(spec)


IGNORED = Kind("", "ignore")


def make_kinds(written):
    return {n: Kind(n, s) for n, s in {"Ingress": "enforce", **written}.items()}


class Entrance:
    """An entry of the section `gateways`."""

    def __init__(self, key, spec):
        self.namespace, _, self.name = key.partition("/")
        self.own = self.namespace == "own"
        self.cls, self.tenants = spec["class"], spec.get("tenants")
        self.hostless = spec.get("hostless", "allow" if self.own else "deny") == "allow"
        self.default = spec.get("default") == "true"

    def matches(self, namespace, name, own):
        if namespace != (own if self.own else self.namespace):
            return False
        if self.name.endswith("*"):
            return name.startswith(self.name[:-1])
        return name == self.name

    def leads(self, tenant):
        """The class for a parent that this tenant names."""
        return self.cls if self.tenants is None or tenant in self.tenants else None
