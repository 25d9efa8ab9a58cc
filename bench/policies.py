# SPDX-License-Identifier: Apache-2.0
"""policies: two versions of a policy with many domains.

policies.py FOLDER [DOMAINS]: writes FOLDER/old.yaml and FOLDER/new.yaml.
"""

import pathlib
import sys

DOMAINS = 100000
TENANTS = 1000
HEAD = """apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {name: many}
classes:
  external: {profile: ingress-nginx, domains: [example.com]}
  internal: {profile: ingress-nginx, domains: [example.net]}
tenants:
"""


def tenant(number, domains):
    listed = ", ".join(domains)
    return (
        f"  - name: t{number}\n"
        f'    namespaces: [t{number}, "t{number}-*"]\n'
        f"    classes: [external, internal]\n"
        f"    domains: [{listed}]\n"
    )


def domain(number):
    return f"d{number}.{number % 97}x.example.{'com' if number % 2 else 'net'}"


def text(owners):
    """The policy in which domain i belongs to tenant owners[i]."""
    lists = [[] for _ in range(TENANTS)]
    for number, owner in enumerate(owners):
        lists[owner].append(domain(number))
    return HEAD + "".join(tenant(number, names) for number, names in enumerate(lists) if names)


def write(folder, count=DOMAINS):
    """Writes both versions.  In the new one, every hundredth domain moves to the next tenant."""
    old = [number * TENANTS // count for number in range(count)]
    new = [(owner + (number % 100 == 0)) % TENANTS for number, owner in enumerate(old)]
    paths = [pathlib.Path(folder) / name for name in ("old.yaml", "new.yaml")]
    for path, owners in zip(paths, (old, new)):
        path.write_text(text(owners))
    return paths


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else DOMAINS)
