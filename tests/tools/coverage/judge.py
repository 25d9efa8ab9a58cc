#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""judge REPORT UNREACHABLE: compare gcovr's JSON with the required coverage.

Lines: at least 95 % of src.  Branches: all of src/core, except the lines that UNREACHABLE
lists, each as `FILE | THE LINE | WHY`.  An entry that is reached, or whose line does not
exist any more, is an error as well.
"""

import collections
import json
import pathlib
import sys

LINES_AT_LEAST = 95.0
EVERY_BRANCH_OF = "src/core/"

Line = collections.namedtuple("Line", "file number text missed")


def lines_of(report):
    """The counts of each line: (executed, Line), missed branches in the line."""
    for file in report["files"]:
        text = pathlib.Path(file["file"]).read_text(encoding="utf-8").splitlines()
        for line in file["lines"]:
            if line.get("gcovr/noncode"):
                continue
            number = line["line_number"]
            missed = sum(1 for branch in line["branches"] if branch["count"] == 0)
            found = Line(file["file"], number, text[number - 1].strip(), missed)
            yield line["count"] > 0, found


def read_excuses(path):
    excuses = {}
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row or row.startswith("#"):
            continue
        file, text, why = row.split(" | ")
        if not why:
            sys.exit(f"{path}:{number}: says no reason")
        excuses[file, text] = why
    return excuses


def main():
    report = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    excuses = read_excuses(pathlib.Path(sys.argv[2]))
    executed = total = failed = 0
    used = set()
    for is_executed, line in lines_of(report):
        total += 1
        executed += is_executed
        if not line.file.startswith(EVERY_BRANCH_OF) or (is_executed and not line.missed):
            continue
        if (line.file, line.text) in excuses:
            used.add((line.file, line.text))
            continue
        failed += 1
        what = f"{line.missed} branches" if is_executed else "the line"
        print(f"{line.file}:{line.number}: {what} never taken: {line.text}")
    for file, text in sorted(set(excuses) - used):
        failed += 1
        print(f"{file}: explained, but reached or gone: {text}")
    share = 100.0 * executed / total
    print(f"{executed} of {total} lines, {share:.1f} %; {len(used)} lines of "
          f"{EVERY_BRANCH_OF} explained")
    if share < LINES_AT_LEAST:
        failed += 1
        print(f"fewer than {LINES_AT_LEAST:.0f} %")
    print("coverage is as wanted" if failed == 0 else f"{failed} lines to look at")
    sys.exit(failed > 0)


main()
