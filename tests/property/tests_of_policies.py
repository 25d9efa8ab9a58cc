#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The laws of `test`: tests_of_policies.py PROGRAM EXAMPLES [N [SEED]]

They are checked over random policies and tests, and over the policies of the folder EXAMPLES
with a part of their tests.

Removal: if an entry that no test exercised is removed from a policy, and its list is not
empty then, no result of a test changes.
Update: `test --update` makes a file pass that has cases only, and changes no byte outside of
`expect`; a second run changes nothing.

A policy is a dict, written as JSON with one entry on each line, so that the place of an entry
is its line.  A failed test is a result like any other.
"""

import copy
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from claims import Claims

DAY = "2026-11-29"
LABELS = ("shop", "pay", "api", "lab", "www")
ROOTS = ("example.com", "corp.example.net", "example.org")
NAMESPACES = ("shop", "shop-eu", "pay", "lab", "pr-7", "eu-ledger", "other")
PATTERNS = ("shop", "shop-*", "pay", "*-ledger", "lab", "pr-{x}", "*")
RULES = ("host-permitted", "host-in-class", "host-wildcard", "tls-required", "class-permitted",
         "source-ranges", "annotation-forbidden", "dns-annotations", "host-present")
RANGES = "nginx.ingress.kubernetes.io/whitelist-source-range"


def some(chance, items, low=1):
    items = list(items)
    return chance.sample(items, chance.randint(min(low, len(items)), len(items)))


def a_domain(chance):
    root = chance.choice(ROOTS)
    return root if chance.random() < 0.15 else ".".join(
        some(chance, LABELS)[:2] + [root])


def an_action(chance):
    if chance.random() < 0.3:
        return {"action": "warn", "then": "deny", "from": chance.choice(("2026-01-01", "2027-01-01"))}
    return chance.choice(("allow", "audit", "warn", "deny"))


def a_class(chance, name):
    made = {"profile": "ingress-nginx"}
    if chance.random() < 0.7:
        made["domains"] = sorted({a_domain(chance) for _ in range(chance.randint(1, 3))})
    if chance.random() < 0.4:
        made["tls"] = chance.choice(("required", "optional"))
    if chance.random() < 0.5:
        made["externalDNS"] = {"instance": chance.choice(("public", "private")),
                               "target": f"{name}.example.com", "ttl": 60}
    mode = chance.choice(("open", "fixed", "narrow", "elsewhere"))
    made["sourceRanges"] = {"mode": mode}
    if mode in ("fixed", "narrow"):
        made["sourceRanges"]["networks"] = some(chance, ("office", "vpn"))
    if chance.random() < 0.3:
        made["rules"] = {rule: an_action(chance) for rule in some(chance, RULES)[:2]}
    if chance.random() < 0.4:
        made["annotations"] = [
            {"key": f"example.com/{key}", "value": key, "mode": chance.choice(("default", "require"))}
            for key in some(chance, ("a", "b"))]
    return made


def a_tenant(chance, name, patterns, classes):
    made = {"name": name, "namespaces": patterns, "classes": some(chance, classes)}
    if chance.random() < 0.6:
        made["defaultClass"] = chance.choice(made["classes"])
    made["domains"] = sorted({a_domain(chance) for _ in range(chance.randint(1, 3))})
    if any("{x}" in pattern for pattern in patterns) and chance.random() < 0.7:
        made["domains"].append("{x}.lab.example.com")
    if chance.random() < 0.4:
        made["hosts"] = [f"www.{chance.choice(ROOTS)}"]
    if chance.random() < 0.2:
        made["rules"] = {chance.choice(RULES): an_action(chance)}
    return made


def a_policy(chance):
    names = ("external", "internal", "third")[: chance.randint(2, 3)]
    patterns = some(chance, PATTERNS, 3)
    chance.shuffle(patterns)
    tenants = []
    while patterns:
        n = chance.randint(1, 2)
        mine, patterns = patterns[:n], patterns[n:]
        if any("{x}" in pattern for pattern in mine):
            mine = [pattern for pattern in mine if "{x}" in pattern]
        tenants.append(a_tenant(chance, f"t{len(tenants)}", mine, names))
    policy = {
        "apiVersion": "ingress-warden.dev/v1", "kind": "IngressPolicy", "metadata": {"name": "made"},
        "networks": {"office": ["198.51.100.0/24"], "vpn": ["203.0.113.0/25"]},
        "externalDNS": {"public": {"annotationPrefixes": ["external-dns.kubernetes.io/"]},
                        "private": {"annotationPrefixes": ["inside-dns.example.net/"]}},
        "classes": {name: a_class(chance, name) for name in names},
        "tenants": tenants,
    }
    if chance.random() < 0.6:
        policy["rules"] = {rule: an_action(chance) for rule in some(chance, RULES)[:3]}
    if chance.random() < 0.6:
        policy["annotations"] = {"forbid": [
            {"keys": [keys], "reason": "no"} for keys in some(chance, ("*-snippet", "example.com/c*"))]}
    if chance.random() < 0.6:
        policy["exemptions"] = [
            {"name": f"e{i}", "reason": "why not", "expires": "never", "namespaces": [namespace],
             "rules": some(chance, RULES)[:2]}
            for i, namespace in enumerate(some(chance, NAMESPACES)[:2])]
    return policy


def a_name(chance, policy):
    known = [name for tenant in policy["tenants"] for name in tenant["domains"]]
    known += [name for one in policy["classes"].values() for name in one.get("domains", ())]
    name = chance.choice(known).replace("{x}", chance.choice(("7", "8")))
    shape = chance.random()
    if shape < 0.3:
        return f"{chance.choice(LABELS)}.{name}"
    return f"*.{name}" if shape < 0.45 else name


def an_object(chance, policy):
    host = a_name(chance, policy)
    made = {"metadata": {"namespace": chance.choice(NAMESPACES)}, "spec": {"rules": [{"host": host}]}}
    if chance.random() < 0.8:
        made["spec"]["ingressClassName"] = chance.choice([*policy["classes"], "missing"])
    if chance.random() < 0.4:
        made["spec"]["tls"] = [{"hosts": [host], "secretName": "tls"}]
    notes = {}
    if chance.random() < 0.3:
        notes[RANGES] = chance.choice(("198.51.100.0/25", "0.0.0.0/0"))
    if chance.random() < 0.2:
        notes["nginx.ingress.kubernetes.io/server-snippet"] = "return 200"
    if chance.random() < 0.2:
        notes["external-dns.kubernetes.io/ttl"] = chance.choice(("60", "5"))
    if notes:
        made["metadata"]["annotations"] = notes
    return made


def an_expectation(chance):
    """Expectations that are mostly wrong; --update corrects them."""
    made = {"verdict": chance.choice(("allowed", "denied"))}
    lists = {"warned": RULES, "absent": (RANGES, "example.com/a"), "removes": (RANGES,),
             "class": ("external", "internal")}
    if made["verdict"] == "denied":
        lists["rules"] = RULES
        if chance.random() < 0.5:
            made["message"] = "not in any sentence"
    for field, items in lists.items():
        if chance.random() < 0.5:
            made[field] = some(chance, items, 0)[:2]
    maps = {"annotations": {RANGES: "x", "example.com/a": "a", "external-dns.kubernetes.io/ttl": 60},
            "changes": {"/spec/ingressClassName": "internal"},
            "at": {"host-permitted": ["spec.rules[0].host"], "tls-required": []}}
    for field, items in maps.items():
        if chance.random() < 0.5:
            made[field] = {key: items[key] for key in some(chance, items, 0)}
    return made


def block(value, indent):
    """YAML in block style, as people write it."""
    blanks = " " * indent
    if isinstance(value, dict) and value:
        lines = []
        for key, inner in value.items():
            text = block(inner, indent + 2)
            lines.append(f"{blanks}{json.dumps(key)}:{text}")
        return "\n" + "\n".join(lines)
    if isinstance(value, list) and value:
        return "\n" + "\n".join(f"{blanks}- {json.dumps(item)}" for item in value)
    return " " + json.dumps(value)


def test_file(chance, policy, cases):
    """The text of a file, and for each case what follows `expect:`."""
    lines = ["# Made by chance.", "apiVersion: ingress-warden.dev/v1", "kind: IngressPolicyTest",
             "policy: policy.yaml", f"date: {DAY}  # the day", "cases:"]
    expects = []
    for i, (thing, expected) in enumerate(cases):
        flow = chance.random() < 0.5
        text = " " + json.dumps(expected) if flow else block(expected, 6)
        expects.append(text)
        lines += [f'  - name: "case {i}"  # {{not}} "this', f"    object: {json.dumps(thing)}",
                  f"    expect:{text}", "    # behind it", ""]
    return "\n".join(lines) + "\n", expects


def written(policy):
    """JSON with one entry on each line."""
    return json.dumps(policy, indent=1) + "\n"


class Runner(Claims):
    """Runs `test` in a folder."""

    def __init__(self, program, folder):
        super().__init__()
        self.program, self.folder = program, folder

    def run(self, *args):
        return subprocess.run([self.program, "test", *args], cwd=self.folder, capture_output=True,
                              text=True, timeout=120, check=False)

    def results(self, policy):
        """For each test whether it passed, and the entries that no test exercised; None: the
        policy does not load."""
        (self.folder / "policy.yaml").write_text(written(policy))
        done = self.run("--coverage", "-o", "json", "tests.test.yaml")
        if done.returncode == 2:
            return None
        said = json.loads(done.stdout)
        return ([(test["name"], test["result"], test.get("differences")) for test in said["tests"]],
                said["coverage"]["notExercised"])


def parts(address):
    """tenants[t0].domains[a.b] -> tenants, [t0], domains, [a.b]"""
    return re.findall(r"\[[^\]]*\]|[^.\[\]]+", address)


def item_of(holder, step):
    """The key or index that this part of an address names; None: there is none."""
    name = step[1:-1] if step.startswith("[") else step
    if isinstance(holder, dict):
        return name if name in holder else None
    for i, item in enumerate(holder):
        if item == name or (isinstance(item, dict) and item.get("name") == name):
            return i
    return int(name) if name.isdigit() and int(name) < len(holder) else None


def without(policy, address):
    """The policy without the entry; None: its list would be empty, or it is not an item."""
    policy = copy.deepcopy(policy)
    holder = policy
    steps = parts(address)
    for step in steps[:-1]:
        at = item_of(holder, step)
        if at is None:
            return None
        holder = holder[at]
    at = item_of(holder, steps[-1])
    if at is None or len(holder) < 2:
        return None
    del holder[at]
    return policy


def comparable(results):
    """The fields of a failure and their actual values; a list of names is a text."""
    return [(name, result,
             None if differences is None else [(one["field"], one["actual"]) for one in differences])
            for name, result, differences in results]


def halves_unexercised(gaps):
    """Entries of which no part was exercised."""
    whole, halves = [], {}
    for gap in gaps:
        if "when" not in gap:
            whole.append(gap["entry"])
        else:
            halves.setdefault(gap["entry"], set()).add(gap["when"])
    return whole + [entry for entry, when in halves.items() if len(when) == 2]


def remove_unexercised(runner, policy, before, what):
    """Remove the entries one after another."""
    results, gaps = before
    for address in halves_unexercised(gaps):
        less = without(policy, address)
        after = None if less is None else runner.results(less)
        if after is None:
            continue
        pairs = zip(comparable(results), comparable(after[0]))
        differ = [pair for pair in pairs if pair[0] != pair[1]]
        runner.claim(not differ, f"{what}: without {address}, which no test exercised: {differ[:2]}")


def as_text(path):
    """A document as JSON; dates are texts."""
    with open(path, "rb") as file:
        return json.loads(json.dumps(yaml.safe_load(file), default=str))


def law_of_removal_from(runner, chance, path, seed):
    """A third of the tests of an example."""
    tests = as_text(path)
    policy = as_text(path.parent / tests["policy"])
    tests["policy"] = "policy.yaml"
    for part in ("reach", "cases"):
        if tests.get(part):
            tests[part] = chance.sample(tests[part], (len(tests[part]) + 2) // 3)
    (runner.folder / "tests.test.yaml").write_text(json.dumps(tests, indent=1))
    before = runner.results(policy)
    runner.claim(before is not None, f"{path.name}, seed {seed}: does not load as JSON")
    if before is not None:
        remove_unexercised(runner, policy, before, f"{path.name}, seed {seed}")


def law_of_removal(runner, chance, seed):
    policy = a_policy(chance)
    cases = [(an_object(chance, policy), {"verdict": chance.choice(("allowed", "denied")),
                                          "rules": [], "warned": [], "changes": {}})
             for _ in range(6)]
    for _, expected in cases:
        if expected["verdict"] == "denied":
            expected["rules"] = ["path-safe"]
    text, _ = test_file(chance, policy, cases)
    reach = [{"namespaces": some(chance, NAMESPACES)[:3],
              "may": {name: [a_name(chance, policy) for _ in range(2)]},
              "mayNot": {"*": [a_name(chance, policy)]}} for name in policy["classes"]]
    (runner.folder / "tests.test.yaml").write_text(text + f"reach: {json.dumps(reach)}\n")
    before = runner.results(policy)
    if before is None:
        return
    remove_unexercised(runner, policy, before, f"seed {seed}")


def outside(text):
    """The lines of a test file outside of every `expect`."""
    kept, inside = [], False
    for line in text.split("\n"):
        if line.startswith("    expect:"):
            inside = True
            kept.append("    expect:")
        elif inside and line.startswith("      "):
            continue
        else:
            inside = False
            kept.append(line)
    return kept


def law_of_update(runner, chance, seed):
    policy = a_policy(chance)
    cases = [(an_object(chance, policy), an_expectation(chance)) for _ in range(6)]
    text, _ = test_file(chance, policy, cases)
    path = runner.folder / "tests.test.yaml"
    (runner.folder / "policy.yaml").write_text(written(policy))
    path.write_text(text)
    before = runner.run("tests.test.yaml")
    if before.returncode == 2:
        return
    first = runner.run("--update", "tests.test.yaml")
    updated = path.read_text()
    runner.claim(first.returncode == 0, f"seed {seed}: --update says {first.stdout}{first.stderr}")
    runner.claim(outside(updated) == outside(text), f"seed {seed}: changed outside expect:\n{updated}")
    again = runner.run("tests.test.yaml")
    runner.claim(again.returncode == 0, f"seed {seed}: after --update:\n{again.stdout}{again.stderr}\n{updated}")
    second = runner.run("--update", "tests.test.yaml")
    runner.claim(second.returncode == 0 and path.read_text() == updated,
                 f"seed {seed}: a second --update changes something")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    examples = sorted(pathlib.Path(sys.argv[2]).resolve().glob("*.test.yaml"))
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(program, pathlib.Path(folder))
        for seed in range(first, first + n):
            law_of_removal(runner, random.Random(seed), seed)
            law_of_update(runner, random.Random(seed), seed)
        for seed in range(first, first + max(1, n // 15)):
            for path in examples:
                law_of_removal_from(runner, random.Random(seed), path, seed)
    runner.end(at_least=n)


if __name__ == "__main__":
    main()
