# SPDX-License-Identifier: Apache-2.0
"""json-test-suite: what must be read, what must be refused, and what is left to us."""
import json
from pathlib import Path

import fetch
from asking import Tally, ask, recorded

HERE = Path(__file__).parent
WANTED = {"y": "accepted", "n": "refused"}


def same_value(text, answer):
    """Python reads the same, as far as it can tell values apart."""
    return json.loads(answer["text"]) == json.loads(text)


def run(program):
    tally = Tally("json-test-suite")
    ours = recorded(HERE / "json.expected")
    rows = fetch.module(fetch.members("json-test-suite")["data/parsing.js"])
    texts = [row["input"].encode("utf-8", "surrogatepass") for row in rows]
    used = set()
    for row, text, answer in zip(rows, texts, ask(program, "json", texts)):
        name, kind = row["name"], row["name"][0]
        wanted = WANTED.get(kind)
        if name in ours:
            wanted = ours[name][0]
            used.add(name)
        label = {"y": "must be read", "n": "must be refused"}.get(kind, "free")
        if name in ours and kind != "i":
            label += ", and differ for a reason"
        tally.row(wanted == answer["verdict"], label, name, answer)
        if kind == "y" and answer["verdict"] == "accepted":
            tally.row(same_value(text, answer), "values", name, answer)
    for name in sorted(set(ours) - used):
        tally.row(False, "recorded", name, "is not in the suite")
    return tally
