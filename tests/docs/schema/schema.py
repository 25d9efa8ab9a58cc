#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The schemas against real documents: schema.py SCHEMA TESTS BROKEN LIST FOLDER...

SCHEMA is policy.schema.json, TESTS policy-test.schema.json.

Every policy in the FOLDERs is accepted.  Of the policies in BROKEN exactly those in LIST are
refused; files that are not YAML are ignored.  Each is read twice: with every scalar as its
text, and with numbers, booleans and dates as other readers produce them.  A name in LIST may
be followed by the only reading (Text or Typed) that the schema refuses.
The test files in the FOLDERs (*.test.yaml) are accepted by TESTS.
Every field of a schema has a description, and in TESTS also an example.
"""

import datetime
import json
import pathlib
import sys

import jsonschema
import yaml


class Text(yaml.BaseLoader):
    """Every scalar is its text."""


class Typed(yaml.SafeLoader):
    """Scalars have the types of YAML 1.1."""


def key_text(key):
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else str(key)


def as_json(value):
    """What an editor checks: dates and keys are texts."""
    if isinstance(value, dict):
        return {key_text(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


def load(path, loader):
    with open(path, "rb") as file:
        return as_json(yaml.load(file, Loader=loader))


def undescribed(schema, path="schema"):
    """Paths of fields without a description; conditions need none."""
    for name, field in schema.get("properties", {}).items():
        if "description" not in field:
            yield f"{path}.{name}"
    for key, value in schema.items():
        if key in ("if", "then", "else", "not"):
            continue
        for i, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, dict):
                yield from undescribed(item, f"{path}.{key}[{i}]")


def without_example(schema, path="schema"):
    """Paths of fields without an example."""
    for name, field in schema.get("properties", {}).items():
        if "examples" not in field:
            yield f"{path}.{name}"
        yield from without_example(field, f"{path}.{name}")
    for name, inner in schema.get("$defs", {}).items():
        yield from without_example(inner, f"{path}.{name}")


def examples_of(schema, defs):
    """Each example with the schema of its field."""
    for field in schema.get("properties", {}).values():
        for example in field["examples"]:
            yield {**field, "$defs": defs}, example
    for inner in schema.get("$defs", {}).values():
        yield from examples_of(inner, defs)


def accepted(validator, folder, is_wanted):
    """Failures among valid documents, and the number of readings."""
    failures = []
    n = 0
    for path in filter(is_wanted, sorted(folder.glob("*.yaml"))):
        first = path.read_text(encoding="utf-8").split("\n")[0]
        if not first.startswith("# yaml-language-server: $schema="):
            failures.append(f"{path} does not begin with the line for editors")
        for loader in (Text, Typed):
            n += 1
            failures += [
                f"{path} ({loader.__name__}): {error.json_path}: {error.message[:200]}"
                for error in validator.iter_errors(load(path, loader))
            ]
    return failures, n


def refused(validator, path, loader, expected):
    """What is wrong about the schema's verdict on a broken policy; None: nothing."""
    try:
        document = load(path, loader)
    except (yaml.YAMLError, ValueError):
        return None
    errors = list(validator.iter_errors(document))
    if bool(errors) == expected:
        return None
    said = f"refused, and not in the list: {errors[0].message[:200]}" if errors else "accepted"
    return f"{path.name} ({loader.__name__}) is {said}"


def read_list(path):
    """Names, each with the readings that are refused."""
    names = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, *readings = line.split()
        names[name] = readings or ["Text", "Typed"]
    return names


def is_test(path):
    return path.name.endswith(".test.yaml")


def check_tests(path, folders):
    """Failures of the schema of test files, and the number of checks."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = [f"{path.name}: {field} has no description" for field in undescribed(schema)]
    lacking = list(without_example(schema))
    failures += [f"{path.name}: {field} has no example" for field in lacking]
    total = 2
    for field, example in examples_of(schema, schema["$defs"]) if not lacking else ():
        total += 1
        failures += [f"{path.name}: the example {example} is wrong: {error.message[:200]}"
                     for error in jsonschema.Draft202012Validator(field).iter_errors(example)]
    for folder in folders:
        found, n = accepted(validator, folder, is_test)
        failures += found
        total += n
    return failures, total


def main():
    schema_path, tests_path, broken, list_path, *folders = map(pathlib.Path, sys.argv[1:])
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    refusable = read_list(list_path)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = [f"{path} has no description" for path in undescribed(schema)]
    total = 1

    for folder in folders:
        found, n = accepted(validator, folder, lambda path: not is_test(path))
        failures += found
        total += n
    found, n = check_tests(tests_path, folders)
    failures += found
    total += n
    paths = sorted(broken.glob("*.yaml"))
    for path in paths:
        for loader in (Text, Typed):
            expected = loader.__name__ in refusable.get(path.stem, [])
            wrong = refused(validator, path, loader, expected)
            failures += [wrong] if wrong else []
            total += 1
    for name in sorted(refusable.keys() - {path.stem for path in paths}):
        failures.append(f"{name} is in the list, and there is no such policy")

    for failure in failures:
        print(failure)
    print(f"{max(0, total - len(failures))} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
