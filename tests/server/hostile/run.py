#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile clients against the real binary: run.py PROGRAM [TEST...]"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "live")]

import player  # noqa: E402
import running  # noqa: E402  (of tests/server/live)


def main():
    result = running.run(HERE)
    failed = len(result.failures) + len(result.errors)
    sys.stderr.flush()
    print("%d passed, %d failed" % (result.testsRun + len(player.PLAYED) - failed, failed))
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
