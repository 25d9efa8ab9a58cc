#!/usr/bin/python3
"""policy.schema.json against real documents: schema.py SCHEMA EXAMPLES BROKEN LIST.

Every policy in EXAMPLES is accepted; of the policies in BROKEN exactly those that LIST
names are refused (those that are no YAML are left out).  Each is read twice: with every
scalar as its text, and with numbers, bools and dates as other readers make them.
Every field of the schema has a description.
"""

import datetime
import json
import pathlib
import sys

import jsonschema
import yaml


class Text(yaml.BaseLoader):
    """Scalars are their texts."""


class Typed(yaml.SafeLoader):
    """Scalars have the types of YAML 1.1."""


def as_json(value):
    """What an editor checks: dates as texts, keys as texts."""
    if isinstance(value, dict):
        return {key_text(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


def key_text(key):
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else str(key)


def load(path, loader):
    with open(path, "rb") as file:
        return as_json(yaml.load(file, Loader=loader))


def undescribed(schema, path="schema"):
    """Paths of fields without a description."""
    for name, field in schema.get("properties", {}).items():
        if "description" not in field and "const" not in field and "if" not in path:
            yield f"{path}.{name}"
    for key, value in schema.items():
        if key in ("if", "then", "else", "not"):
            continue
        if isinstance(value, dict):
            yield from undescribed(value, f"{path}.{key}")
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, dict):
                    yield from undescribed(item, f"{path}.{key}[{i}]")


def main():
    schema_path, examples, broken, list_path = map(pathlib.Path, sys.argv[1:])
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    refusable = set(list_path.read_text(encoding="utf-8").split())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    passed = 0
    failures = [f"{path} has no description" for path in undescribed(schema)]
    seen = set()

    for path in sorted(examples.glob("*.yaml")):
        if "$schema=policy.schema.json" not in path.read_text(encoding="utf-8").split("\n")[0]:
            failures.append(f"{path.name} does not begin with the line for editors")
        for loader in (Text, Typed):
            errors = list(validator.iter_errors(load(path, loader)))
            failures += [f"{path.name} ({loader.__name__}): {error.message}" for error in errors]
            passed += not errors

    for path in sorted(broken.glob("*.yaml")):
        seen.add(path.stem)
        for loader in (Text, Typed):
            try:
                document = load(path, loader)
            except (yaml.YAMLError, ValueError):
                continue
            refused = not validator.is_valid(document)
            if refused == (path.stem in refusable):
                passed += 1
            elif refused:
                error = next(validator.iter_errors(document))
                failures.append(f"{path.name} ({loader.__name__}) is refused, and not in the list: {error.message[:200]}")
            else:
                failures.append(f"{path.name} ({loader.__name__}) is accepted")

    failures += [f"{name} is in the list, and there is no such policy" for name in refusable - seen]
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
