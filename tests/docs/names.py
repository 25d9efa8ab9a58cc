#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check that the documents know what the program knows: names.py PROGRAM ROOT

Each command has a manual page and a row in the README's table, and there are no other pages.
Each option is in its page, and each option in a page exists.  Each rule and profile is in
ingress-warden-policy(5), each field there or in ingress-warden-kinds(5), each kind with a row
and each service profile in the latter.  The schema for editors has exactly the rules and
profiles of the program.  The examples and the schema are installed.  Each rule has its
examples in rejections.md. install.md reports the same findings for old policies as lint.
"""

import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from claims import Claims

# Commands with commands of their own.
INNER = {"certs": ("make", "check", "bundle"), "export": ("webhooks",)}
# Rules that no exemption may name.
NEVER_EXCUSED = {"class-agrees"}


class Names(Claims):
    """The checks."""

    def __init__(self, program, root):
        super().__init__()
        self.program, self.root = program, root

    def help(self, *words):
        done = subprocess.run([self.program, *words, "--help"], capture_output=True, text=True,
                              timeout=60, check=True)
        return done.stdout

    def commands(self):
        return re.findall(r"^  (\w+) ", self.help(), re.MULTILINE)

    def page(self, name):
        return (self.root / "docs/man" / name).read_text()

    def pages(self, commands):
        wanted = {"ingress-warden.1", "ingress-warden-policy.5", "ingress-warden-kinds.5"}
        wanted |= {f"ingress-warden-{command}.1" for command in commands}
        there = {path.name for path in (self.root / "docs/man").glob("*.[1-9]")}
        self.claim(wanted == there, f"pages and commands differ: {sorted(wanted ^ there)}")
        installed = set(re.findall(r"'([\w.-]+\.[1-9])'", self.page("meson.build")))
        self.claim(there == installed, f"not installed: {sorted(there ^ installed)}")
        for command in commands:
            self.claim(f".It Cm {command}\n" in self.page("ingress-warden.1"),
                       f"{command} is not in ingress-warden.1")

    def options(self, command):
        texts = [self.help(command)]
        if command in INNER:
            texts = [self.help(command, word) for word in INNER[command]]
        known = set()
        for text in texts:
            known |= set(re.findall(r"^  (?:-\w, )?--([\w-]+)", text, re.MULTILINE))
        known.discard("help")
        page = self.page(f"ingress-warden-{command}.1")
        listed = set()
        for line in re.findall(r"^\.It (Fl .*)$", page, re.MULTILINE):
            listed |= set(re.findall(r"Fl Fl ([\w-]+)", line))
        self.claim(known == listed, f"ingress-warden-{command}.1: options {sorted(known ^ listed)}")

    def readme(self, commands):
        text = (self.root / "README.md").read_text()
        for command in commands:
            self.claim(re.search(rf"^\| `{command}\b", text, re.MULTILINE),
                       f"README.md: {command} is not in the table")

    def rules(self):
        table = (self.root / "src/core/policy/rules.def").read_text()
        return re.findall(r'^RULE\(.*"([\w-]+)"\)', table, re.MULTILINE)

    def rejections(self):
        """Each rule has a paragraph with pairs of examples: what it refuses, then what is
        accepted."""
        text = (self.root / "docs/rejections.md").read_text()
        sections = dict(re.findall(r"^## ([\w-]+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
        for rule in self.rules():
            marks = re.findall(r"^<!-- run: (.*) -->$", sections.get(rule, ""), re.M)
            verdicts = [mark.split()[1:] for mark in marks]
            before, after = verdicts[::2], verdicts[1::2]
            self.claim(before and len(before) == len(after)
                       and all(verdict in (["denied", rule], ["warned", rule]) for verdict in before)
                       and all(verdict == ["allowed"] for verdict in after),
                       f"docs/rejections.md: {rule} has no example of before and after")

    def changes(self):
        """The manual names the findings that lint has for policies of an old release."""
        text = (self.root / "docs/install.md").read_text()
        section = text[text.index("## Policies written for 0.1.0"):]
        told = set(re.findall(r"^\|.* (?:error|warning|note) `([\w-]+)` \|$", section, re.M))
        expected = self.root / "tests/golden/policies/expected"
        said = set()
        for path in expected.glob("from-0.1.0-*.txt"):
            said |= set(re.findall(r"\[([\w-]+)\]$", path.read_text(), re.M))
        self.claim(len(said) > 8 and told == said,
                   f"docs/install.md: what lint says of old policies: {sorted(told ^ said)}")

    def examples(self):
        there = {path.name for path in (self.root / "policies").iterdir()} - {"meson.build"}
        text = (self.root / "policies/meson.build").read_text()
        installed = set(re.findall(r"^  '([\w.-]+)',$", text, re.MULTILINE))
        self.claim(there == installed, f"policies/meson.build: {sorted(there ^ installed)}")

    def schema_rules(self, schema):
        rules = set(self.rules())
        self.claim(len(rules) > 10, "src/core/policy/rules.def: the rules are not found")
        for what, there, wanted in (
            ("$defs.rules.properties", schema["$defs"]["rules"]["properties"], rules),
            ("$defs.ruleName.enum", schema["$defs"]["ruleName"]["enum"], rules - NEVER_EXCUSED),
        ):
            for rule in sorted(wanted ^ set(there)):
                self.claim(False, f"policies/policy.schema.json: {what} "
                           + ("lacks " if rule in wanted else "should not have ") + rule)
            self.claim(len(there) == len(set(there)), f"{what} has a rule twice")
        tests = json.loads((self.root / "policies/policy-test.schema.json").read_text())
        self.claim(tests["$defs"]["rule"]["enum"] == list(self.rules()),
                   "policies/policy-test.schema.json: $defs.rule.enum is not rules.def")

    def policy(self):
        schema = json.loads((self.root / "policies/policy.schema.json").read_text())
        self.schema_rules(schema)
        page = self.page("ingress-warden-policy.5")
        words = set(re.findall(r"[\w./-]+", page + self.page("ingress-warden-kinds.5")))
        for field in sorted(fields(schema)):
            self.claim(field in words, f"the manual: field {field} is missing")
        for rule in self.rules():
            self.claim(f".It Li {rule}\n" in page, f"ingress-warden-policy.5: rule {rule} is missing")
        profiles = (self.root / "src/core/policy/profile.c").read_text()
        rows = profiles[profiles.index("static const struct profile rows"):]
        names = re.findall(r'\.name = TEXT\("([\w-]+)"\)', rows)
        self.claim(len(names) > 10, "src/core/policy/profile.c: the rows are not found")
        listed = schema["$defs"]["builtInProfile"]["enum"]
        self.claim(sorted(listed) == sorted(names), "policies/policy.schema.json: "
                   f"profiles {sorted(set(listed) ^ set(names))}")
        for name in names:
            self.claim(re.search(rf"^\.It Li (.* )?{name}( ,.*)?$", page, re.MULTILINE),
                       f"ingress-warden-policy.5: profile {name} is missing")

    def kinds(self):
        """Each built-in row and each service profile is in ingress-warden-kinds(5)."""
        page = self.page("ingress-warden-kinds.5")
        source = (self.root / "src/core/kinds/rows.c").read_text()
        rows = re.findall(r'ROW_KIND\("(\w+)", "([\w.-]+)"', source)
        source = (self.root / "src/core/kinds/service_profiles.c").read_text()
        profiles = re.findall(r'\.name = TEXT\("([\w-]+)"\)', source)
        self.claim(len(rows) > 5 and len(profiles) > 5,
                   "src/core/kinds: the rows and service profiles are not found")
        for name in [f"{kind}.{group}" for kind, group in rows] + profiles:
            self.claim(f".It Li {name}\n" in page, f"ingress-warden-kinds.5: {name} is missing")


def fields(schema):
    """Every name that an object of the schema may have."""
    found = set()
    rest = [schema]
    while rest:
        node = rest.pop()
        if isinstance(node, dict):
            if isinstance(node.get("properties"), dict):
                found |= set(node["properties"])
            rest += list(node.values())
        elif isinstance(node, list):
            rest += node
    return found


def main():
    names = Names(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]))
    commands = names.commands()
    names.claim(len(commands) > 5, "no commands in the help")
    names.pages(commands)
    for command in commands:
        names.options(command)
    names.readme(commands)
    names.policy()
    names.kinds()
    names.changes()
    names.examples()
    names.rejections()
    names.end()


if __name__ == "__main__":
    main()
