# SPDX-License-Identifier: Apache-2.0
"""inputs: the policies and reviews of all measurements."""

import json
import os

import kinds

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REVIEWS = os.path.join(ROOT, "tests/golden/captured")
ANNOTATION_BYTES = 1 << 20

# What the mutating stage adds to an Ingress of class "platform".
ADDED = {
    "nginx.ingress.kubernetes.io/proxy-read-timeout": "60",
    "nginx.ingress.kubernetes.io/limit-rps": "100",
    "nginx.ingress.kubernetes.io/enable-access-log": "true",
    "nginx.ingress.kubernetes.io/whitelist-source-range": "198.51.100.0/24",
}

MANAGED = "ingress-warden.dev/managed"

POLICY = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {{name: bench}}
networks: {{office: [198.51.100.0/24]}}
{sections}classes:
  external:
    profile: ingress-nginx
    domains: [example.com]
    tls: required
    sourceRanges: {{mode: open}}
    annotations: [{{key: cert-manager.io/cluster-issuer, value: letsencrypt}}]
  internal:
    profile: ingress-nginx
    domains: [corp.example.net]
    sourceRanges: {{mode: open}}
  platform:
    profile: ingress-nginx
    domains: [example.com]
    tls: required
    sourceRanges: {{mode: narrow, networks: [office]}}
    annotations:
      - {{key: nginx.ingress.kubernetes.io/proxy-read-timeout, value: "60"}}
      - {{key: nginx.ingress.kubernetes.io/limit-rps, value: "100"}}
      - {{key: nginx.ingress.kubernetes.io/enable-access-log, value: "true"}}
{classes}tenants:
  - name: shop
    namespaces: [shop]
    classes: [{names}]
{grants}    domains:
{domains}
"""

# The policies, by the kinds that they judge in addition to Ingress.
INGRESS = "ingress"  # none
KINDS = "kinds"  # HTTPRoute and Service
ROWS = "rows"  # OWN_ROWS kinds that the policy itself defines
OWN_ROWS = 64

SECTIONS = {
    INGRESS: "",
    KINDS: """\
kinds: {HTTPRoute: enforce, Service: enforce}
externalDNS: {public: {annotationPrefixes: [external-dns.alpha.kubernetes.io/]}}
gateways: {infra/public: {class: shared}}
""",
    ROWS: "kinds:\n"
    + "".join(
        f"  Site{number}.web.example.net: {{plural: site{number}s, hosts: [{{path: 'spec.hosts[]'}}], "
        "class: {paths: [spec.class]}}\n"
        for number in range(OWN_ROWS)
    ),
}
CLASSES = {
    KINDS: """\
  shared:
    domains: [example.com]
    externalDNS: {instance: public, ttl: 60}
  balancer:
    domains: [example.com]
    externalDNS: {instance: public, ttl: 60}
    sourceRanges: {mode: narrow, networks: [office]}
    service:
      profile: aws-nlb
      loadBalancerClass: service.k8s.aws/nlb
      marks: {service.beta.kubernetes.io/aws-load-balancer-scheme: internal}
"""
}
NAMES = {KINDS: ", shared, balancer"}
GRANTS = {KINDS: "    services: {types: [ClusterIP, LoadBalancer], defaultClass: balancer}\n"}


def domains(count):
    """Returns count domains, including the two that the reviews need."""
    return ["shop.example.com", "shop.corp.example.net"] + [
        f"d{number}.example.com" for number in range(count - 2)
    ]


def policy(judged, count):
    """A policy in which the tenant of the reviews has count domains."""
    return POLICY.format(
        sections=SECTIONS[judged],
        classes=CLASSES.get(judged, ""),
        names="external, internal, platform" + NAMES.get(judged, ""),
        grants=GRANTS.get(judged, ""),
        domains="\n".join(f"      - {domain}" for domain in domains(count)),
    )


def added():
    """The annotations that an object must have after the mutating stage."""
    return {**ADDED, MANAGED: ",".join(sorted(ADDED))}


def peer_policy(count):
    """The same policy for the controller-runtime webhook, in its own format."""
    shop = {"classes": ["external", "internal", "platform"], "domains": domains(count)}
    return {"namespaces": {"shop": shop}, "annotations": {"platform": added()}}


def write_policy(folder, judged, count):
    """Returns its path.  The file is written once, since running servers would reload it."""
    path = os.path.join(folder, f"policy-{judged}-{count}.yaml")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(policy(judged, count))
    return path


def recorded(name):
    """The bytes of a recorded review, as an API server sent them."""
    with open(os.path.join(REVIEWS, name + ".json"), "rb") as file:
        return file.read()


def to_complete():
    """A create in the class that adds annotations, with the same length."""
    return recorded("create-web.mutate").replace(b"external", b"platform")


def denied():
    """A create in which one host belongs to no tenant."""
    return recorded("create-web.validate").replace(b"www.shop.example.com", b"www.shop.example.org")


def large_annotation():
    """A create with an annotation of 1 MiB that contains JSON, as large annotations usually do."""
    review = json.loads(recorded("create-web.validate"))
    item = json.dumps({"name": "example", "value": "some text of ordinary words"}) + ","
    text = (item * (ANNOTATION_BYTES // len(item) + 1))[:ANNOTATION_BYTES]
    review["request"]["object"]["metadata"]["annotations"]["example.com/large"] = text
    return json.dumps(review, separators=(",", ":")).encode()


def of_kind(parts):
    """A create by the user of the recorded reviews."""
    return kinds.review(parts, json.loads(recorded("create-web.validate"))["request"]["userInfo"])


DENIED = ["denied-3k"]

# Name -> (stage, bytes).
REVIEW = {
    "create-3k": ("validate", lambda: recorded("create-web.validate")),
    "create-3k-mutate": ("mutate", to_complete),
    "update-6k": ("validate", lambda: recorded("annotate-web.validate")),
    "create-100-rules": ("validate", lambda: recorded("create-100-rules.validate")),
    "update-100-rules": ("validate", lambda: recorded("label-100-rules.validate")),
    "denied-3k": ("validate", denied),
    "annotation-1m": ("validate", large_annotation),
    "route-3k": ("validate", lambda: of_kind(kinds.written(kinds.route()))),
    "route-3k-mutate": ("mutate", lambda: of_kind(kinds.route())),
    "service": ("validate", lambda: of_kind(kinds.written(kinds.balancer()))),
    "service-mutate": ("mutate", lambda: of_kind(kinds.balancer())),
    "service-plain": ("validate", lambda: of_kind(kinds.plain())),
}


def write_review(folder, name):
    """Writes the review to a file, and returns its path."""
    path = os.path.join(folder, name + ".json")
    with open(path, "wb") as file:
        file.write(REVIEW[name][1]())
    return path
