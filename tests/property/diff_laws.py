#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The laws of `diff`, for every policy.

diff_laws.py PROGRAM POLICY... : a policy does not differ from itself, also after reordering,
requoting and splitting into a folder; diff A B is diff B A with exchanged marks.  Random
policies are made by reach_pairs.py.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import yaml

import reach_pairs

PAIRS = 40
DATE = "2026-11-29"
OPPOSITE = {"+": "-", "-": "+", ">": ">", "~": "~"}
# Lists whose order does not matter.
SETS = {"domains", "hosts", "aliases", "annotations", "keys", "rules", "users", "groups", "unless"}
failures = []


def diff(program, *arguments):
    done = subprocess.run(
        [program, "diff", "--date", DATE, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode == 2:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return done.returncode, done.stdout


def mixed(value, chance, name=""):
    """The same meaning in another order."""
    if isinstance(value, dict):
        keys = list(value)
        if name != "gateways":  # the first matching entry decides
            chance.shuffle(keys)
        return {key: mixed(value[key], chance, key) for key in keys}
    if isinstance(value, list):
        items = [mixed(item, chance) for item in value]
        if name in SETS:
            chance.shuffle(items)
        return items
    return value


def quoted(document, style):
    return yaml.dump(document, sort_keys=False, default_style=style, allow_unicode=True)


def is_same(program, path, other, what):
    code, text = diff(program, path, other)
    if code != 0 or not text.endswith(": no difference in meaning\n") or text.count("\n") != 1:
        failures.append(f"{path}: {what}: {text}")


def texts(text):
    """The document with every scalar as a text."""
    return yaml.load(text, yaml.BaseLoader)


def check_same(program, path, folder, chance):
    document = texts(pathlib.Path(path).read_text())
    is_same(program, path, path, "itself")
    other = pathlib.Path(folder) / "other.yaml"
    for style in ('"', "'", None):
        if style is None and any(mark in str(document) for mark in "\n"):
            continue
        other.write_text(quoted(mixed(document, chance), style or '"'))
        is_same(program, path, other, f"reordered, quoted with {style}")
    split = pathlib.Path(folder) / "split"
    split.mkdir(exist_ok=True)
    rest = dict(document)
    tenants = rest.pop("tenants")
    head = {key: document[key] for key in ("apiVersion", "kind")}
    half = len(tenants) // 2
    (split / "b.yaml").write_text(quoted({**rest, "tenants": tenants[half:]}, '"'))
    if half > 0:
        (split / "a.yaml").write_text(quoted({**head, "tenants": tenants[:half]}, '"'))
    is_same(program, path, split, "split")
    for file in split.iterdir():
        file.unlink()


def reach_of(result, flip):
    """The list of owners and reach, as seen from the other side if `flip`."""
    lines = []
    for section in ("owners", "reach"):
        for line in result[section]:
            mark = OPPOSITE[line["mark"]] if flip else line["mark"]
            sides = (line["new"], line["old"]) if flip else (line["old"], line["new"])
            parts = [(part["names"], tuple(part["except"])) for part in line["parts"]]
            lines.append((section, mark, str(sides), line.get("class"), str(sorted(parts))))
    return sorted(lines, key=str)


def check_mirror(program, old, new):
    _, there = diff(program, "-o", "json", old, new)
    _, back = diff(program, "-o", "json", new, old)
    there, back = json.loads(there), json.loads(back)
    counts, others = there["counts"], back["counts"]
    if (counts["wider"], counts["narrower"], counts["moved"], counts["other"]) != (
        others["narrower"], others["wider"], others["moved"], others["other"],
    ):
        failures.append(f"{old}: {counts} is not the mirror of {others}")
    here, mirrored = reach_of(there, False), reach_of(back, True)
    if here != mirrored:
        failures.append(f"{old}: owners and reach are not mirrored: {set(here) ^ set(mirrored)}")


def main():
    program, *policies = sys.argv[1:]
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        for path in policies:
            check_same(program, path, folder, chance)
        for path in policies[1:]:
            check_mirror(program, policies[0], path)
        old, new = (pathlib.Path(folder) / name for name in ("old.yaml", "new.yaml"))
        for _ in range(PAIRS):
            lines = reach_pairs.policy(chance)
            old.write_text("\n".join(lines) + "\n")
            new.write_text("\n".join(reach_pairs.changed(chance, lines)) + "\n")
            check_same(program, old, folder, chance)
            check_mirror(program, old, new)
    for text in failures[:10]:
        print(text)
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
