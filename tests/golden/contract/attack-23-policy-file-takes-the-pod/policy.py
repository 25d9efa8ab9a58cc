# SPDX-License-Identifier: Apache-2.0
"""Prints the policy: 1 MiB, as much as a ConfigMap holds."""

HEAD = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
classes: {nginx: {profile: ingress-nginx}}
tenants:
  - {name: a, namespaces: [a], classes: [nginx], domains: [a.b]}
"""
N = (1 << 20) - len(HEAD) - 40
print(HEAD + "networks: {n: [" + "a," * (N // 2) + "a]}")
