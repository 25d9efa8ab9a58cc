#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile clients against the real binary: run.py PROGRAM [TEST...]"""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "live")]

import harness  # noqa: E402  (of tests/server/live)
import player  # noqa: E402


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: run.py PROGRAM [TEST...]")
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    loader = unittest.TestLoader()
    if sys.argv[2:]:
        tests = loader.loadTestsFromNames(sys.argv[2:])
    else:
        tests = loader.discover(HERE)
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    failed = len(result.failures) + len(result.errors)
    sys.stderr.flush()
    print("%d passed, %d failed" % (result.testsRun + len(player.PLAYED) - failed, failed))
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
