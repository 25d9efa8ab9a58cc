# SPDX-License-Identifier: Apache-2.0
"""yaml-test-suite, for both readers of YAML: policies, a small part of the language, and
manifests, all that kubectl's reader takes.

yaml.expected holds our verdict on every case of the suite; where we take a text, its tree
must be the suite's, and where the suite says that it is broken, we must refuse it, but for
those listed with a reason.
"""
import re
from pathlib import Path

import fetch
from asking import Tally, ask, recorded

HERE = Path(__file__).parent
SUBJECTS = ["policy", "manifest"]
ESCAPES = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "b": "\b"}


def cases():
    """(id, case) of every case; a second one of a file is ID/1."""
    files = fetch.members("yaml-test-suite")
    for path in sorted(files):
        if re.fullmatch(r"data/[0-9A-Z]{4}\.js", path):
            value = fetch.module(files[path])
            for i, case in enumerate(value["cases"]):
                yield value["id"] + (f"/{i}" if i else ""), case


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(0)), text)


def subtree(events):
    """The events of the first node, and the rest."""
    depth, n = 0, 0
    for event in events:
        n += 1
        depth += event.startswith("+") - event.startswith("-")
        if depth == 0:
            break
    return events[:n], events[n:]


def plain_tree(text):
    """The suite's events as ours: no styles, anchors and tags, aliases written out."""
    out, anchored, waiting = [], {}, []
    for line in text.splitlines():
        kind, _, rest = line.lstrip(" ").partition(" ")
        if kind in ("+STR", "-STR", "+DOC", "-DOC", ""):
            continue
        anchor = re.match(r"(?:\[\] |\{\} |\[\]$|\{\}$)?&(\S+)", rest)
        if anchor:
            waiting.append((anchor.group(1), len(out)))
        if kind == "=ALI":
            start = anchored[rest.lstrip("*")]
            out.extend(subtree(out[start:])[0])
            continue
        value = re.search(r"(?:^|(?:&\S+|<[^>]*>) )([:'\"|>])(.*)$", rest, re.DOTALL)
        out.append("=VAL " + unescaped(value.group(2)) if kind == "=VAL" else kind)
        anchored.update(waiting)
        waiting = []
    return out


def ours(answer):
    """accepted, or the name of the first problem."""
    return "accepted" if answer["verdict"] == "accepted" else answer["name"]


def compare(tally, subject, name, case, answer, expected):
    verdicts, why = expected.get(name, (",", ""))
    verdict = verdicts.split(",")[SUBJECTS.index(subject)]
    got = ours(answer)
    tally.row(got == verdict, subject, name, f"{subject} says {got}, recorded is {verdict}")
    if got != "accepted":
        tally.row(bool(answer["why"]), "with a sentence", name, "no sentence")
    elif case.get("fail"):
        tally.row(bool(why), "broken and taken, for a reason", name,
                  f"{subject} takes what is broken")
    elif "tree" in case and not why:
        wanted = plain_tree(case["tree"])
        tally.row(answer["tree"] == wanted, "trees", name,
                  f"{subject}: {answer['tree']} is not {wanted}")


def run(program):
    tally = Tally("yaml-test-suite")
    expected = recorded(HERE / "yaml.expected")
    rows = list(cases())
    texts = [case["yaml"].encode() for _, case in rows]
    for subject in SUBJECTS:
        for (name, case), answer in zip(rows, ask(program, subject, texts)):
            compare(tally, subject, name, case, answer, expected)
    for name in sorted(set(expected) - {name for name, _ in rows}):
        tally.row(False, "recorded", name, "is not in the suite")
    return tally
