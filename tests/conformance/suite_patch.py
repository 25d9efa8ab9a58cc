# SPDX-License-Identifier: Apache-2.0
"""json-patch-test-suite: the operations that our reader of patches knows."""
import json

import fetch
from asking import Tally, ask

KNOWN = {"add", "remove", "replace", "test"}
# Rows that say something else than the API server's library, which ours follows, by
# file and row; every other row must come out as the suite says.
DIFFER = {
    "tests.json 16": "an index below zero counts from the end",
    "tests.json 70": "a value that is missing is null",
    "tests.json 71": "a value that is missing is null",
    "tests.json 72": "a value that is missing is null",
}


def is_known(row):
    """Only with operations that a mutating webhook of ours sends or applies."""
    operations = [o.get("op") for o in row["patch"] if isinstance(o, dict)]
    return not set(operations) & {"move", "copy"}


def wanted(row):
    return ("refused", None) if "error" in row else ("accepted", row.get("expected"))


def run(program):
    tally = Tally("json-patch-test-suite")
    files = fetch.members("json-patch-test-suite")
    rows = [(f"{file} {i} {row.get('comment', row.get('error', ''))}", row)
            for file in ("tests.json", "spec_tests.json")
            for i, row in enumerate(json.loads(files[file]))]
    texts = [json.dumps(row[part]).encode() for _, row in rows for part in ("doc", "patch")]
    for (name, row), answer in zip(rows, ask(program, "patch", texts)):
        verdict, document = wanted(row)
        if not is_known(row):
            verdict, document = "refused", None
            kind = "with move or copy, which are refused"
        elif row.get("disabled"):
            tally.row(True, "disabled in the suite", name, answer)
            continue
        elif " ".join(name.split()[:2]) in DIFFER:
            verdict, document = "accepted", None
            kind = "as the API server's library has it"
        else:
            kind = "applicable"
        same = answer["verdict"] == verdict
        if same and verdict == "accepted" and document is not None:
            same = json.loads(answer["text"]) == document
        tally.row(same, kind, name, {"wanted": [verdict, document], "got": answer})
    return tally
