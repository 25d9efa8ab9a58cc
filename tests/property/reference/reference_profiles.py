# SPDX-License-Identifier: Apache-2.0
"""How each controller names and reads its annotations."""
import re

from contract import on

TRUES = {"1", "t", "T", "true", "TRUE", "True"}
FALSES = {"0", "f", "F", "false", "FALSE", "False"}
SECRETS = ["auth-secret", "auth-tls-secret"]


def fold(text):
    """ASCII letters only: letters of other alphabets must not become ASCII letters."""
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in text)


def glob(pattern, text):
    """`*` matches anything; every other character matches itself."""
    parts = [re.escape(p) for p in pattern.split("*")]
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


def every(*names):
    return {name: set() for name in names}


# prefixes; class: the carrier that the controller reads; values: text or parsed; list:
# the name of the first key and the other spellings; undone: name glob -> values that undo
# nothing; hosts: name -> how it claims; entry: entry-point keys; may: name glob ->
# additional characters of its values; local: keys that refer to other objects -> how.  A
# name with a slash is a whole key.
BUILT_IN = {
    "ingress-nginx": {
        "prefixes": ["nginx.ingress.kubernetes.io/"], "values": "text",
        "list": ["whitelist-source-range", "allowlist-source-range"],
        "undone": {"satisfy": {"all"}, "ssl-passthrough": FALSES, "*-snippet": set(),
                   **(every("custom-http-errors") if on("D11") else {})},
        "hosts": {"server-alias": "list", "from-to-www-redirect": "twins"},
        "may": {"auth-tls-match-cn": r"\\", "upstream-hash-by": r"\$\{[A-Za-z0-9_]+\}"},
        "local": dict.fromkeys([*SECRETS, "proxy-ssl-secret", "auth-proxy-set-headers",
                                "custom-headers", "fastcgi-params-configmap"], "/")},
    "nginx-inc": {
        "prefixes": ["nginx.org/", "nginx.com/"], "values": "text",
        "reference": "policies", "position": "only", "object": r"[^/]+/[^/]+",
        "undone": {**every("server-snippets", "location-snippets"),
                   **(every("custom-http-errors") if on("D11") else {}),
                   **(every("nginx.com/policies") if on("D10") else {})},
        "entry": ["listen-ports", "listen-ports-ssl"],
        "may": {"nginx.org/rewrites": ";", "nginx.com/sticky-cookie-services": ";",
                **({"limit-req-key": r"\$\{[A-Za-z0-9_]+\}",
                    "nginx.org/sticky-cookie-services": ";",
                    "nginx.org/proxy-redirect-from": r"\\",
                    "nginx.org/proxy-redirect-to": r"\\"} if on("D24") else {})},
        "local": {"policies": "/"}},
    "haproxy-ingress": {
        "prefixes": ["haproxy-ingress.github.io/", "ingress.kubernetes.io/"],
        "values": "text", "exclusion": True,
        "list": ["allowlist-source-range", "whitelist-source-range"],
        "undone": {**every("allowlist-source-header", "config-*"),
                   **(dict.fromkeys(["tcp-service-proxy-protocol", "use-proxy-protocol"],
                                    FALSES) if on("D2") else {})},
        "hosts": {"server-alias": "list", "redirect-from": "list",
                  "server-alias-regex": "opaque", "redirect-from-regex": "opaque"},
        "entry": ["http-frontend", "tcp-service-port", "tcp-service-proxy-protocol",
                  "use-proxy-protocol", "bind-*"],
        "may": dict.fromkeys(["headers", "config-*"] + ([
            "request-set-headers", "request-add-headers", "response-set-headers",
            "response-add-headers", "http-header-match", "http-header-match-regex",
            "http-response-*", "peers-table"] if on("D22") else []), r"\n"),
        "local": dict.fromkeys([*SECRETS, "secure-crt-secret", "secure-verify-ca-secret"],
                               "://")},
    "haproxytech": {
        "prefixes": ["haproxy.org/", "haproxy.com/", "ingress.kubernetes.io/"],
        "values": "text", "anywhere": True, "class": "field",
        "list": ["allow-list", "whitelist"], "object": r"patterns/[A-Za-z0-9._-]+",
        "undone": {**every("src-ip-header", "*-config-snippet", "route-acl"),
                   **({"ssl-passthrough": FALSES} if on("D8") else {})},
        "may": dict.fromkeys(["request-set-header", "response-set-header", *(
            ["path-rewrite", "request-capture", "*-config-snippet"] if on("D22")
            else ["backend-config-snippet"])], r"\n"),
        "local": dict.fromkeys(["auth-secret", "server-crt", "server-ca"], "/")},
    "traefik": {
        "prefixes": ["traefik.ingress.kubernetes.io/"], "values": "parsed",
        "reference": "router.middlewares", "position": "first", "object": r"[^@]+@[^@]+",
        "undone": {} if on("D2") else every("router.entrypoints"),
        "hosts": {"router.tls.domains.*.main": "one", "router.tls.domains.*.sans": "list",
                  **({"router.pathmatcher": "matcher"} if on("D7") else {})},
        "entry": ["router.entrypoints"], "local": {"router.middlewares": "@"}},
    "kong": {
        "prefixes": ["konghq.com/"], "values": "parsed", "reference": "plugins",
        "position": "any", "object": r"[^:]+:[^:]+", "entry": ["protocols"],
        "hosts": {"host-aliases": "list", "snis": "list"}, "local": {"plugins": ":"}},
    "aws-load-balancer-controller": {
        "prefixes": ["alb.ingress.kubernetes.io/"], "values": "parsed",
        "class": "field only", "list": ["inbound-cidrs"], "bare": False,
        "undone": every("security-groups", "security-group-prefix-lists", *(
            [] if on("D2") else ["scheme", "group.name", "enable-frontend-nlb",
                                 "frontend-nlb-scheme"])),
        "hosts": dict.fromkeys(["conditions.*", "actions.*", "transforms.*"]
                               if on("D21") else ["conditions.*"], "conditions"),
        "entry": ["scheme", "group.name", "security-groups", "subnets",
                  "enable-frontend-nlb", "frontend-nlb-scheme"]},
    "apisix": {
        "prefixes": ["k8s.apisix.apache.org/"], "values": "parsed",
        "list": ["allowlist-source-range"],
        "undone": every("plugin-config-name") if on("D11") else {},
        "local": {"svc-namespace": "value"}},
    "contour": {"prefixes": ["projectcontour.io/"], "values": "parsed"},
    "azure-application-gateway": {
        "prefixes": ["appgw.ingress.kubernetes.io/"], "values": "parsed",
        "hosts": {"hostname-extension": "list"},
        "entry": ["use-private-ip", "override-frontend-port"]},
    "skipper": {"prefixes": ["zalando.org/"], "values": "parsed",
                "hosts": {"skipper-routes": "opaque"}},
    "gce": {"prefixes": ["networking.gke.io/"], "values": "parsed", "class": "annotation",
            "foreign": ["kubernetes.io/", "ingress.gcp.kubernetes.io/"],
            "entry": ["kubernetes.io/ingress.global-static-ip-name",
                      "kubernetes.io/ingress.regional-static-ip-name"]},
    "cilium": {"prefixes": ["ingress.cilium.io/"], "values": "parsed",
               "entry": ["loadbalancer-mode", "service-type", "host-listener-port"]},
    "istio": {"prefixes": ["istio.io/"], "values": "parsed"},
}

GROUPS = {
    "snippets": {
        "ingress-nginx": ["*-snippet"], "nginx-inc": ["*-snippets"],
        "haproxy-ingress": ["config-*"], "skipper": ["skipper-routes"],
        "haproxytech": ["*-config-snippet", "route-acl"]},
    "redirects": {
        "ingress-nginx": ["permanent-redirect", "temporal-redirect", "app-root"],
        "nginx-inc": ["app-root"], "haproxy-ingress": ["redirect-to", "app-root"],
        "haproxytech": ["request-redirect"], "apisix": ["http-redirect"],
        "aws-load-balancer-controller": ["actions.*"],
        "skipper": ["skipper-filter", "skipper-ingress-redirect",
                    "skipper-ingress-redirect-code"]},
    "upstreams": {
        "ingress-nginx": ["default-backend", "upstream-vhost", "rewrite-target",
                          "proxy-redirect-*", "proxy-ssl-name"],
        "nginx-inc": ["rewrites", "rewrite-target", "proxy-redirect-*"],
        "haproxy-ingress": ["rewrite-target", "blue-green-*"],
        "haproxytech": ["path-rewrite", "set-host", "cr-backend"],
        "aws-load-balancer-controller": ["transforms.*"],
        "skipper": ["skipper-backend", "backend-weights"],
        "kong": ["rewrite", "path-handling", "override", "headers.*", "methods",
                 "regex-priority"],
        "apisix": ["rewrite-target*", "response-rewrite-*", "svc-namespace",
                   "upstream-scheme"],
        "azure-application-gateway": [
            "backend-hostname", "backend-path-prefix", "rewrite-rule-set",
            "rewrite-rule-set-custom-resource", "health-probe-hostname"]},
    "mirrors": {"ingress-nginx": ["mirror-target", "mirror-host"],
                "skipper": ["skipper-filter"]},
    "auth": {
        "ingress-nginx": ["auth-*", "enable-global-auth"],
        "nginx-inc": ["basic-auth-*", "jwt-*"],
        "haproxy-ingress": ["auth-*", "oauth", "oauth-*"], "haproxytech": ["auth-*"],
        "apisix": ["auth-*"], "aws-load-balancer-controller": ["auth-*", "jwt-validation"]},
    "entry-points": {
        **{name: row["entry"] for name, row in BUILT_IN.items() if "entry" in row},
        "haproxy-ingress": [*BUILT_IN["haproxy-ingress"]["entry"], "http-passthrough",
                            "use-forwarded-proto", "ssl-passthrough",
                            "ssl-passthrough-http-port"],
        "traefik": ["router.entrypoints", "router.priority", "router.rulesyntax"],
        "aws-load-balancer-controller": [
            *BUILT_IN["aws-load-balancer-controller"]["entry"], "listen-ports",
            "load-balancer-name", "group.order", "ip-address-type", "target-type",
            "frontend-nlb-*", "customer-owned-ipv4-pool", "ipam-ipv4-pool-id",
            "load-balancer-attributes", "security-group-prefix-lists", "wafv2-acl-*",
            "waf-acl-id", "web-acl-id", "shield-advanced-protection", "certificate-arn",
            "create-acm-cert", "acm-pca-arn", "mutual-authentication"],
        "azure-application-gateway": [
            *BUILT_IN["azure-application-gateway"]["entry"], "rule-priority",
            "appgw-ssl-certificate", "appgw-ssl-profile"],
        "skipper": ["aws-load-balancer-*", "aws-waf-web-acl-id"],
        "gce": [*BUILT_IN["gce"]["entry"], "kubernetes.io/ingress.allow-http"]},
    "sans": {"": ["cert-manager.io/ip-sans", "cert-manager.io/uri-sans",
                  "cert-manager.io/email-sans"]},
}
# In the manual, the line of this group ends in "and without prefix".
BARE_IN_GROUP = {("snippets", "haproxytech")}


class Profile:
    """How one controller names and reads its annotations."""

    def __init__(self, row, prefixes, kind):
        self.kind, self.prefixes, self.row = kind, prefixes, row
        self.reads, self.text = row.get("class", "any"), row.get("values") == "text"
        self.separator, self.bare = ",", row.get("bare", True)
        self.exclusion = row.get("exclusion", False)
        self.anywhere = row.get("anywhere", False)
        self.foreign = row.get("foreign", [])
        self.first = prefixes[0] + row["list"][0] if "list" in row else None
        self.reference = prefixes[0] + row["reference"] if "reference" in row else None
        self.position = row.get("position", "any") if on("D10") else "any"
        own = prefixes != row.get("prefixes", prefixes)
        self.undone = self.whole(row.get("undone", {}), own)
        self.may = self.whole(row.get("may", {}), own)
        if self.reference and on("D10"):
            self.undone.update({p + row["reference"]: set() for p in prefixes[1:]})
        self.hosts, self.entry = row.get("hosts", {}), row.get("entry", [])
        self.local, self.list_names = row.get("local", {}), row.get("list", [])

    @staticmethod
    def whole(names, own):
        """With other prefixes, a whole key under one of the original's prefixes becomes a name."""
        if not own:
            return dict(names)
        return {n.rpartition("/")[2]: v for n, v in names.items() if n != "nginx.com/policies"}

    @staticmethod
    def own(spec):
        """A profile that is defined under `profiles`."""
        text = spec.get("values", "text")
        profile = Profile({"values": text}, spec["keyPrefixes"], "own")
        profile.hosts = dict.fromkeys(spec.get("hostKeys", []), "list")
        profile.entry = spec.get("entryPointKeys", [])
        if "reference" in spec:
            profile.reference = spec["reference"]["key"]
            profile.position = (spec["reference"].get("position", "first") if on("D10")
                                else "any")
        sources = spec.get("sourceRanges")
        if sources:
            profile.list_names = [sources["key"], *sources.get("aliases", [])]
            profile.first = sources["key"]
            profile.separator = sources.get("separator", ",")
            profile.bare = sources.get("bareAddresses", "false") == "true"
            profile.undone = every(*sources.get("undoneBy", []))
        return profile

    # Keys.

    def fold(self, key):
        return fold(key) if self.kind == "traefik" and on("case") else key

    def under(self, key):
        """The first prefix of the profile that the key has, or None."""
        folded = self.fold(key)
        return next((p for p in self.prefixes if folded.startswith(self.fold(p))), None)

    def is_one(self, key, name, anywhere=False):
        """Whether the key is `name` (a glob) under one of the profile's prefixes."""
        if self.kind == "own":
            return glob(name, key)
        folded, name = self.fold(key), self.fold(name)
        if anywhere and on("D8"):
            return glob(name, folded.rpartition("/")[2])
        if anywhere and "/" not in key and glob(name, key):
            return True
        if "/" in name and glob(name, folded):
            return True
        return any(folded.startswith(self.fold(p)) and glob(name, folded[len(p):])
                   for p in self.prefixes)

    def find(self, table, key, anywhere=False):
        """The table's entry for the key, or None."""
        return next((value for name, value in table.items()
                     if self.is_one(key, name, anywhere)), None)

    def is_list_key(self, key):
        return any(self.is_one(key, n, self.anywhere) for n in self.list_names)

    def spellings(self, keys=()):
        """The list keys in order: those that are always known, and those among `keys`."""
        if self.kind == "own":
            return list(self.list_names)
        out = []
        for name in self.list_names:
            out += [p + name for p in self.prefixes]
            if self.anywhere:
                out.append(name)
                others = [k for k in keys if "/" in k and k.rpartition("/")[2] == name]
                out += sorted(set(others) - set(out), key=str.encode) if on("D8") else []
        return out

    def range_keys(self):
        return self.spellings() + ([self.reference] if self.reference else [])

    def writable(self):
        """The keys of source ranges that a policy can have written."""
        return [k for k in (self.first, self.reference) if k]

    def owns(self, key):
        """Whether the key is a list or reference key."""
        return self.is_list_key(key) or (self.reference is not None and key == self.reference)

    def host_key(self, key):
        return self.find(self.hosts, key)

    def undoing(self, key):
        """The values of the key that undo nothing, or None if the key never undoes."""
        if self.reference and on("D10"):
            if key == self.reference:
                return None
            if self.fold(key) == self.fold(self.reference):
                return set()
        return self.find(self.undone, key, self.anywhere)

    def undoes(self, key, value):
        fine = self.undoing(key)
        return fine is not None and value not in fine

    def undoes_for_all(self, key, value):
        """Whether the key undoes the lists of others, whatever the class of the Ingress."""
        return (self.kind == "haproxytech" and on("D8") and self.undoes(key, value)
                and key.rpartition("/")[2] == "ssl-passthrough")

    def chooses_entry(self, key):
        return any(self.is_one(key, n) for n in self.entry)

    def known_anywhere(self, key, every_table=True):
        """Whether haproxytech reads the key under any prefix."""
        tables = [self.list_names, self.undone]
        tables += [self.may, self.local] if every_table else []
        return self.anywhere and any(self.is_one(key, n, True) for t in tables for n in t)

    def checks(self, key):
        """Whether annotation-safe checks the key for this profile."""
        return self.under(key) is not None or self.known_anywhere(key, on("D8"))

    def concerns(self, key):
        """Whether the key counts as one under a prefix of the profile (for the ratchet)."""
        return (self.under(key) is not None or self.known_anywhere(key)
                or any(key.startswith(p) for p in self.foreign))


# The profile of a class without one.
NO_PROFILE = Profile({}, [], "none")


def make_profiles(written):
    out = {name: Profile(row, row["prefixes"], name) for name, row in BUILT_IN.items()}
    for name, spec in written.items():
        if "like" not in spec and "keyPrefixes" not in spec:
            continue
        if "like" in spec:
            prefixes = spec.get("prefixes") or [spec["prefix"]]
            out[name] = Profile(BUILT_IN[spec["like"]], prefixes, spec["like"])
        else:
            out[name] = Profile.own(spec)
    return out


def in_group(group, key, profiles):
    """Whether the key belongs to a group of keys for `annotations.forbid`."""
    rows = GROUPS[group]
    if key in rows.get("", []):
        return True
    for profile in profiles:
        for name in rows.get(profile.kind, []):
            anywhere = profile.anywhere
            bare = (group, profile.kind) in BARE_IN_GROUP and glob(name, key)
            if profile.is_one(key, name, anywhere) or bare:
                return True
    return False
