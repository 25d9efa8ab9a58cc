# SPDX-License-Identifier: Apache-2.0
"""Paths to the fields of an object, and the values at a path."""
import re
from collections import namedtuple

from reference_view import Unjudgeable

STEP = re.compile(r"([A-Za-z0-9_-]+)(?:\[([^\]]*)\])?(?:\.|$)")
# key: None for a plain member, "" for all elements of a list, "*" for all members of a
# map, any other text for one member of a map.
Step = namedtuple("Step", "name key")
# field: the place; place: the same without list positions.
Found = namedtuple("Found", "field place value")


def parse(text):
    steps, at = [], 0
    while at < len(text):
        found = STEP.match(text, at)
        assert found is not None, text
        steps.append(Step(*found.groups()))
        at = found.end()
    return steps


def spelled(steps):
    """The path as text, without brackets at its end."""
    texts = [s.name if s.key is None else f"{s.name}[{s.key}]" for s in steps]
    if steps[-1].key in ("", "*"):
        texts[-1] = steps[-1].name
    return ".".join(texts)


def joined(place, name):
    return f"{place}.{name}" if place else name


def need(value, kind, place):
    if not isinstance(value, kind):
        raise Unjudgeable(place)
    return value


def elements(value, key, field, place):
    """The values that the brackets of one step select."""
    if key is None:
        yield Found(field, place, value)
    elif key == "":
        for i, item in enumerate(need(value, list, field)):
            yield Found(f"{field}[{i}]", place + "[]", item)
    else:
        held = need(value, dict, field)
        for name in held if key == "*" else [key]:
            yield Found(f"{field}[{name}]", f"{place}[{name}]", held.get(name))


def walk(steps, found):
    """All values that the steps select below one value; null has none."""
    if found.value is None:
        return
    if not steps:
        yield found
        return
    step, rest = steps[0], steps[1:]
    member = need(found.value, dict, found.field).get(step.name)
    if member is None:
        return
    field, place = joined(found.field, step.name), joined(found.place, step.name)
    for item in elements(member, step.key, field, place):
        yield from walk(rest, item)


def reach(path, item):
    """All values at a path of an object."""
    return list(walk(parse(path), Found("", "", item)))


def texts(path, item):
    """The same, if only texts are allowed."""
    found = reach(path, item)
    for one in found:
        need(one.value, str, one.field)
    return found


def missing(path, item):
    """(field, place) of each element in which the rest of the path selects no text."""
    steps = parse(path)
    marked = [i for i, s in enumerate(steps[:-1]) if s.key in ("", "*")]
    cut = marked[-1] + 1 if marked else 0
    for base in walk(steps[:cut], Found("", "", item)):
        if not any(f.value != "" for f in walk(steps[cut:], base)):
            rest = spelled(steps[cut:])
            yield joined(base.field, rest), joined(base.place, rest)
