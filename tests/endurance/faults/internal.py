#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Force undecidable reviews through the server in both stages: internal.py PROGRAM

The validating stage refuses, or answers with an error.  The mutating stage lets the object
through without a patch, or answers with an error, too.
"""

import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "server/live")]

import allocations  # noqa: E402
import reviews  # noqa: E402
import served  # noqa: E402

DENIED, THROUGH = "denied", "through"

GOOD = reviews.review(patched=False)
HOST = '{"host": "shop.example.com"},'


def with_object(text):
    return reviews.review(object="HERE").replace('"HERE"', text)


# Name, why, document, validate, mutate.
ROWS = [
    ("no object", "there is nothing to judge", reviews.review(object=None), DENIED, THROUGH),
    ("object is text", "the same", reviews.review(object="x"), DENIED, THROUGH),
    ("oldObject is a list", "the old object is unknown",
     reviews.review(operation="UPDATE", oldObject=[]), DENIED, THROUGH),
    ("annotation is a number", "the API server would not store it",
     GOOD.replace('"annotations": {}', '"annotations": {"a": 1}'), DENIED, THROUGH),
    ("60,000 rules", "more rules than are examined",
     GOOD.replace('"rules": [', '"rules": [' + HOST * 60000), DENIED, THROUGH),
    ("another version", "the version of the object is unknown",
     GOOD.replace('"version": "v1", "kind": "Ingress"', '"version": "v9", "kind": "Ingress"'),
     DENIED, THROUGH),
    ("three million values", "the memory limit of the reader",
     with_object("[" + "0," * 3000000 + "0]"), 400, 400),
    ("20,000 levels", "deeper than the reader allows", with_object('{"a":' * 20000 + "1" + "}" * 20000),
     400, 400),
    ("cut short", "the review is incomplete", GOOD[:-40], 400, 400),
    ("uid is a number", "no answer could name it", GOOD.replace('"b5f3"', "5"), 400, 400),
    ("two objects", "it is unclear which one is stored", GOOD.replace('"object":', '"object": {}, "object":'),
     400, 400),
]


def outcome(server, stage, document):
    status, answer = server.post(stage, document)
    if answer is None:
        return status
    response = answer["response"]
    if not response["allowed"]:
        return DENIED
    return "patched" if "patch" in response else THROUGH


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    passed = failed = 0

    def claim(what, got, wanted):
        nonlocal passed, failed
        passed += got == wanted
        failed += got != wanted
        if got != wanted:
            print(f"{what}: {got}, not {wanted}")

    with tempfile.TemporaryDirectory(prefix="ingress-warden-internal-") as folder:
        folder = pathlib.Path(folder)
        allocations.fill(folder)
        server = served.Server(program, folder, dict(os.environ))
        server.serving()
        claim("a good review, for comparison",
              outcome(server, "mutate", GOOD), "patched")
        for name, why, document, validate, mutate in ROWS:
            for stage, wanted in (("validate", validate), ("mutate", mutate)):
                claim(f"{name} ({why}), {stage}", outcome(server, stage, document), wanted)
        claim("the end", server.end(), 0)
        (folder / "policy.yaml").write_text(reviews.BROKEN)
        server = served.Server(program, folder, dict(os.environ))
        server.serving()
        for stage in ("validate", "mutate"):
            claim(f"no policy is in force, {stage}", outcome(server, stage, GOOD), 503)
        claim("the end without policy", server.end(), 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
