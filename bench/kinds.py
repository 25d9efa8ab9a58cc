# SPDX-License-Identifier: Apache-2.0
"""kinds: objects of kinds other than Ingress, as an API server sends them."""

import json

TTL = "external-dns.alpha.kubernetes.io/ttl"
SOURCE = "external-dns.alpha.kubernetes.io/gateway-hostname-source"
HOSTNAME = "external-dns.alpha.kubernetes.io/hostname"
MANAGED = "ingress-warden.dev/managed"
SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"
RANGES = "/spec/loadBalancerSourceRanges"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def rule(number):
    """A rule of a route, with the defaults of the API server."""
    return {
        "matches": [
            {"path": {"type": "PathPrefix", "value": f"/v{number}"}},
            {"path": {"type": "Exact", "value": f"/status/{number}"}, "method": "GET"},
        ],
        "filters": [
            {
                "type": "RequestHeaderModifier",
                "requestHeaderModifier": {"set": [{"name": "x-version", "value": str(number)}]},
            }
        ],
        "backendRefs": [{"group": "", "kind": "Service", "name": f"web-{number}", "port": 8080, "weight": 1}],
    }


def route():
    """An HTTPRoute that attaches to the Gateway of the policy."""
    spec = {
        "parentRefs": [
            {"group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "infra", "name": "public"}
        ],
        "hostnames": ["shop.example.com", "www.shop.example.com"],
        "rules": [rule(number) for number in range(2)],
    }
    return "gateway.networking.k8s.io", "v1", "HTTPRoute", spec, {}


def balancer():
    """A Service of type LoadBalancer whose name is published."""
    spec = {
        "ports": [{"name": "tls", "protocol": "TCP", "port": 443, "targetPort": 8443}],
        "selector": {"app.kubernetes.io/name": "web"},
        "type": "LoadBalancer",
        "sessionAffinity": "None",
        "externalTrafficPolicy": "Cluster",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "allocateLoadBalancerNodePorts": False,
        "loadBalancerClass": "service.k8s.aws/nlb",
        "internalTrafficPolicy": "Cluster",
    }
    return "", "v1", "Service", spec, {HOSTNAME: "shop.example.com", SCHEME: "internal"}


def plain():
    """A typical Service."""
    spec = {
        "ports": [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 8080}],
        "selector": {"app.kubernetes.io/name": "web"},
        "clusterIP": "10.96.12.7",
        "clusterIPs": ["10.96.12.7"],
        "type": "ClusterIP",
        "sessionAffinity": "None",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "internalTrafficPolicy": "Cluster",
    }
    return "", "v1", "Service", spec, {}


def written(parts):
    """The object after the mutating stage, as the validating stage sees it."""
    group, version, kind, spec, annotations = parts
    if kind == "HTTPRoute":
        added = {TTL: "60", SOURCE: "defined-hosts-only"}
        return group, version, kind, spec, {**annotations, **added, MANAGED: ",".join(sorted(added))}
    added = {TTL: "60", MANAGED: f"{RANGES},{TTL}"}
    return group, version, kind, {**spec, "loadBalancerSourceRanges": ["198.51.100.0/24"]}, {**annotations, **added}


def review(parts, user):
    """A create by `kubectl apply`."""
    group, version, kind, spec, annotations = parts
    api_version = f"{group}/{version}" if group else version
    labels = {"app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/name": "web"}
    head = {"apiVersion": api_version, "kind": kind}
    applied = {**head, "metadata": {"labels": labels, "name": "web", "namespace": "shop"}, "spec": spec}
    of = {"group": group, "version": version, "kind": kind}
    resource = {"group": group, "version": version, "resource": kind.lower() + "s"}
    request = {
        "uid": "5ebd329e-db14-44a9-8134-4308ec0b545c",
        "kind": of,
        "resource": resource,
        "requestKind": of,
        "requestResource": resource,
        "name": "web",
        "namespace": "shop",
        "operation": "CREATE",
        "userInfo": user,
        "object": {
            **head,
            "metadata": {
                "name": "web",
                "namespace": "shop",
                "uid": "5f0ec3f7-acc1-4875-8a0d-eaa7c3a96696",
                "generation": 1,
                "creationTimestamp": "2026-11-22T21:38:12Z",
                "labels": labels,
                "annotations": {**annotations, LAST_APPLIED: json.dumps(applied, separators=(",", ":"))},
            },
            "spec": spec,
        },
        "oldObject": None,
        "dryRun": False,
        "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
    }
    document = {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request}
    return json.dumps(document, separators=(",", ":")).encode()
