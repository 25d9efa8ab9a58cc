# SPDX-License-Identifier: Apache-2.0
"""The policies and reviews of the live tests; their meaning is tested elsewhere."""

import json

POLICY = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {name: live}
networks:
  office: [198.51.100.0/24]
classes:
  internal:
    profile: ingress-nginx
    sourceRanges: {mode: fixed, networks: [office]}
tenants:
  - name: shop
    namespaces: [shop]
    classes: [internal]
    domains: [shop.example.com]
"""

# One more section: additional kinds that are judged.
KINDS = """\
kinds:
  Certificate.cert-manager.io: enforce
  Middleware.traefik.io: {grant: listed}
"""

# The same, with another tenant and a domain that has moved.
POLICY_TWO = POLICY.replace("shop.example.com", "store.example.com") + """\
  - name: retail
    namespaces: [retail]
    classes: [internal]
    domains: [shop.example.com]
"""

BROKEN = POLICY.replace("classes: [internal]", "classes: [interna]")

RANGES = "nginx.ingress.kubernetes.io/whitelist-source-range"


def review(host="shop.example.com", namespace="shop", name="web", uid="b5f3", patched=True,
           **request):
    annotations = {RANGES: "198.51.100.0/24",
                   "ingress-warden.dev/managed": RANGES} if patched else {}
    document = {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": uid,
            "kind": {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"},
            "resource": {"group": "networking.k8s.io", "version": "v1",
                         "resource": "ingresses"},
            "name": name,
            "namespace": namespace,
            "operation": "CREATE",
            "userInfo": {"username": "jane"},
            "object": {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "Ingress",
                "metadata": {"name": name, "namespace": namespace,
                             "annotations": annotations},
                "spec": {"ingressClassName": "internal", "rules": [{
                    "host": host,
                    "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {
                        "service": {"name": "web", "port": {"number": 80}}}}]}}]},
            },
            "dryRun": False,
            **request,
        },
    }
    return json.dumps(document)


def review_of(group, kind):
    """An object of another kind, with a name that no tenant has."""
    version = {"group": group, "version": "v1"}
    return json.dumps({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "b5f4",
            "kind": {**version, "kind": kind},
            "resource": {**version, "resource": kind.lower() + "s"},
            "name": "web",
            "namespace": "shop",
            "operation": "CREATE",
            "userInfo": {"username": "jane"},
            "object": {"apiVersion": f"{group}/v1", "kind": kind,
                       "metadata": {"name": "web", "namespace": "shop"},
                       "spec": {"dnsNames": ["foreign.example.com"]}},
            "dryRun": False,
        },
    })
