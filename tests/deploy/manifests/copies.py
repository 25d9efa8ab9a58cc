#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Copies of files, which exist because neither kustomize nor Helm reads outside its folder.

copies.py ROOT           compare the copies with their sources
copies.py --write ROOT   write the copies again from their sources
"""

import pathlib
import sys

RULE_HEAD = """# Made from alerts.yaml by tests/deploy/manifests/copies.py --write.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: ingress-warden
spec:
"""


def same(text):
    return text


def prometheus_rule(text):
    """The rules as an object of the Prometheus operator."""
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    return RULE_HEAD + "".join("  " + line for line in lines)


def starter(text):
    """The smallest policy, with the path of the schema adapted to its folder."""
    return text.replace("$schema=policy.schema.json", "$schema=../../policies/policy.schema.json")


COPIES = [
    ("policies/minimal.yaml", "manifests/base/policy.yaml", starter),
    ("manifests/monitoring/alerts.yaml", "manifests/monitoring/prometheus-rule.yaml",
     prometheus_rule),
    ("manifests/monitoring/alerts.yaml", "manifests/chart/files/alerts.yaml", same),
    ("manifests/monitoring/dashboard.json", "manifests/chart/files/dashboard.json", same),
]


def main(args):
    write = args[0] == "--write"
    root = pathlib.Path(args[-1])
    failed = 0
    for source, target, change in COPIES:
        wanted = change((root / source).read_text())
        path = root / target
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted)
        elif not path.exists() or path.read_text() != wanted:
            failed += 1
            print(f"{target} differs from {source}; run tests/deploy/manifests/copies.py --write")
    print(f"{len(COPIES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
