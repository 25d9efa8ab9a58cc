#!/usr/bin/python3
"""Alerts and the dashboard use metrics and labels that exist: expressions.py ROOT"""

import json
import pathlib
import re
import sys

from claims import Claims, documents, metrics

# What a scraper adds to every series.
SCRAPED = {"job", "instance"}
USE = re.compile(r"\b((?:ingress_warden|process)_\w+)(?:\{([^}]*)\})?")
BY = re.compile(r"\b(?:by|on) \(([^)]*)\)")


def strings(node):
    """Every string below a node of JSON."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, (list, dict)):
            waiting.extend(node.values() if isinstance(node, dict) else node)


def main(root):
    claims, known = Claims(), metrics(root)
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
    for rule in rules:
        claims.claim(rule["labels"]["severity"] in ("info", "warning", "critical"), rule["alert"])
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
