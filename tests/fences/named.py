#!/usr/bin/python3
"""What SECURITY.md names is there: named.py ROOT

Files, golden cases, test methods (Class.test_x) and scenarios of the live chain
(file.function), in the tables' last column; and every threat of the model has its row.
"""

import pathlib
import re
import sys

THREATS = 18
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
        for path in root.glob("tests/e2e/scenarios/*.py"):
            text = path.read_text()
            names = re.findall(r"^def ([a-z]\w*)", text, re.MULTILINE)
            names += re.findall(r"^    \('(\w+)',", text, re.MULTILINE)  # rows of a table
            self.scenarios |= {f"{path.stem}.{name}" for name in names}

    def has(self, name):
        return (name in self.methods or name in self.scenarios or
                (self.root / "tests/cases" / name / "case").exists() or
                (("/" in name or name.endswith(".md")) and (self.root / name).exists()))


def rows(text):
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def names_of(cell):
    return re.findall(r"`([^`]+)`", cell) + \
        re.findall(r"\b((?:tests|docs)/[\w./-]*\w)", re.sub("`[^`]*`", "", cell))


def main(root):
    tree, passed, failed = Tree(root), 0, 0
    text = (root / "SECURITY.md").read_text()
    threats = set()
    for row in rows(text):
        if row[0].isdigit():
            threats.add(int(row[0]))
        if row[-1] in ("test", NO_TEST):
            continue
        names = names_of(row[-1])
        for what, holds in [(f"{row[0]}: no test", bool(names))] + \
                [(f"{row[0]}: {name} is not there", tree.has(name)) for name in names]:
            passed += holds
            failed += not holds
            if not holds:
                print(what)
    for path in sorted(root.glob("tests/cases/*")):
        if re.match(r"(cve|ghsa|go)-", path.name) and f"`{path.name}`" not in text:
            failed += 1
            print(f"{path.name}: not in SECURITY.md")
    if threats != set(range(1, THREATS + 1)):
        failed += 1
        print(f"threats: {sorted(threats)}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
