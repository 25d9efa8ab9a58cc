#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""run.py ANSWERS PROGRAM [SUITE...]: the public suites against what was built.

ANSWERS is tests/conformance/answers, PROGRAM ingress-warden.  The suites come from their
packages when they are first needed (fetch.py); nothing of them is part of this project.
"""
import sys

import suite_blns
import suite_json
import suite_manifests
import suite_patch
import suite_yaml

SUITES = {"json": suite_json, "yaml": suite_yaml, "patch": suite_patch,
          "blns": suite_blns, "manifests": suite_manifests}
OF_PROGRAM = ("blns", "manifests")


def main():
    answers, program, *names = sys.argv[1:]
    passed = failed = 0
    for name in names or SUITES:
        tally = SUITES[name].run(program if name in OF_PROGRAM else answers)
        tally.say()
        passed, failed = passed + tally.passed, failed + tally.failed
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
