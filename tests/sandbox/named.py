#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tests that SECURITY.md and docs/outages.md name exist: named.py ROOT

The last column of the tables names files, golden cases, test methods (Class.test_x),
scenarios of the live chain (file.function), campaigns (campaign.function) and make targets.
Each threat of the model and each outage has its row.
"""

import pathlib
import re
import sys

NUMBERED = {"SECURITY.md": 18, "docs/outages.md": 25}  # threats, outages
NO_TEST = "none"


class Tree:
    def __init__(self, root):
        self.root = root
        self.methods = set()
        for path in root.glob("tests/**/test_*.py"):
            name = None
            for line in path.read_text().splitlines():
                begins = re.match(r"class (\w+)", line)
                name = begins[1] if begins else name
                if method := re.match(r"    def (test_\w+)", line):
                    self.methods.add(f"{name}.{method[1]}")
        self.scenarios = set()
        for path in root.glob("tests/deploy/e2e/scenarios/*.py"):
            text = path.read_text()
            names = re.findall(r"^def ([a-z]\w*)", text, re.MULTILINE)
            names += re.findall(r"^    \('(\w+)',", text, re.MULTILINE)  # rows of a table
            self.scenarios |= {f"{path.stem}.{name}" for name in names}
        for path in root.glob("tests/endurance/campaign/*.py"):
            names = re.findall(r"^def ([a-z]\w*)\(run\)", path.read_text(), re.MULTILINE)
            self.scenarios |= {"campaign", *(f"campaign.{name}" for name in names)}
        targets = re.findall(r"^([\w-]+):", (root / "Makefile").read_text(), re.MULTILINE)
        self.targets = {f"make {target}" for target in targets}

    def has(self, name):
        return (name in self.methods or name in self.scenarios or name in self.targets or
                (self.root / "tests/golden/reviews" / name / "case").exists() or
                (("/" in name or name.endswith(".md")) and (self.root / name).exists()))


def rows(text):
    """The rows of the tables whose last column names tests."""
    header = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("| "):
            header = None
        elif header is None:
            header = cells
        elif not line.startswith("| ---") and header[-1] == "test":
            yield cells


def names_of(cell):
    return re.findall(r"`([^`]+)`", cell) + \
        re.findall(r"\b((?:tests|docs)/[\w./-]*\w)", re.sub("`[^`]*`", "", cell))


def named(tree, document):
    """Yields (whether it holds, what is missing) for the tests of each row, and for the numbers."""
    numbers = set()
    for row in rows((tree.root / document).read_text()):
        if row[0].isdigit():
            numbers.add(int(row[0]))
        if row[-1] == NO_TEST:
            continue
        names = names_of(row[-1])
        yield bool(names), f"{row[0]}: no test"
        for name in names:
            yield tree.has(name), f"{row[0]}: {name} is not there"
    yield numbers == set(range(1, NUMBERED[document] + 1)), f"numbers: {sorted(numbers)}"


def main(root):
    tree, passed, failed = Tree(root), 0, 0
    security = (root / "SECURITY.md").read_text()
    claims = [claim for document in NUMBERED for claim in named(tree, document)]
    claims += [(f"`{path.name}`" in security, f"{path.name}: not in SECURITY.md")
               for path in root.glob("tests/golden/reviews/*")
               if re.match(r"(cve|ghsa|go)-", path.name)]
    for holds, what in claims:
        passed += holds
        failed += not holds
        if not holds:
            print(what)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
