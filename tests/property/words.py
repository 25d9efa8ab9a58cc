# SPDX-License-Identifier: Apache-2.0
"""The words of random reviews: values that matter to a policy."""
from contract import on  # must come first
import reference_names as names
from reference_view import CARRIER_KEYS

STRANGE_HOSTS = ["bank.example.com", "127.0.0.1", "bad_name", " ", "a..example.com",
                 "x.*.example.com", "*", "*.", "*.com", "com", "münchen.example.com",
                 "a.example.com:80", "-a.example.com", "a" * 64 + ".example.com",
                 ".".join(["a" * 60] * 4) + ".example.com", "a.example.com..", ".",
                 "1.example.1", "a\u0000b.example.com", "www.www.example.com"]
PATHS = ["/", "/a", "/a;b", "/x{2}", "/x{2,}", "/x{1,3}/{y}", "/\"", "/'", "/api/(.*)", "/`",
         "/ ", "/#", "/a\\b", "/\t", None, "", "/x{}", "/x{,3}"]
RANGES = ["10.0.0.0/8", "10.2.0.0/16", "10.0.0.0/9,10.128.0.0/9", "0.0.0.0/0", "::/0",
          "10.0.0.0/7", "10.1.2.3/16", "198.51.100.7", "198.51.100.0/24", "2001:db8::/32",
          "2001:db8:100::/48", "2001:DB8:100:0::/49", "192.0.2.0/24", "192.0.2.0/25",
          "203.0.113.7/32", "203.0.113.7", "!10.1.0.0/16", "!0.0.0.0/0", "10.0.0.0/08",
          "010.0.0.0/8", "10.0.0/8", "::ffff:10.0.0.1", "::ffff:10.0.0.0/104",
          "fe80::1%eth0", "1::2::3", "64:ff9b::10.0.0.1/128", "10.0.0.0/33", "10.0.0.0/",
          "/8", "", " ", "all", "10.0.0.0/255.0.0.0", "2001:db8::/129", "::", "::/128",
          "255.255.255.255/32", "ffff::/16", "10.0.0.0/8 ", "1.2.3.4.5", "2001:db8::/0"]
if on("D22"):
    RANGES += ["\n10.0.0.0/8", "10.0.0.0/8\t\n", "10.0.0.0/8\r"]
if on("D12"):
    RANGES += ["! 10.1.0.0/16"]
if on("D26"):
    RANGES += ["patterns/a", "patterns/office"]
TTLS = ["60", "300", "30", "120", "600", "601", "59", "10m", "0", "", "2147483647",
        "2147483648", "0000000060", "00000000060", "-1", " 60", "6e1", "+60"]
LOOSE = ["", " ", "true", "false", "none", "dns-controller", "x", "a;b", "a\nb", "{x}", "a\\b",
         "${host}", "${a}${b_1}", "${a-b}", "`", "#", "tab\there", "all", "any", "é\u0085",
         "\u007f", "defined-hosts-only", "annotation-only", "False", "F", "0"]
if on("D6", "D27"):
    LOOSE += ["1", "t", "T", "TRUE", "minion"]
if on("D22"):
    LOOSE += ["a\r\nb", "\n"]
DNS_SUFFIXES = ["target", "ttl", "controller", "hostname", "internal-hostname",
                "cloudflare-custom-hostname", "ingress-hostname-source", "set-identifier",
                "aws-weight", "weight-1", "cloudflare-proxied", "access", "alias", "",
                "hostname/x"]
PLAIN_SUFFIXES = ["auth-tls-match-cn", "upstream-hash-by", "rewrites", "headers",
                  "sticky-cookie-services", "request-set-header", "config-backend", "canary",
                  "backend-config-snippet", "canary-by-header-pattern", "auth-url",
                  "server-alias-regex", "conditions.web", "actions.web", "other",
                  "configuration-snippet", "allow-list", "whitelist"]
FIXED_KEYS = ["cert-manager.io/common-name", "cert-manager.io/alt-names",
              "cert-manager.io/issuer", "example.net/secret-1", "a.org/x-y", "note",
              "src-ip-header", "route-acl", "example.net/hard", "example.net/own-issuer"]
CONDITIONS = [
    '[{"field":"host-header","hostHeaderConfig":{"values":["%s"]}}]',
    '[{"Field":"HOST-header","hostHeaderConfig":{"values":["%s","a*.example.com"]}}]',
    '[{"field":"http-header","httpHeaderConfig":{"httpHeaderName":"host","values":["%s"]}}]',
    '[{"field":"http-header","httpHeaderConfig":{"httpHeaderName":"x","values":["%s"]}}]',
    '[{"field":"path-pattern","pathPatternConfig":{"values":["/%s"]}}]',
    '{"type":"forward","conditions":[{"field":"host-header","regexValues":["%s"]}]}',
    '[{"field":"host-header","regexValues":[]}, "%s"]', '[%s', 'host %s']
REFERENCES = ["", " ", "x", "shop/x", "bank/x", "bank/x/y", "file:///x", "bank:x", "shop:x,y",
              "shop-x@kubernetescrd", "bank-x@kubernetescrd, x@file", "shop", "x,bank/y"]
GROUPS = ["system:authenticated", "admins", "acme:on-call"]
VALUES_OF_X = ["17", "a", "a-b", "x"]


class Words:
    """Values that matter to a policy."""

    def __init__(self, policy):
        self.policy = policy
        tenants = policy.tenants
        self.namespaces = [n for t in tenants for p in t["namespaces"] for n in filled(p)]
        self.namespaces += [n for e in policy.exemptions
                            for p in e.get("namespaces", []) for n in filled(p)] + ["nobody"]
        self.users = ["dev"] + [u for e in policy.exemptions for u in e.get("users", [])]
        self.entry_hosts = [n for t in tenants for d in t["domains"] + t["hosts"]
                            for f in filled(d, False) for n in near(f)]
        self.class_names = list(policy.classes) + list(policy.names)
        self.class_names += [r for t in tenants for r in policy.default_class(t)[1]]
        self.carriers = list(CARRIER_KEYS)
        if on("D5"):
            self.carriers += ["ingress.class", "x.example.net/ingress.class"]
        self.keys = self.make_keys()

    def make_keys(self):
        policy, out = self.policy, {}
        for prefix in policy.dns_prefixes():
            out.update({prefix + s: "dns" for s in DNS_SUFFIXES})
        for profile in policy.used_profiles:
            for prefix in profile.prefixes:
                out.update({prefix + s: "loose" for s in PLAIN_SUFFIXES})
            out.update({k: "loose" for s in profile.undone
                        for k in keys_of(profile, s.replace("*", "backend"))})
            out.update({k: "hosts" for s in profile.hosts
                        for k in keys_of(profile, s.replace("*", "0"))})
            out.update(dict.fromkeys(profile.spellings(), "ranges"))
            out.update({profile.reference: "reference"} if profile.reference else {})
        out.update(dict.fromkeys(FIXED_KEYS[:2] + policy.host_keys, "hosts"))
        out.update(dict.fromkeys(FIXED_KEYS[2:] + policy.unchecked, "loose"))
        for cls in policy.classes.values():
            out.update({e.key: "entry" for e in cls.entries})
        self.add_modern_keys(out)
        return out

    def add_modern_keys(self, out):
        """Keys that only the new contract reads."""
        for profile in self.policy.used_profiles:
            if on("D2"):
                out.update({k: "loose" for s in profile.entry
                            for k in keys_of(profile, s.replace("*", "x"))})
            if on("D13"):
                out.update({k: "refers" for s in profile.local
                            for k in keys_of(profile, s) if k != profile.reference})
            if on("D22", "D24"):
                out.update({k: "loose" for s in profile.may
                            for k in keys_of(profile, s.replace("*", "x"))})
            if on("D8") and profile.anywhere:
                out.update(dict.fromkeys(["x.example.net/allow-list", "a/whitelist"], "ranges"))
                out.update(dict.fromkeys(["x.example.net/ssl-passthrough", "y/route-acl"],
                                         "loose"))
            if on("D21") and profile.kind == "aws-load-balancer-controller":
                out.update({profile.prefixes[0] + n + ".a": "conditions"
                            for n in ("conditions", "actions", "transforms")})
            if on("D7") and profile.kind == "traefik":
                out[profile.prefixes[0] + "router.pathmatcher"] = "matcher"
            if on("case") and profile.kind == "traefik":
                out.update({k.replace("/router", "/Router"): how for k, how in out.items()
                            if k.startswith(profile.prefixes[0] + "router")})
        if on("D9"):
            out.update({p + "cloudflare-custom-hostname-x": "hosts"
                        for p in self.policy.dns_prefixes()})
        if on("D27"):
            out.update(dict.fromkeys(["ingress.gcp.kubernetes.io/pre-shared-cert",
                                      "nginx.org/mergeable-ingress-type"], "loose"))
        if on("D33"):
            out.update(dict.fromkeys(["whitelist-source-range", "haproxy.org/allow-list",
                                      "inbound-cidrs"], "ranges"))
        if on("D14", "D15"):
            out["cert-manager.io/ip-sans"] = "loose"


def filled(pattern, stars=True):
    """A pattern or entry without placeholders: some of its instances."""
    if not names.PLACEHOLDER.search(pattern):
        return [pattern.replace("*", "x") if stars else pattern]
    return [names.PLACEHOLDER.sub(v, pattern) for v in VALUES_OF_X]


def keys_of(profile, name):
    """Keys that match a name in a profile's table."""
    if profile.kind == "own" or "/" in name:
        return [name]
    return [p + name for p in profile.prefixes + ([""] if profile.anywhere else [])]


def near(entry):
    """Names in, at and around a delegated entry."""
    if entry == ".":
        return ["anything.example", "example"]
    bare = entry[2:] if entry.startswith("*.") else entry
    return [bare, "a." + bare, "b.a." + bare, "*." + bare, "*.a." + bare, bare.upper() + ".",
            "x" + bare, "www." + bare, bare.partition(".")[2] or bare]
