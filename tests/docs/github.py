#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check the issue forms and the workflow under .github: github.py ROOT

Every YAML file there parses.  Each issue form has what GitHub requires of it.  The workflow
has read permissions only, pins its actions, runs each command of .ci/run, and calls only
targets that the Makefile has.
"""

import pathlib
import re
import sys

import yaml

PINNED = re.compile(r"^[\w-]+/[\w-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})$")
FIELDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}


def form(text):
    """Errors of an issue form."""
    for key in ("name", "description", "body"):
        if not text.get(key):
            yield f"{key} is missing"
    names = []
    for item in text.get("body", []):
        if item.get("type") not in FIELDS:
            yield f"unknown type {item.get('type')}"
        elif item["type"] != "markdown":
            names.append(item.get("id"))
            if not item["attributes"].get("label"):
                yield f"{item.get('id')} has no label"
    if None in names or len(names) != len(set(names)):
        yield "an id is missing or repeated"


def targets(root):
    found = re.findall(r"^([a-z0-9-]+):", (root / "Makefile").read_text(), re.M)
    return set(found)


def commands(text):
    """(command, names and values of its environment) for each make call in a script."""
    found = re.findall(r"^((?:\w+=\S+ )*)(make [a-z0-9-]+)$", text, re.M)
    return [(command, dict(pair.split("=") for pair in before.split())) for before, command in found]


def workflow(root, text):
    """Errors of the workflow."""
    if text.get("permissions") != {"contents": "read"}:
        yield "its permissions are more than to read"
    called = {}
    for name, job in text["jobs"].items():
        if "permissions" in job:
            yield f"{name}: has permissions of its own"
        if not job.get("timeout-minutes"):
            yield f"{name}: may run for hours"
        for step in job["steps"]:
            if "uses" in step and not PINNED.match(step["uses"]):
                yield f"{name}: {step['uses']} is not pinned to a version"
            for command, before in commands(step.get("run", "")):
                called[command] = {**job.get("env", {}), **before}
                if command.split()[1] not in targets(root):
                    yield f"{name}: {command}: the Makefile has no such target"
    wanted = commands((root / ".ci/run").read_text())
    if len(wanted) < 3:
        yield ".ci/run: its commands are not found"
    for command, before in wanted:
        if command not in called or not before.items() <= called[command].items():
            yield f"does not run {command} as .ci/run does"
    for command in called.keys() - {command for command, _ in wanted}:
        yield f"runs {command}, which .ci/run does not"


def main():
    root = pathlib.Path(sys.argv[1])
    passed = failed = 0
    for path in sorted((root / ".github").glob("**/*.yml")):
        try:
            text = yaml.safe_load(path.read_text())
        except yaml.YAMLError as error:
            wrong = [str(error)]
        else:
            wrong = []
            if path.parent.name == "workflows":
                wrong = list(workflow(root, text))
            elif path.name != "config.yml":
                wrong = list(form(text))
        for what in wrong:
            print(f"{path.relative_to(root)}: {what}")
        passed += not wrong
        failed += bool(wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
