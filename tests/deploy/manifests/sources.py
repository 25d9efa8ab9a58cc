# SPDX-License-Identifier: Apache-2.0
"""The sources that the tests of the manifests compare with, and their counters."""

import pathlib
import re
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from claims import Claims

__all__ = ["Claims", "documents", "metrics", "plain_metrics"]


def documents(path):
    """Returns the YAML documents of a file."""
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def metrics(root):
    """Every name that /metrics can show, with the names of its labels."""
    text = (root / "src/sys/log/metrics.def").read_text()
    found = {}
    for kind, name, rest in re.findall(r'^METRIC\(\w+, (\w+),\s*"(\w+)",(.*?)NULL\)', text,
                                       re.DOTALL | re.MULTILINE):
        labels = set(re.findall(r'"(\w+)"(?=,)', rest.split('",', 1)[1] if '",' in rest else ""))
        found[name] = labels
        if kind == "HISTOGRAM":
            found |= {f"{name}_{end}": labels for end in ("bucket", "sum", "count")}
            found[f"{name}_bucket"] = labels | {"le"}
    return found


def plain_metrics(root):
    """The names as metrics.def has them."""
    return set(re.findall(r'^METRIC\(\w+, \w+,\s*"(\w+)"',
                          (root / "src/sys/log/metrics.def").read_text(), re.MULTILINE))
