# SPDX-License-Identifier: Apache-2.0
"""matrix.py FOLDER: write policies for the laws: matrix-0.yaml and so on.

Each policy has every profile with every mode of source ranges that the profile supports. The
rest differs from class to class and from file to file: the modes of a ttl, of a target and of
an annotation entry, the names that are published, and the number of ExternalDNS instances,
each of which reads one, two or three prefixes.
"""
import sys
from pathlib import Path

FILES = 8

LIST_MODES = ["open", "fixed", "narrow", "intersect", "elsewhere"]
LISTS = ["ingress-nginx", "haproxy-ingress", "haproxytech", "aws-load-balancer-controller",
         "apisix", "twin", "edge"]
OBJECTS = {"haproxytech": "patterns/office", "nginx-inc": "infra/office",
           "traefik": "infra-office@kubernetescrd", "kong": '"infra:office"',
           "mesh-first": "office", "mesh-any": "office", "mesh-only": "office"}
NEITHER = ["contour", "azure-application-gateway", "skipper", "gce", "cilium", "istio"]

HEAD = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {name: matrix-%d}
networks:
  office: [198.51.100.0/24, "2001:db8:100::/48"]
  nested: [10.0.0.0/8, 10.1.0.0/16, 192.0.2.0/25]
externalDNS:
  public: {annotationPrefixes: [external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/]}
  inner: {annotationPrefixes: [inner.example.net/, inner2.example.net/, inner3.example.net/]}
  lab: {annotationPrefixes: [lab.example.net/]}
profiles:
  twin: {like: ingress-nginx, prefixes: [twin.example.net/, twin2.example.net/]}
  edge:
    keyPrefixes: [edge.example.net/]
    sourceRanges: {key: edge.example.net/allow, aliases: [edge.example.net/permit], separator: ";"}
  mesh-first: {keyPrefixes: [first.example.net/], reference: {key: first.example.net/policy}}
  mesh-any: {keyPrefixes: [any.example.net/], reference: {key: any.example.net/policy, position: any}}
  mesh-only: {keyPrefixes: [only.example.net/], reference: {key: only.example.net/policy, position: only}}
classes:
"""
TAIL = """\
tenants:
  - {name: shop, namespaces: [shop, shop-eu], classes: ["*"], domains: [example.com, example.net]}
  - {name: all, namespaces: ["*"], classes: ["*"], domains: ["."]}
annotations:
  add:
    - {key: example.net/owner, value: "{tenant}/{name}", mode: enforce}
    - {key: example.net/cost, value: "{host}", mode: require, unless: [example.net/issuer]}
  forbid:
    - {keys: ["*-snippet", "@redirects"]}
exemptions:
  - name: solver
    reason: it may
    expires: never
    users: ["system:serviceaccount:cert-manager:*"]
    rules: [source-ranges]
"""

# All modes of an entry, and the literal value.
TTLS = [None, "60", "{value: 60, min: 30, max: 600}", "{value: 300, mode: require}",
        "{value: 300, mode: enforce}", "{mode: present, min: 60}",
        "{mode: optional, min: 60, max: 300}", "{value: 60, mode: default}"]
TARGETS = ["edge.example.com", "{value: 192.0.2.1, mode: default}",
           '{value: "{name}.example.com", mode: enforce}', '{mode: present, values: ["*"]}',
           '{mode: optional, values: ["*.example.com"]}']
NAMES = ["hosts", "annotation", "hosts-and-annotation"]
INSTANCES = [["public"], ["inner"], ["lab", "public"], ["public", "inner", "lab"], []]
ENTRIES = ["{key: example.net/own, value: external, mode: require}",
           "{key: example.net/own, value: external, mode: default, values: [\"e*\"]}",
           "{key: example.net/own, value: external, mode: enforce}",
           "{key: example.net/own, mode: present}",
           "{key: example.net/own, mode: optional, values: [\"e*\"]}"]


def modes_of(profile):
    if profile == "haproxytech":
        return [*LIST_MODES, "reference"]
    if profile in OBJECTS:
        return ["open", "elsewhere", "reference"]
    return LIST_MODES if profile in LISTS else ["open", "elsewhere"]


def sources():
    """(name of a class, its profile, its source ranges) for every pair."""
    for profile in sorted({*LISTS, *OBJECTS, *NEITHER}):
        for mode in modes_of(profile):
            more = ""
            if mode == "reference":
                more = f", object: {OBJECTS[profile]}"
            elif mode in ("fixed", "narrow", "intersect"):
                more = ", networks: [office, nested]"
            yield f"{profile}-{mode}", profile, f"{{mode: {mode}{more}}}"


def dns(number):
    """The externalDNS of a class: each map makes another choice."""
    maps = []
    for at, instance in enumerate(INSTANCES[number % len(INSTANCES)]):
        turn = number // len(INSTANCES) + at
        ttl = TTLS[turn % len(TTLS)]
        maps.append("      - {instance: %s, target: %s, names: %s%s%s%s}\n" % (
            instance, TARGETS[turn % len(TARGETS)], NAMES[turn % len(NAMES)],
            f", ttl: {ttl}" if ttl else "", ", optOut: true" if turn % 4 == 0 else "",
            ', allow: ["*"]' if turn % 7 == 0 else ""))
    return "    externalDNS:\n" + "".join(maps) if maps else "    externalDNS: none\n"


def policy(number):
    classes = ""
    for at, (name, profile, source) in enumerate(sources()):
        choice = at + number * 17
        classes += (f"  {name}:\n    profile: {profile}\n    sourceRanges: {source}\n"
                    f"{dns(choice)}    annotations: [{ENTRIES[choice % len(ENTRIES)]}]\n")
    return HEAD % number + classes + TAIL


def main():
    for number in range(FILES):
        path = Path(sys.argv[1]) / f"matrix-{number}.yaml"
        path.write_text(policy(number), encoding="utf-8")


if __name__ == "__main__":
    main()
