#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Alerts and the dashboard use metrics and labels that exist, and each alert names its page:
expressions.py ROOT"""

import json
import pathlib
import re
import sys

from sources import Claims, documents, metrics

# Labels that a scraper adds to every series, or an operator of several clusters.
SCRAPED = {"job", "instance", "namespace", "cluster"}
# The API server's: k8s.io/apiserver v0.35, pkg/admission/metrics/metrics.go.
APISERVER = {
    "apiserver_admission_webhook_rejection_count":
        {"name", "type", "operation", "error_type", "rejection_code"},
    "apiserver_admission_webhook_fail_open_count": {"name", "type"},
    "apiserver_admission_webhook_request_total": {"name", "type", "operation", "code", "rejected"},
    "apiserver_admission_webhook_admission_duration_seconds_bucket":
        {"name", "type", "operation", "rejected", "le"},
}
RUNBOOKS = "https://ingress-warden.example.com/docs/operations.md"
USE = re.compile(r"\b((?:ingress_warden|process|apiserver)_\w+)(?:\{([^}]*)\})?")
BY = re.compile(r"\b(?:by|on) \(([^)]*)\)")


def strings(node):
    """Yields every string below a node of JSON."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, (list, dict)):
            waiting.extend(node.values() if isinstance(node, dict) else node)


def main(root):
    claims, known = Claims(), metrics(root) | APISERVER
    rules = documents(root / "manifests/monitoring/alerts.yaml")[0]["groups"][0]["rules"]
    expressions = [(rule["alert"], rule["expr"]) for rule in rules]
    board = json.loads((root / "manifests/monitoring/dashboard.json").read_text())
    expressions += [("the dashboard", text) for text in strings(board)]
    used = set()
    for where, text in expressions:
        here = set()
        for name, selector in USE.findall(text):
            claims.claim(name in known, f"{where}: there is no metric {name}")
            here |= known.get(name, set())
            used.add(name)
            for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector):
                claims.claim(label in known.get(name, set()) | SCRAPED,
                             f"{where}: {name} has no label {label}")
        for label in re.findall(r"\w+", ",".join(BY.findall(text))):
            claims.claim(label in here | SCRAPED, f"{where}: no label {label} in {text}")
    claims.claim(len(used) > 15, f"only {len(used)} metrics were found in use")
    ids = [panel["id"] for panel in board["panels"]]
    claims.claim(len(ids) == len(set(ids)), "two panels have one id")
    for panel in board["panels"]:
        claims.claim(panel["description"], f"{panel['title']}: no description")
    for rule in rules:
        claims.claim(rule["labels"]["severity"] in ("info", "warning", "critical"), rule["alert"])
        claims.claim(rule["annotations"].get("runbook_url") == f"{RUNBOOKS}#{rule['alert'].lower()}",
                     f"{rule['alert']}: its runbook_url")
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
