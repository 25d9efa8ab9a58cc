# SPDX-License-Identifier: Apache-2.0
"""dumps: writes dumps of any size, with objects that the example policy judges."""

NAMESPACES = ["shop", "shop-eu", "shop-us", "retail-a", "retail-b", "eu-ledger", "pr-17", "pr-18", "lab", "crm", "wiki"]
TEAMS = 400

OBJECT = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-{number}
  namespace: {namespace}
  uid: 00000000-0000-4000-8000-{number:012d}
  labels: {{app.kubernetes.io/name: app-{number}}}
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
spec:
  ingressClassName: {name}{tls}
  rules:
  - host: {host}
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: app-{number}
            port:
              number: 80
status:
  loadBalancer:
    ingress:
    - ip: 192.0.2.1
"""


def place(number, namespace):
    """Returns a class and a host that the namespace may use."""
    if namespace.startswith("shop"):
        return "external", f"app{number}.shop.example.com"
    if namespace.startswith("retail"):
        return "retail", f"a{number}.retail.example.net"
    if namespace.startswith("pr-"):
        return "internal", f"a{number}.{namespace[3:]}.preview.corp.example.com"
    if namespace == "eu-ledger":
        return "internal", f"a{number}.ledger.corp.example.com"
    return "internal", f"app{number}.{namespace}.apps.corp.example.net"


def ingress(number, every=41):
    """One object.  One in a given number has a host that its namespace may not use."""
    namespace = NAMESPACES[number % len(NAMESPACES)] if number % 7 else f"team-{number % TEAMS}"
    name, host = place(number, namespace)
    if number % every == 0:
        host = f"api{number}.example.com"
    tls = f"\n  tls: [{{hosts: [{host}], secretName: t{number}}}]" if number % 3 == 0 else ""
    return OBJECT.format(number=number, namespace=namespace, name=name, host=host, tls=tls)


def write(path, count, every=41):
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            file.write(ingress(number, every))
