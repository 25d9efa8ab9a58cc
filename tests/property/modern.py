# SPDX-License-Identifier: Apache-2.0
"""Random valid policies, with the part of the contract that the program has."""
import policy_file
from choices import Choices
from contract import on

RANGED = {"ingress-nginx", "haproxy-ingress", "haproxytech", "aws-load-balancer-controller",
          "apisix", "twin", "edge"}
OBJECTS = {"nginx-inc": "infra/office", "traefik": "infra-office@kubernetescrd",
           "kong": "infra:office", "mesh": "office"}
PROFILES = [*sorted(RANGED), *OBJECTS, "gce", "contour", "skipper", "azure-application-gateway",
            "cilium"]
DOMAINS = ["example.com", "shop.example.com", "example.net", "preview.example.com",
           "apps.shop.example.com", "."]
PREFIX = {"ingress-nginx": "nginx.ingress.kubernetes.io/", "traefik":
          "traefik.ingress.kubernetes.io/", "haproxy-ingress": "haproxy-ingress.github.io/",
          "aws-load-balancer-controller": "alb.ingress.kubernetes.io/"}
OWN_KEYS = {"ingress-nginx": ["satisfy", "ssl-redirect", "configuration-snippet"],
            "traefik": ["router.entrypoints", "router.priority"],
            "haproxy-ingress": ["http-frontend", "use-proxy-protocol"],
            "aws-load-balancer-controller": ["scheme", "security-groups", "target-type"]}
RULES = ["class-present", "class-permitted", "host-present", "host-valid", "host-permitted",
         "host-in-class", "host-wildcard", "tls-required", "dns-annotations", "source-ranges",
         "annotation-required", "annotation-forbidden", "annotation-safe", "path-safe"]
ACTIONS = ["deny", "warn", "audit", "allow", {"action": "warn", "then": "deny",
                                              "from": "2026-12-01"}]


class Maker(Choices):
    """One policy."""

    def __init__(self, seed):
        super().__init__(seed)
        self.names = [n for n in PROFILES if self.one_in(3)] or ["ingress-nginx"]

    # Classes.

    def dns_entry(self, value, values, literal_only=False):
        if not on("D29") or literal_only or self.one_in(2):
            return value
        mode = self.pick(["require", "default", "enforce", "present", "optional"])
        entry = {"mode": mode}
        if mode in ("require", "default", "enforce"):
            entry["value"] = value
        if mode == "optional" or (mode in ("default", "present") and self.one_in(2)):
            entry["values"] = values
        return entry

    def dns_map(self, instance):
        out = {"instance": instance,
               "target": self.dns_entry(self.pick(["edge.example.com", "192.0.2.1"]),
                                        ["*.example.com", "192.*"])}
        if self.one_in(2):
            out["ttl"] = self.pick(["60", {"value": "300", "min": "60", "max": "600"}])
            if on("D29") and self.one_in(3):
                out["ttl"] = {"value": "60", "mode": self.pick(["require", "enforce"])}
        if self.one_in(2):
            out["set"] = {"access": self.dns_entry("public", ["p*"])}
            if on("D29") and self.one_in(2):
                out["set"]["set-identifier"] = {"value": "{name}-{host}"}
        if self.one_in(2):
            out["allow"] = self.some(["set-identifier", "aws-*", "alias"]) or ["weight-1"]
            if on("D32"):
                out["allow"].append({"key": "cloudflare-proxied", "tenants": ["shop"]})
        if self.one_in(3):
            out["optOut"] = "true"
        if on("D30") and self.one_in(2):
            out["names"] = self.pick(["hosts", "annotation", "hosts-and-annotation"])
        return out

    def dns(self):
        if self.one_in(4):
            return "none"
        if on("D28") and self.one_in(3):
            return [self.dns_map("public"), self.dns_map("inner")]
        return self.dns_map(self.pick(["public", "inner", "lab"]))

    def sources(self, profile):
        if profile in OBJECTS and self.one_in(2):
            return {"mode": "reference", "object": OBJECTS[profile]}
        if profile == "haproxytech" and on("D26") and self.one_in(4):
            return {"mode": "reference", "object": "patterns/office"}
        if profile in RANGED and not self.one_in(4):
            return {"mode": self.pick(["fixed", "narrow", "intersect"]),
                    "networks": self.some(["office", "nested", "single"]) or ["office"]}
        return {"mode": self.pick(["open", "elsewhere"])}

    def entry(self, key, value):
        modes = ["require", "default", "enforce"]
        mode = self.pick(modes + (["present", "optional"] if on("D2") else []))
        out = {"key": key, "mode": mode}
        if mode in modes:
            out["value"] = value
        if mode == "optional" or (on("D2") and mode in ("default", "present")
                                  and self.one_in(2)):
            out["values"] = ["o*", "1", "internal"]
        if self.one_in(3):
            out["unless"] = ["cert-manager.io/issuer"]
        return out

    def entries(self, profile):
        keys = [PREFIX[profile] + k for k in self.some(OWN_KEYS[profile])] if (
            profile in PREFIX) else []
        keys += self.some(["example.net/owner", "example.net/first"])
        values = ["own", "{namespace}/{name}", "{tenant}-{class}", "{host}", "true"]
        return [self.entry(k, self.pick(values)) for k in keys]

    def rules(self, names, n=6):
        return {r: self.pick(ACTIONS) for r in names if self.one_in(n)}

    def all_rules(self):
        more = [("D2", "entry-point"), ("D6", "canary-host"), ("D13", "tls-hosts"),
                ("D13", "reference-local"), ("D33", "source-ranges-unread")]
        return RULES + [rule for number, rule in more if on(number)]

    def cls(self, name):
        out = {"profile": name, "sourceRanges": self.sources(name), "externalDNS": self.dns()}
        if self.one_in(2):
            out["domains"] = self.some(DOMAINS, 3) or ["example.com"]
        if self.one_in(3):
            out["tls"] = self.pick(["required", {"required": "true", "secretName": "optional"}])
        found = self.entries(name)
        if found:
            out["annotations"] = found
        if on("D4") and self.one_in(3):
            out["aliases"] = ["old-" + name]
        if on("D3") and self.one_in(3):
            out["rules"] = self.rules([r for r in self.all_rules()
                                       if not r.startswith("class-")]) or {"path-safe": "warn"}
        if on("D15") and self.one_in(6):
            out["annotationsOnly"] = ["*redirect*", "*router*"]
        return out

    # Tenants.

    def tenant(self, name, namespaces, domains, hosts):
        classes = self.some(self.names) or ["*"]
        out = {"name": name, "namespaces": namespaces, "classes": list(classes)}
        if on("patterns") and classes != ["*"] and self.one_in(3):
            out["classes"].append(self.names[-1][:2] + "*")
        if on("D40") and self.one_in(3):
            del out["classes"]
        elif self.one_in(2) and classes != ["*"]:
            out["defaultClass"] = classes[0]
            if on("replaces") and self.one_in(2):
                out["defaultClass"] = {"name": classes[0], "replaces": ["nginx"]}
        out.update({k: v for k, v in (("domains", domains), ("hosts", hosts)) if v})
        found = self.rules(self.all_rules(), 12)
        return {**out, "rules": found} if found else out

    def tenants(self):
        out = [self.tenant("shop", ["shop", "shop-*"], ["shop.example.com", "example.net"],
                           ["www.example.com"]),
               self.tenant("bank", ["bank"], self.some(DOMAINS), ["*.pages.example.com"])]
        if on("D18"):
            out.append(self.tenant("ledger", ["*-ledger"], ["ledger.example.com"], []))
            out.append(self.tenant("previews", ["pr-{x}", "{x}-dev"],
                                   self.some(["{x}.preview.example.com",
                                              "a{x}.preview.example.com", "example.org"]),
                                   self.some(["{x}.preview.example.com",
                                              "*.{x}.preview.example.com"])
                                   or ["x-{x}.example.com"]))
            out.append(self.tenant("all", ["*"], ["{namespace}-dev.example.com"],
                                   self.some(["17.preview.example.com"])))
        return out

    def annotations(self):
        out = {"unchecked": ["nginx.ingress.kubernetes.io/auth-url"],
               "forbid": [{"keys": ["*-snippet"], "reason": "no snippets",
                           "except": {"tenants": ["bank"]}}]}
        if on("D23"):
            out["unchecked"].append("*/canary-by-*")
        if on("D15"):
            out["forbid"] += [{"keys": ["@" + self.pick([
                "redirects", "upstreams", "mirrors", "auth", "entry-points"])],
                "reason": "not here", "except": {"values": ["t*"], "classes": [self.names[0]]}}]
        if on("D14"):
            out["forbid"].append({"keys": ["@sans"]})
        if self.one_in(2):
            out["add"] = [self.entry("example.net/owner", "all-{class}")]
        return out

    def exemptions(self):
        out = [{"name": "robot", "reason": "it may", "expires": "never", "users": ["robot"],
                "rules": self.some(self.all_rules(), 5) or ["path-safe"]}]
        if on("D40"):
            out.append({"name": "calls", "reason": "repairs", "expires": "2026-12-15",
                        "groups": ["acme:on-call"], "namespaces": ["shop", "pr-*"],
                        "rules": self.some(self.all_rules(), 5) or ["host-permitted"]})
        return out

    def document(self):
        out = {
            "apiVersion": "ingress-warden.dev/v1", "kind": "IngressPolicy",
            "metadata": {"name": "chance"}, "contact": "ask, see https://example.net/{rule}",
            "networks": {"office": ["198.51.100.0/24", "2001:db8:100::/48"],
                         "nested": ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/25"],
                         "single": ["203.0.113.7/32"]},
            "externalDNS": {
                "public": {"annotationPrefixes": self.pick([
                    ["external-dns.kubernetes.io/", "external-dns.alpha.kubernetes.io/"],
                    ["external-dns.alpha.kubernetes.io/"]])},
                "inner": {"annotationPrefixes": ["inner.example.net/", "inner2.example.net/"]},
                "lab": {"annotationPrefixes": ["lab.example.net/"]}},
            "profiles": self.profiles(),
            "classes": {n: self.cls(n) for n in self.names},
            "tenants": self.tenants(), "annotations": self.annotations(),
            "exemptions": self.exemptions(),
            "mode": "preview" if self.one_in(6) else "enforce",
            "onUpdate": "strict" if self.one_in(5) else "ratchet"}
        if not out["profiles"]:
            del out["profiles"]
        if on("D40"):
            out["tenantDefaults"] = {"classes": self.names[:2], "defaultClass": self.names[0],
                                     "rules": {"host-valid": "warn"}}
        found = self.rules(self.all_rules(), 8)
        return {**out, "rules": found} if found else out

    def profiles(self):
        several = on("profiles")
        out = {
            "twin": {"like": "ingress-nginx", **(
                {"prefixes": ["twin.example.net/", "twin2.example.net/"]} if several
                else {"prefix": "twin.example.net/"})},
            "edge": {"keyPrefixes": ["edge.example.net/"],
                     "hostKeys": ["edge.example.net/aliases"],
                     "sourceRanges": {"key": "edge.example.net/allow",
                                      "aliases": ["edge.example.net/permit"],
                                      "separator": ";", "bareAddresses": "false",
                                      "undoneBy": ["edge.example.net/trust"]},
                     **({"values": "parsed", "entryPointKeys": ["edge.example.net/listen"]}
                        if several else {})},
            "mesh": {"keyPrefixes": ["mesh.example.net/"],
                     "reference": {"key": "mesh.example.net/policy", **(
                         {"position": self.pick(["any", "first", "only"])} if several
                         else {})}}}
        return {n: out[n] for n in out if n in self.names}


def write(folder, seed):
    """Write a policy to a file; return the path."""
    return policy_file.write(folder / f"chance-{seed}.yaml", Maker(seed).document())
