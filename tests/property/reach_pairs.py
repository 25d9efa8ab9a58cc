#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A comparison of two policies lists a name if and only if its answers differ.

reach_pairs.py PROGRAM [PAIRS] [SEED]: writes pairs of random policies (namespace patterns,
placeholders, wildcards, actions, exemptions), and runs PROGRAM (reach.c), which asks admit()
about names of each pair.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

LABELS = ["a", "b", "x", "foo", "17", "pr-17", "web", "x1"]
BASES = ["org", "net", "a.org", "b.org", "a.a.org", "foo.net"]
NAMESPACES = ["a", "foo", "a-b", "web-*", "*-web", "a-*", "*-b", "*", "w*b", "pr-*", "x*"]
CLASSES = ["one", "two", "three"]
QUESTIONS = 300


def domain(chance):
    front = [chance.choice(LABELS) for _ in range(chance.randrange(3))]
    return ".".join([*front, chance.choice(BASES)])


def family(chance, name):
    before = chance.choice(["", "", "a-", "pr-", "x"])
    after = chance.choice(["", "", "-b", "7"])
    return "%s{%s}%s.%s" % (before, name, after, domain(chance))


def tenant(chance, number, taken):
    placeholder = chance.random() < 0.4
    patterns = []
    for _ in range(chance.randrange(1, 3)):
        pattern = chance.choice(NAMESPACES)
        if placeholder:
            pattern = chance.choice(["pr-{x}", "a-{x}", "{x}-b", "{x}", "w{x}b", "{x}o"])
        if pattern not in taken and pattern not in patterns:
            patterns.append(pattern)
    if not patterns:
        return None
    taken.update(patterns)
    domains = {domain(chance) for _ in range(chance.randrange(0, 4))}
    hosts = {domain(chance) for _ in range(chance.randrange(0, 2))}
    if chance.random() < 0.1:
        domains.add(".")
    if chance.random() < 0.4:
        hosts.add("*." + domain(chance))
    if placeholder or chance.random() < 0.2:
        name = "x" if placeholder and chance.random() < 0.7 else "namespace"
        if chance.random() < 0.8:
            domains.add(family(chance, name))
        if chance.random() < 0.4:
            hosts.add(family(chance, name))
        if chance.random() < 0.3:
            hosts.add("*." + family(chance, name))
    lines = ["  - name: t%d" % number, "    namespaces: %s" % quoted(patterns)]
    classes = chance.sample(CLASSES, chance.randrange(1, 3))
    lines.append("    classes: %s" % quoted(classes))
    if chance.random() < 0.3:
        lines.append(
            "    defaultClass: {name: %s, replaces: %s}"
            % (classes[0], quoted([c for c in CLASSES if c not in classes]))
        )
    if domains:
        lines.append("    domains: %s" % quoted(sorted(domains)))
    if hosts:
        lines.append("    hosts: %s" % quoted(sorted(hosts)))
    lines += rules(chance, "    ", 0.15, TENANT_RULES)
    return lines


def quoted(texts):
    return "[%s]" % ", ".join('"%s"' % text for text in texts)


CLASS_RULES = ["host-permitted", "host-in-class", "host-wildcard"]
TENANT_RULES = [*CLASS_RULES, "class-permitted"]
ALL_RULES = [*TENANT_RULES, "tenant-known"]


def rules(chance, indent, odds, names):
    given = {
        name: chance.choice(["warn", "deny", "allow", "audit"])
        for name in names
        if chance.random() < odds
    }
    if not given:
        return []
    return ["%srules: {%s}" % (indent, ", ".join("%s: %s" % one for one in given.items()))]


def policy(chance):
    lines = ["apiVersion: ingress-warden.dev/v1", "kind: IngressPolicy", "classes:"]
    for name in CLASSES if chance.random() < 0.7 else CLASSES[:2] + ["three"]:
        profile = chance.choice(["ingress-nginx", "contour", "gce"])
        lines += ["  %s:" % name, "    profile: %s" % profile]
        if chance.random() < 0.7:
            served = {domain(chance) for _ in range(chance.randrange(1, 3))}
            served.add(chance.choice(["org", "net", "."]))
            lines.append("    domains: %s" % quoted(sorted(served)))
        lines += rules(chance, "    ", 0.1, CLASS_RULES)
    lines.append("tenants:")
    taken = set()
    for number in range(chance.randrange(1, 6)):
        lines += tenant(chance, number, taken) or []
    if not taken:
        lines += ["  - name: t9", "    namespaces: [a]", "    classes: [one]"]
    lines += rules(chance, "", 0.12, ALL_RULES)
    if chance.random() < 0.3:
        lines += [
            "exemptions:",
            "  - name: e",
            "    reason: because",
            "    expires: never",
            "    namespaces: %s" % quoted([chance.choice(NAMESPACES)]),
            "    rules: %s" % quoted(chance.sample(ALL_RULES, 2)),
        ]
    return lines


def changed(chance, lines):
    """The same policy with some lines of another one, or another policy."""
    if chance.random() < 0.3:
        return policy(chance)
    return [
        line
        for line in lines
        if not (line.startswith(("    domains", "    hosts", "    rules: {", "rules")) and chance.random() < 0.4)
    ]


def main():
    program = sys.argv[1]
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / name for name in ("old.yaml", "new.yaml")]
        for seed in range(first, first + pairs):
            chance = random.Random(seed)
            old = policy(chance)
            new = changed(chance, old)
            if chance.random() < 0.5:
                old, new = new, old
            for path, lines in zip(paths, (old, new)):
                path.write_text("\n".join(lines) + "\n")
            done = subprocess.run(
                [program, *paths, str(seed), str(QUESTIONS)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 2:
                print("seed %d: %s" % (seed, done.stderr.strip()))
            if done.returncode not in (0, 2):
                failed += 1
                print("seed %d: exit %d" % (seed, done.returncode))
                print("\n".join(done.stdout.splitlines()[:12]), done.stderr[:2000])
                if failed == 1:
                    print("\n".join(["--- OLD", *old, "--- NEW", *new]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
