# SPDX-License-Identifier: Apache-2.0
"""The counters of the manifest tests, and the sources that they compare with."""

import re
import sys

import yaml


class Claims:
    """Counts what holds and says what does not."""

    def __init__(self):
        self.passed = self.failed = 0

    def claim(self, holds, what):
        self.passed += bool(holds)
        self.failed += not holds
        if not holds:
            print(what)

    def same(self, wanted, there, what):
        """Claims that two sets are equal, and prints the names that differ."""
        self.claim(wanted == there, f"{what}: missing {sorted(wanted - there)}, "
                                    f"too many {sorted(there - wanted)}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


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
