#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every allocation fails once: allocations.py PROGRAM LIBRARY [--all] [ROW...]

LIBRARY is fail_alloc.c.  A place is a stack of calls.  Each place of the commands fails once.
Most places of the server are in libraries, so only one in a few fails.  With --all each place
of the server fails, and each single allocation of the commands.  ROW: part of a row's name.
"""

import argparse
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "server/live")]

import commands  # noqa: E402
import harness  # noqa: E402
import inject  # noqa: E402
import served  # noqa: E402
import reviews  # noqa: E402

DEPTH = 8


def fill(folder):
    """Files that the rows use."""
    texts = {
        "policy.yaml": reviews.POLICY,
        "denied.json": reviews.review(host="shop.exmaple.com"),
        "allowed.json": reviews.review(),
        "bare.json": reviews.review(patched=False),
        "malformed.json": '{"kind": "AdmissionReview", "request": {"uid": 7}}',
        "unjudgeable.json": reviews.review(object=None),
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    harness.Certs(str(folder)).pair("tls")


# Which places fail, if not all.
STEPS = {"start": 20, "reviews": 2, "reload": 10}


def torture(program, base, control, options):
    """(allocations that failed, failures) of the server."""
    total = 0
    failures = []
    for name in ("start", *served.ACTIONS):
        if options.rows and not any(part in f"serve {name}" for part in options.rows):
            continue
        step = 1 if options.all else STEPS.get(name, 1)
        server = served.Torture(program, base, control)
        failed, wrong = (server.start(DEPTH, step) if name == "start"
                         else server.run(name, DEPTH, step))
        print(f"serve {name}: {failed} allocations failed, {len(wrong)} wrong", flush=True)
        total += failed
        failures += wrong
    return total, failures


def options_read():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("library")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("rows", nargs="*")
    return parser.parse_args()


def main():
    options = options_read()
    program = str(pathlib.Path(options.program).resolve())
    library = str(pathlib.Path(options.library).resolve())
    with tempfile.TemporaryDirectory(prefix="ingress-warden-faults-") as base:
        base = pathlib.Path(base)
        fill(base)
        control = inject.Control(base, library, HERE / "lsan.supp")
        wanted = [row for row in commands.rows(base)
                  if not options.rows or any(part in row.name for part in options.rows)]
        total, failures = commands.run(program, wanted, base, control, DEPTH, options.all)
        more, wrong = torture(program, base, control, options)
    failures += wrong
    for failure in failures:
        print(failure)
    print(f"{max(0, total + more - len(failures))} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
