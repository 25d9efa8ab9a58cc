#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Add up the results of `meson test`, and print "N passed, N failed" as the last line.

A test that prints such a line itself, or cmocka's totals, counts with its numbers; any other
test counts as one.  A test that failed counts at least one failure.  Lines that begin with
"hint: " are shown even if the test passed.
"""

import json
import re
import sys

OWN_TOTAL = re.compile(r"^(\d+) passed, (\d+) failed$")
CMOCKA_PASSED = re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.MULTILINE)
CMOCKA_FAILED = re.compile(r"^\[  FAILED  \] (\d+) test\(s\)", re.MULTILINE)


def counts_of(test):
    """(passed, failed) as reported by the test, or None."""
    lines = (test.get("stdout") or "").rstrip().splitlines()
    total = OWN_TOTAL.match(lines[-1].strip()) if lines else None
    if total:
        return int(total[1]), int(total[2])
    output = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
    passed = CMOCKA_PASSED.findall(output)
    failed = CMOCKA_FAILED.findall(output)
    if passed or failed:
        return sum(map(int, passed)), sum(map(int, failed))
    return None


def count(test):
    result = test["result"]
    if result == "SKIP":
        print(f"skipped: {test['name']}")
        return 0, 0
    good = result in ("OK", "EXPECTEDFAIL")
    passed, failed = counts_of(test) or (int(good), int(not good))
    if not good and failed == 0:
        failed = 1
    return passed, failed


def main(path):
    passed = failed = 0
    try:
        with open(path, encoding="utf-8", errors="replace") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except OSError as error:
        print(f"no test ran: {error}")
        tests = []
    for test in tests:
        for line in (test.get("stdout") or "").splitlines():
            if line.startswith("hint: "):
                print(f"{test['name']}: {line}")
        more_passed, more_failed = count(test)
        passed += more_passed
        failed += more_failed
        if more_failed:
            print(f"failed: {test['name']} ({test['result']})")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
