# SPDX-License-Identifier: Apache-2.0
"""Random reviews of every kind that a policy judges."""
import copy

import chance
import reference_paths as paths
from reference_kinds import GATEWAY_GROUP, GATEWAY_KINDS
from reference_other import LEGACY, ZALANDO
from reference_service_profiles import AWS
from words import RANGES

VERSIONS = {"Gateway": ["v1", "v1beta1"], "HTTPRoute": ["v1", "v1beta1"]}
PLURALS = {"Ingress": "ingresses", "HTTPProxy": "httpproxies"}
NAMES = ["web", "web", "int-gw", "out", "public", "private", "shared-1", "a.example.com"]
FILTER = {"type": "ExtensionRef",
          "extensionRef": {"group": "traefik.io", "kind": "Middleware", "name": "office"}}
FILTERS = [FILTER, FILTER, {"type": "RequestMirror", "requestMirror": {"backendRef": {}}},
           {"type": "CORS", "requestMirror": {}}, {**FILTER, "type": "CORS"},
           {"type": "ExtensionRef", "extensionRef": {**FILTER["extensionRef"], "name": "x"}}]
RULES = ["Host(`%s`)", "Host(`%s`) && PathPrefix(`/x`)", "PathPrefix(`/`) || Host(`%s`)",
         "hostsni(`%s`, \"%s\")", "!Host(`%s`)", "!!HostHeader(`%s`)", "Host(`*`)", "Host()",
         "!(!Host(`%s`) || Path(`/`))", "(Host(`%s`) || Host(`%s`)) && !Method(`GET`)",
         "HostRegexp(`.*`)", "Host(`%s`) &&", "Query(`q`, \"Host(`%s`)\")", "Host('%s')",
         "ClientIP(`10.0.0.0/8`)", "Host(\"%s\") && Header(`X`, `a\\b`)", "", " ",
         "!(Host(`%s`) && PathPrefix(`/`))", "Path(`/`) || !(Path(`/x`) || !Host(`%s`))"]
PREDICATES = ["Path(\"/\")", "Host(/x/)", "Header(\"HOST\", \"x\")", "a\\b", ""]
ADDRESSES = ["192.0.2.1", "192.0.2.15", "192.0.2.16", "8.8.8.8", "192.0.2.01", "", " 192.0.2.2",
             "2001:db8::1", "::ffff:192.0.2.1", "eipalloc-1", "192.0.2.1/32"]
OVERRIDING = ["haproxy-ingress.github.io/config-backend", "haproxy.org/route-acl", "route-acl",
              "ingress.kubernetes.io/whitelist-source-range", "x.example.net/allow-list",
              "haproxy-ingress.github.io/allowlist-source-header", "a/backend-config-snippet"]
OTHERS = ["networking.istio.io/service-type", AWS + "scheme", "example.net/hard",
          "example.net/owner", "example.net/all", "external-dns.kubernetes.io/ingress"]
WRONG = {"hostnames": [7], "listeners": [{"hostname": 1}], "ports": [{"port": "x"}],
         "externalIPs": {"a": "b"}, "parentRefs": [{"name": 1}], "parentRef": [1]}


def yesterday(policy):
    old = chance.yesterday(policy)
    for cls in old.classes.values():
        if cls.service and cls.service.range_text:
            cls.service.range_text = "192.0.2.0/25,203.0.113.64/32"
    for kind in old.kinds.values():
        kind.preview = False
    return old


class KindDice(chance.Dice):
    """A stream of reviews of every kind."""

    def __init__(self, policy, seed, date):
        self.kind = "Ingress"
        super().__init__(policy, seed, date)
        self.yesterday = yesterday(policy)
        self.words.namespaces += ["infra", "shop", "shop", "tool-17"]
        self.words.keys.update(self.more_keys())

    def more_keys(self):
        policy, out = self.policy, dict.fromkeys(OVERRIDING + OTHERS, "loose")
        out.update({p + "gateway-hostname-source": "dns" for p in policy.dns_prefixes()})
        out.update(dict.fromkeys([ZALANDO, *LEGACY], "hosts"))
        for cls in policy.classes.values():
            if cls.service:
                profile = cls.service.profile
                out.update({k.replace("*", "-x"): "loose" for k in [
                    *profile.exposing, *profile.undone]})
                out.update(dict.fromkeys(profile.addressing, "address"))
                out.update(dict.fromkeys(profile.keys, "ranges"))
                out.update(dict.fromkeys(cls.service.marks, "mark"))
        return out

    def value(self, key, how):
        if how == "address":
            return self.pick([",", ", "]).join(
                self.pick(ADDRESSES) for _ in range(self.pick([1, 1, 2])))
        if how == "mark" and not self.one_in(3):
            return self.pick([c.service.marks[key] for c in self.policy.classes.values()
                              if c.service and key in c.service.marks])
        return super().value(key, how)

    def host(self):
        if self.one_in(30):
            return "a" * self.pick([3, 4, 8, 9, 57, 58]) + "." + super().host().lstrip("*.")
        return super().host()

    # Reviews.

    def choose(self):
        super().choose()
        weights = ["Service"] * 5 + [k for k in GATEWAY_KINDS for _ in range(2)]
        kinds = [*self.policy.kinds, *[w for w in weights if w in self.policy.kinds]]
        self.kind = self.pick(kinds)
        if self.one_in(40):
            self.kind = self.pick(["ConfigMap", "HTTPRoute.x.example.net"])
        if self.kind != "Ingress":
            self.name = self.pick(NAMES)
        self.probe = self.wrap({"metadata": {}, "spec": {}}, None)

    def group_and_kind(self):
        kind, _, group = self.kind.partition(".")
        if self.kind in GATEWAY_KINDS:
            group = GATEWAY_GROUP
        return "networking.k8s.io" if self.kind == "Ingress" else group, kind

    def wrap(self, item, old, sub=None):
        out = super().wrap(item, old, sub)
        group, kind = self.group_and_kind()
        version = (item.get("apiVersion") or "v1").rpartition("/")[2]
        out["kind"] = {"group": group, "version": version, "kind": kind}
        out["requestKind"] = out["kind"]
        out["resource"] = {"group": group, "version": version,
                           "resource": PLURALS.get(kind, kind.lower() + "s")}
        return out

    def item(self):
        if self.kind == "Ingress":
            return super().item()
        group, kind = self.group_and_kind()
        version = self.pick(VERSIONS.get(kind, ["v1"]))
        metadata = {"name": self.name} if self.name else {"generateName": "int-"}
        item = {"apiVersion": f"{group}/{version}" if group else version, "kind": kind,
                "metadata": metadata, "spec": {}}
        if self.one_in(6):
            metadata["labels"] = {"team": self.pick(["t1", "x"])}
        self.fill(item)
        for _ in range(self.pick([0, 0, 1, 1, 2, 4])):
            self.annotate(item)
        if self.one_in(3):
            key = self.pick(self.policy.dns_prefixes()) + "hostname"
            item["metadata"].setdefault("annotations", {})[key] = self.host_list()
        return item

    def fill(self, item):
        if self.kind == "Service":
            self.fill_service(item)
        elif self.kind in ("Gateway", "ListenerSet"):
            self.fill_listeners(item["spec"])
        elif self.kind in GATEWAY_KINDS:
            self.fill_route(item["spec"])
        elif self.kind in self.policy.kinds:
            self.fill_row(item, self.policy.kinds[self.kind].row)

    # Gateway API.

    def parents(self):
        """Names of parents that lead to the chosen class, and other names."""
        found = [e for e in self.policy.gateways if e.cls == self.cls.name]
        if not found or self.one_in(5):
            found = self.policy.gateways
        entry = self.pick(found)
        return ("" if entry.own else entry.namespace), entry.name.replace("*", "1")

    def parent(self):
        namespace, name = self.parents()
        out = {"name": "other" if self.one_in(15) else name}
        if namespace or self.one_in(3):
            out["namespace"] = namespace or self.namespace
        if self.one_in(8):
            out["kind"] = self.pick(["Gateway", "ListenerSet", "Service", "", "XGateway"])
        if self.one_in(8):
            out["group"] = self.pick(["", GATEWAY_GROUP, "networking.istio.io"])
        if self.one_in(8):
            out["sectionName"] = self.pick(["https", "http"])
        if self.one_in(12):
            out["port"] = self.pick([443, 80])
        if self.one_in(10):
            return {"group": "", "kind": "Service", "name": "web"}
        return out

    def hosts(self):
        found = [self.host() for _ in range(self.pick([0, 1, 1, 1, 2, 3]))]
        return found + ([""] if self.one_in(20) else [])

    def route_rule(self):
        out = {"backendRefs": [{"name": self.pick("ab"), "port": 80}]}
        if not self.one_in(3):
            out["filters"] = [self.pick(FILTERS) for _ in range(self.pick([0, 1, 1, 2]))]
        return out

    def fill_route(self, spec):
        spec["parentRefs"] = [self.parent() for _ in range(self.pick([0, 1, 1, 1, 1, 2]))]
        if self.kind not in ("TCPRoute", "UDPRoute"):
            spec["hostnames"] = self.hosts()
        if self.one_in(8):
            spec["useDefaultGateways"] = self.pick(["All", "None", ""])
        if not self.one_in(6):
            spec["rules"] = [self.route_rule() for _ in range(self.pick([0, 1, 1, 2]))]

    def listener(self):
        out = {"name": self.pick("abc"), "port": self.pick([80, 443]),
               "protocol": self.pick(["HTTP", "HTTPS", "HTTPS", "TLS", "TCP", "UDP"])}
        if not self.one_in(6):
            out["hostname"] = self.host()
        elif self.one_in(2):
            out["hostname"] = self.pick(["", None])
        if self.one_in(6):
            out["tls"] = self.pick([{}, {"mode": "Terminate"}])
        return out

    def fill_listeners(self, spec):
        spec["listeners"] = [self.listener() for _ in range(self.pick([0, 1, 1, 2, 3]))]
        if self.one_in(3) and spec["listeners"]:
            twin = {**spec["listeners"][0], "protocol": "HTTPS", "name": "twin"}
            spec["listeners"].append(twin)
        if self.kind == "ListenerSet":
            spec["parentRef"] = self.parent()
            if spec["parentRef"].get("group") == "" or self.one_in(10):
                del spec["parentRef"]
            return
        if not self.one_in(10):
            spec["gatewayClassName"] = (f"gw-{self.cls.name}" if not self.one_in(4)
                                        else self.pick(["gw-outer", "gw-inner", "kong", ""]))
        if self.one_in(4):
            self.fill_infrastructure(spec)
        if self.one_in(10):
            spec["defaultScope"] = self.pick(["All", "None", ""])

    def fill_infrastructure(self, spec):
        keys = ["metallb.io/address-pool", "example.net/x", AWS + "scheme",
                "external-dns.kubernetes.io/hostname"]
        spec["infrastructure"] = {"annotations": {
            k: "x" for k in keys if self.one_in(3)}, "labels": {"a": "b"}}
        if self.one_in(2):
            spec["infrastructure"]["parametersRef"] = self.pick([
                {"group": "gateway.envoyproxy.io", "kind": "EnvoyProxy", "name": "mine"},
                {"group": "", "kind": "ConfigMap", "name": "shared"},
                {"group": "", "kind": "ConfigMap", "name": "mine"}, None])
        if self.one_in(2):
            spec["addresses"] = [self.pick([
                {"value": self.pick(ADDRESSES)}, {"type": "IPAddress", "value": "192.0.2.3"},
                {"type": "Hostname", "value": "x.example.com"}, {"type": "IPAddress"},
                {"type": "Hostname"}]) for _ in range(2)]

    # Services.

    def fill_service(self, item):
        spec = item["spec"]
        kind = self.pick(["LoadBalancer"] * 5 + ["ClusterIP", "ClusterIP", "NodePort",
                                                 "ExternalName", None, ""])
        if kind is not None:
            spec["type"] = kind
        spec["ports"] = [self.port() for _ in range(self.pick([0, 1, 1, 2]))]
        if kind == "LoadBalancer":
            self.fill_balancer(item)
        if kind in ("ClusterIP", None) and self.one_in(2):
            spec["clusterIP"] = self.pick(["None", "10.96.0.9"])
        if kind == "ExternalName" or self.one_in(20):
            spec["externalName"] = self.pick(["db.example.net", "a.DB.example.net.", "localhost",
                                              "10.0.0.1", "", "*.db.example.net"])
        if self.one_in(10):
            spec["externalIPs"] = [self.pick(ADDRESSES) for _ in range(self.pick([0, 1, 2]))]

    def port(self):
        out = {"port": self.pick([80, 22, 443])}
        if self.one_in(3):
            out["protocol"] = self.pick(["TCP", "UDP"])
        if self.one_in(4):
            out["nodePort"] = self.pick([30080, 30090, 30091, 32000, 31999, 0])
        return out

    def fill_balancer(self, item):
        spec = item["spec"]
        cls = self.pick([c for c in self.policy.classes.values() if c.service])
        if not self.one_in(3):
            if cls.service.lb_class and not self.one_in(6):
                spec["loadBalancerClass"] = cls.service.lb_class
            marks = {k: v for k, v in cls.service.marks.items() if not self.one_in(6)}
            if marks:
                item["metadata"]["annotations"] = marks
        elif self.one_in(5):
            spec["loadBalancerClass"] = self.pick(["other", ""])
        if not self.one_in(3):
            spec["allocateLoadBalancerNodePorts"] = self.pick([True, False])
        if self.one_in(8):
            spec["loadBalancerIP"] = self.pick(ADDRESSES)
        if self.one_in(3):
            spec["loadBalancerSourceRanges"] = self.field_ranges(cls)

    def field_ranges(self, cls):
        if cls.service.range_text and self.one_in(3):
            return cls.service.range_text.split(",")
        return self.pick([
            [], ["198.51.100.0/24"], ["203.0.113.64/28", "198.51.100.0/25"], ["0.0.0.0/0"],
            ["198.51.100.7"], [" 198.51.100.0/24"], ["2001:db8:100::/48"], ["198.51.100.0/23"],
            ["203.0.113.64/26", "198.51.100.0/24"], [self.pick(RANGES)], [""],
            ["10.0.0.0/8", "198.51.100.0/24"]])

    # Kinds with a row.

    def fill_row(self, item, row):
        for entry in row.hosts:
            if not self.one_in(4) and entry["path"] != "metadata.name":
                self.put(item, entry["path"], lambda e=entry: self.row_text(e.get("as", "name")))
            if "unless" in entry and self.one_in(6):
                self.put(item, entry["unless"], lambda: self.pick([[], [{"name": "x"}], {}]))
        for path in row.paths:
            if not self.one_in(4):
                self.put(item, path, self.class_name)
        for key in row.annotations:
            if self.one_in(2):
                item["metadata"].setdefault("annotations", {})[key] = self.class_name()
        if "path" in row.gateways and not self.one_in(4):
            self.put(item, row.gateways["path"], self.row_parent)
        for entry in row.references:
            if self.one_in(3):
                self.put(item, entry["path"], lambda: self.pick(
                    [self.namespace, "bank", "", self.namespace + "/x", "bank/x", " bank "]))
        for entry in row.forbid:
            if self.one_in(3):
                self.put(item, entry["path"], lambda: self.pick(
                    ["Subdomain", "unsafe", True, False, 0, "", {}, [], {"a": 1}, None]))

    def row_parent(self):
        if self.one_in(4):
            return "mesh"
        namespace, name = self.parents()
        return f"{namespace}/{name}" if namespace else name

    def row_text(self, how):
        host = self.host()
        if how == "traefik":
            return self.pick(RULES).replace("%s", host)
        if how == "predicate":
            return self.pick(PREDICATES)
        if how == "istio":
            short = ["reviews", f"reviews.{self.namespace}", f"a.{self.namespace}.svc", "*",
                     f"reviews.{self.namespace}.svc.cluster.local", "ledger.bank.svc", "a/b/c"]
            return self.pick(["", "", "*/", "./", "shop/", "A/"]) + (
                self.pick(short) if self.one_in(3) else host)
        if how == "list":
            return self.host_list()
        if how == "record" and self.one_in(3):
            return "_acme." + host
        return self.pick(["*", "", host]) if self.one_in(12) else host

    def put(self, item, path, make):
        """Write values at a path; a step into a list writes one or a few."""
        self.put_at(item, paths.parse(path), make)

    def put_at(self, node, steps, make):
        step, rest = steps[0], steps[1:]

        def inner(old):
            if not rest:
                return make()
            old = old if isinstance(old, dict) else {}
            if not self.one_in(6):
                self.put_at(old, rest, make)
            return old
        held = node.get(step.name)
        if step.key is None:
            node[step.name] = inner(held)
        elif step.key == "":
            held = held if isinstance(held, list) else [None] * self.pick([0, 1, 1, 2])
            node[step.name] = [inner(v) for v in held]
        else:
            held = held if isinstance(held, dict) else {}
            keys = list(held) or (self.pick([["a"], ["b", "a"]]) if step.key == "*"
                                  else [step.key])
            node[step.name] = {**held, **{k: inner(held.get(k)) for k in keys}}

    # Changes of objects.

    def edit_spec(self, item):
        if self.kind == "Ingress":
            super().edit_spec(item)
            return
        fresh, spec = self.item(), item.setdefault("spec", {})
        name = self.pick([*spec, *fresh["spec"]] or ["note"])
        old, new = spec.get(name), fresh["spec"].get(name)
        if isinstance(old, list) and isinstance(new, list) and self.one_in(2):
            spec[name] = old + new
        elif new is None:
            spec.pop(name, None)
        else:
            spec[name] = copy.deepcopy(new)

    def misshape(self, item):
        if self.kind == "Ingress":
            super().misshape(item)
            return
        spec = item.get("spec") or {}
        names = [n for n in WRONG if n in spec]
        if names and self.one_in(2):
            name = self.pick(names)
            spec[name] = WRONG[name]
        elif self.one_in(2):
            item["metadata"]["annotations"] = {"note": 1}
        else:
            item.pop("spec", None)
