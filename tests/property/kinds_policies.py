# SPDX-License-Identifier: Apache-2.0
"""Random valid policies for more kinds than Ingress."""
import policy_file
from choices import Choices
from modern import ACTIONS
from reference_policy import RULES
from reference_service_profiles import AWS, AZURE, OPENSTACK

PLAIN_PROFILES = ["ingress-nginx", "traefik", "haproxy-ingress", "haproxytech", "kong",
                  "contour", "router"]
UNSET = {"class-agrees"}
CLASSLESS = {"tenant-known", "kind-permitted", "class-present", "class-permitted"}
FILTER = {"group": "traefik.io", "kind": "Middleware", "name": "office"}
# How a class of each service profile may be recognised; each is an alternative.
MARKS = {
    "aws-nlb": [{AWS + "scheme": "internal"}, {AWS + "scheme": "internet-facing"},
                {AWS + "scheme": "internal", AWS + "type": "nlb"}],
    "aws": [{AWS + "internal": "true"}, {AWS + "internal": "true", AWS + "type": "nlb"}],
    "azure": [{AZURE + "load-balancer-internal": "true"}],
    "gke": [{"networking.gke.io/load-balancer-type": "Internal"}],
    "openstack": [{OPENSTACK + "class": "inner"}, {OPENSTACK + "floating-subnet-id": "s"}],
    "metallb": [{"metallb.io/address-pool": "office"}],
    "cilium": [{"lbipam.cilium.io/sharing-key": "k"}],
    "none": [{"example.net/pool": "a"}],
    "lab": [{"lab.example.net/kind": "in"}, {"lab.example.net/kind": "out"}]}
OWN_KINDS = {
    "Site.web.example.net": {
        "plural": "sites", "class": {"paths": ["spec.entry"]},
        "hosts": [{"path": "spec.sites[].domain", "absent": "all"}, {"path": "spec.aliases[]"},
                  {"path": "spec.names", "as": "list"}]},
    "Zone.web.example.net": {
        "plural": "zones", "wildcards": "one", "externalDNS": "none",
        "class": {"paths": ["spec.classes[]"], "annotations": ["example.net/class"]},
        "hosts": [{"path": "spec.zones[*].names[]", "absent": "all"},
                  {"path": "metadata.labels[example.net/host]"},
                  {"path": "spec.records[].name", "as": "record", "absent": "all",
                   "unless": "spec.child"}],
        "references": [{"path": "spec.secret", "form": "namespace/name"}],
        "forbid": [{"path": "spec.code"}, {"path": "spec.mode", "values": ["un*", "true"]}]},
    "Gateway.networking.istio.io": {
        "plural": "gateways", "hosts": [{"path": "spec.servers[].hosts[]", "as": "istio",
                                         "absent": "all"}],
        "class": {"gateways": {"self": "true"}}},
    "DomainMapping.serving.knative.dev": {
        "plural": "domainmappings", "wildcards": "one", "hosts": [{"path": "metadata.name"}]},
    "RouteGroup.zalando.org": {
        "plural": "routegroups", "wildcards": "one",
        "class": {"annotations": ["zalando.org/routegroup.class"]},
        "hosts": [{"path": "spec.hosts[]", "absent": "all"},
                  {"path": "spec.routes[].predicates[]", "as": "predicate"}]},
    "Proxy.web.example.net": {"plural": "proxies", "like": "HTTPProxy.projectcontour.io"},
    "Mirror.web.example.net": {
        "plural": "mirrors", "hosts": [{"path": "spec.host"}],
        "class": {"gateways": {"path": "spec.gateway", "absent": "nothing"}}}}
BUILT_IN = ["IngressRoute.traefik.io", "IngressRouteTCP.traefik.io",
            "HTTPProxy.projectcontour.io", "VirtualService.networking.istio.io",
            "Route.route.openshift.io", "TCPIngress.configuration.konghq.com",
            "DNSEndpoint.externaldns.k8s.io", "Certificate.cert-manager.io"]
GATEWAYS = ["Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute",
            "UDPRoute"]
ROWLESS = ["Pod", "Middleware.traefik.io", "DNSRecord.externaldns.k8s.io"]
LISTED = {"Gateway", "DNSEndpoint.externaldns.k8s.io", "DNSRecord.externaldns.k8s.io"}
DOMAINS = ["example.com", "corp.example.net", "shop.example.com", "preview.example.com", "."]


class Maker(Choices):
    """One policy."""

    def __init__(self, seed):
        super().__init__(seed)
        self.kinds = self.make_kinds()

    def rules(self, n, without=frozenset()):
        return {r: self.pick(ACTIONS) for r in RULES
                if r not in UNSET and r not in without and self.one_in(n)}

    # Kinds.

    def settings(self, name):
        out = dict(OWN_KINDS.get(name, {}))
        if self.one_in(8):
            out["mode"] = "preview"
        if self.one_in(5):
            out["rules"] = self.rules(8) or {"host-label": "warn"}
        if name not in ("Service", "Gateway") and self.one_in(8):
            out["grant"] = "listed"
        if name in LISTED and self.one_in(3):
            out["grant"] = "all"
        if name == "Route.route.openshift.io" and self.one_in(2):
            out["class"] = {"fixed": self.pick(["outer", "inner", "only"])}
        if name == "DomainMapping.serving.knative.dev" and self.one_in(2):
            out["class"] = {"fixed": "outer"}
        if name.startswith(("IngressRoute.", "Zone.")) and self.one_in(3):
            out["sourceRanges"] = "profile"
        return out or "enforce"

    def make_kinds(self):
        always = ["Service", *GATEWAYS]
        others = self.some([*BUILT_IN, *OWN_KINDS, *ROWLESS])
        return {n: self.settings(n) for n in always + others}

    def is_listed(self, name):
        spec = self.kinds[name]
        usual = "listed" if name in LISTED else "all"
        return (spec.get("grant", usual) if isinstance(spec, dict) else usual) == "listed"

    # Classes.

    def dns_map(self, instance):
        out = {"instance": instance}
        if self.one_in(2):
            out["target"] = self.pick(["edge.example.com", {
                "value": "192.0.2.1", "mode": "default", "values": ["192.*"]}])
        if self.one_in(2):
            out["ttl"] = self.pick(["60", {"value": "300", "min": "60", "max": "600"}])
        if self.one_in(2):
            out["set"] = {"access": self.pick(["public", {"mode": "optional", "values": ["p*"]},
                                               {"mode": "present"}])}
        if self.one_in(3):
            out["set"] = {**out.get("set", {}), "set-identifier": {"value": "{name}-{host}"}}
        if self.one_in(3):
            out["allow"] = ["aws-*", "alias"]
        if self.one_in(4):
            out["optOut"] = "true"
        if self.one_in(2):
            out["names"] = self.pick(["hosts", "annotation", "hosts-and-annotation"])
        return out

    def dns(self):
        if self.one_in(5):
            return "none"
        if self.one_in(4):
            return [self.dns_map("public"), self.dns_map("private")]
        return self.dns_map(self.pick(["public", "private"]))

    def entries(self, kinds, keys):
        out = []
        for key in self.some(keys):
            mode = self.pick(["require", "default", "enforce", "present", "optional"])
            entry = {"key": key, "mode": mode, "kinds": self.some(kinds) or ["Ingress"]}
            if mode in ("require", "default", "enforce"):
                entry["value"] = self.pick(["own", "{tenant}-{class}", "{host}", "x"])
            if mode == "optional" or (mode in ("default", "present") and self.one_in(2)):
                entry["values"] = ["o*", "x"]
            out.append(entry)
        return out

    def own_sources(self, profile):
        modes = ["open", "elsewhere"]
        if profile in ("ingress-nginx", "haproxy-ingress", "haproxytech", "router"):
            modes += ["fixed", "narrow", "intersect"] * 2
        elif profile in (None, "contour"):
            modes += ["narrow"] * (profile is None)
        mode = self.pick(modes)
        return {"mode": mode, **({"networks": ["office", "vpn"]} if mode not in (
            "open", "elsewhere") else {})}

    def gateway_sources(self, mode):
        if mode in ("open", "elsewhere") and self.one_in(2):
            return {}
        if self.one_in(3):
            return {"sourceRanges": {"mode": self.pick(["open", "elsewhere"])}}
        return {"sourceRanges": {"mode": "reference", "filter": FILTER}}

    def infrastructure(self):
        return {"annotations": self.pick([["*"], ["metallb.io/*"], ["example.net/x"]]),
                "parameters": ["EnvoyProxy.gateway.envoyproxy.io/*", "ConfigMap/shared"],
                "addresses": ["vips"]}

    def cls(self, name, profile, gateway):
        out = {"externalDNS": self.dns(), "sourceRanges": self.own_sources(profile)}
        if profile is not None:
            out["profile"] = profile
        if self.one_in(2):
            out["domains"] = self.some(DOMAINS, 3) or ["example.com"]
        if self.one_in(3):
            out["tls"] = "required"
        if gateway:
            out["gateway"] = {"classes": [f"gw-{name}"],
                              **self.gateway_sources(out["sourceRanges"]["mode"])}
            if self.one_in(2):
                out["gateway"]["infrastructure"] = self.infrastructure()
        judged = ["Ingress", *self.kinds]
        found = self.entries(judged, ["example.net/owner", "example.net/first",
                                      AWS + "subnets", "networking.istio.io/service-type"])
        marks = {k for p in MARKS.values() for alternative in p for k in alternative}
        found = [e for e in found if e["key"] not in marks]
        if found:
            out["annotations"] = found
        if self.one_in(3):
            out["aliases"] = ["old-" + name]
        if self.one_in(3):
            out["rules"] = self.rules(8, CLASSLESS) or {"path-safe": "warn"}
        return out

    def service(self, profile, marks):
        out = {"profile": profile}
        if marks is None or self.one_in(2):
            out["loadBalancerClass"] = "example.net/" + profile
        if marks is not None:
            out["marks"] = marks
        if self.one_in(3):
            out["families"] = ["IPv4"]
        if self.one_in(2):
            out["nodePorts"] = "deny"
        if self.one_in(2):
            mode = self.pick(["open", "fixed", "narrow", "intersect", "elsewhere"])
            out["sourceRanges"] = {"mode": mode, **({"networks": ["office", "vpn"]} if mode not in (
                "open", "elsewhere") else {})}
        return out

    def classes(self):
        out = {"outer": self.cls("outer", self.pick(PLAIN_PROFILES), True),
               "inner": self.cls("inner", self.pick(PLAIN_PROFILES), True),
               "only": self.cls("only", self.pick(["router", "haproxy-ingress"]), False)}
        profile = self.pick(MARKS)
        for number, marks in enumerate(MARKS[profile]):
            out[f"lb-{number}"] = self.cls(f"lb-{number}", None, False)
            out[f"lb-{number}"]["service"] = self.service(profile, marks)
        other = self.pick([p for p in MARKS if p != profile])
        out["lb-z"] = self.cls("lb-z", None, False)
        out["lb-z"]["service"] = self.service(other, None)
        return out

    def gateways(self):
        out = {"infra/public": {"class": "outer"},
               "infra/private": {"class": "inner"},
               "infra/shared-*": {"class": self.pick(["outer", "inner"]),
                                  "tenants": self.some(["shop", "platform"]) or ["shop"],
                                  "hostless": "allow"},
               "own/int-*": {"class": "inner"}, "own/out": {"class": "outer"}}
        for name in out:
            if self.one_in(5):
                out[name] = {**out[name], "default": "true"}
            if self.one_in(5):
                out[name] = {**out[name], "hostless": self.pick(["allow", "deny"])}
        keys = list(out)
        if self.one_in(4):
            self.random.shuffle(keys)
        return {k: out[k] for k in keys}

    # Tenants.

    def services(self):
        out = {"types": self.some(["ClusterIP", "LoadBalancer", "NodePort"], 2) + ["LoadBalancer"]}
        out["types"] = sorted(set(out["types"]))
        if self.one_in(2):
            out["types"].append("ExternalName")
            out["externalNames"] = ["db.example.net", *(["."] if self.one_in(4) else [])]
        if self.one_in(2):
            out["classOf"] = {k: self.pick(["outer", "inner", "lb-0"]) for k in self.some(
                ["ClusterIP", "headless", "NodePort", "ExternalName"])} or {"headless": "inner"}
        for setting in ("loadBalancerIPs", "externalIPs"):
            if self.one_in(2):
                out[setting] = ["vips"]
        if self.one_in(3):
            out["nodePorts"] = ["30080-30090", "32000"]
        return out

    def tenant(self, name, namespaces, domains, hosts):
        listed = [k for k in self.kinds if self.is_listed(k)]
        out = {"name": name, "namespaces": namespaces}
        granted = self.some(self.class_names) or ["*"]
        out["classes"] = ["*"] if self.one_in(2) else granted
        fits = [c for c in self.class_names if c in granted or out["classes"] == ["*"]]
        profiled = [c for c in fits if not c.startswith("lb-")]
        if profiled and self.one_in(2):
            out["defaultClass"] = self.pick(profiled)
        if not self.one_in(4):
            out["services"] = self.services()
            balanced = [c for c in fits if c.startswith("lb-")]
            if balanced and not self.one_in(4):
                out["services"]["defaultClass"] = self.pick(balanced)
        found = self.some(listed, 3) if name != "platform" else listed
        if found:
            out["kinds"] = found
        out.update({k: v for k, v in (("domains", domains), ("hosts", hosts)) if v})
        if self.one_in(3):
            out["rules"] = self.rules(14) or {"host-label": "audit"}
        return out

    def tenants(self):
        return [self.tenant("platform", ["infra"], ["example.com", "corp.example.net"],
                            self.some(["*.example.com", "*.corp.example.net"])),
                self.tenant("shop", ["shop", "shop-*"],
                            ["shop.example.com", "shop.corp.example.net"],
                            ["www.example.com", "db.corp.example.net"]),
                self.tenant("tools", ["tool-{x}"], ["{x}.preview.example.com"],
                            self.some(["*.{x}.preview.example.com", "{x}.corp.example.net"])),
                *([self.tenant("all", ["*"], ["{namespace}.apps.example.com"], [])]
                  if self.one_in(2) else [])]

    # The other sections.

    def fields(self):
        forbid = [
            {"kinds": ["HTTPRoute", "GRPCRoute"], "reason": "no mirrors",
             "paths": ["spec.rules[].filters[].requestMirror"],
             "except": {"tenants": ["platform"]}},
            {"kinds": ["Service"], "paths": ["spec.ports[].port", "spec.clusterIP"],
             "values": ["22", "N*"]},
            {"kinds": ["Ingress"], "paths": ["spec.rules[].http.paths[].path"],
             "values": ["/etc*"]},
            {"kinds": ["Gateway", "ListenerSet"], "paths": ["spec.listeners[].tls"]}]
        allow = [{"kinds": ["HTTPRoute", "TLSRoute"], "values": ["https", "443"],
                  "paths": ["spec.parentRefs[].sectionName", "spec.parentRefs[].port"]},
                 {"kinds": ["TCPRoute"], "values": ["t*"], "paths": ["metadata.labels[team]"]}]
        out = {"forbid": self.some(forbid), "allow": self.some(allow)}
        return {k: v for k, v in out.items() if v}

    def annotations(self):
        judged = ["Ingress", *self.kinds]
        out = {"forbid": [{"keys": ["*-snippet"], "kinds": self.some(judged) or ["Service"]},
                          {"keys": ["example.net/hard"], "except": {
                              "kinds": self.some(judged) or ["Service"]}},
                          {"keys": [AWS + "*"], "classes": ["outer", "inner"]}],
               "hosts": ["example.net/also"]}
        found = self.entries(judged, ["example.net/owner", "example.net/all"])
        return {**out, "add": found} if found else out

    def exemptions(self):
        excused = [r for r in RULES if r not in UNSET]
        return [{"name": "robot", "reason": "it may", "expires": "never", "users": ["robot"],
                 "rules": self.some(excused, 5) or ["path-safe"]},
                {"name": "few", "reason": "it may", "expires": "2026-12-15",
                 "namespaces": ["shop", "infra"], "users": ["solver"],
                 "kinds": self.some(self.kinds) or ["Service"],
                 "rules": self.some(excused, 3) or ["service-type"]}]

    def instances(self):
        out = {"public": {"annotationPrefixes": ["external-dns.kubernetes.io/",
                                                 "external-dns.alpha.kubernetes.io/"]},
               "private": {"annotationPrefixes": ["inner.example.net/"]},
               "lab": {"annotationPrefixes": ["lab-dns.example.net/"]}}
        if self.one_in(3):
            out["public"]["annotationPrefixes"].pop(self.random.randrange(2))
        for name in self.some(out):
            out[name]["maxFirstLabel"] = self.pick(["3", "8", "57"])
        return out

    def document(self):
        classes = self.classes()
        self.class_names = list(classes)
        out = {
            "apiVersion": "ingress-warden.dev/v1", "kind": "IngressPolicy",
            "metadata": {"name": "chance"}, "contact": "ask {rule}",
            "networks": {"office": ["198.51.100.0/24", "2001:db8:100::/48"],
                         "vpn": ["203.0.113.64/26"], "vips": ["192.0.2.0/28"]},
            "externalDNS": self.instances(), "kinds": self.kinds,
            "profiles": {
                "router": {"keyPrefixes": ["router.example.net/"], "sourceRanges": {
                    "key": "router.example.net/allow", "separator": " ",
                    "bareAddresses": "true"}},
                "lab": {"service": {"exposing": ["lab.example.net/kind"],
                                    "addressing": ["lab.example.net/address"],
                                    "spellings": ["lab.example.net/allow"],
                                    "undoneBy": ["lab.example.net/open"],
                                    **({"exclusive": "true"} if self.one_in(2) else {})}}},
            "classes": classes, "gateways": self.gateways(),
            "tenantDefaults": {"classes": ["outer"], "services": {"types": self.pick([
                ["ClusterIP"], ["ClusterIP", "LoadBalancer", "NodePort"]])}},
            "tenants": self.tenants(), "annotations": self.annotations(),
            "exemptions": self.exemptions(),
            "mode": "preview" if self.one_in(8) else "enforce",
            "onUpdate": "strict" if self.one_in(5) else "ratchet"}
        found = self.fields()
        if found:
            out["fields"] = found
        found = self.rules(10)
        return {**out, "rules": found} if found else out


def write(folder, seed):
    """Write a policy to a file; return the path."""
    return policy_file.write(folder / f"kinds-{seed}.yaml", Maker(seed).document())
