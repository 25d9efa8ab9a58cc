#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The real binary over HTTPS: run.py PROGRAM [TEST...]"""

import os
import sys
import unittest

import harness

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: run.py PROGRAM [TEST...]")
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    loader = unittest.TestLoader()
    if sys.argv[2:]:
        tests = loader.loadTestsFromNames(sys.argv[2:])
    else:
        tests = loader.discover(os.path.dirname(os.path.abspath(__file__)))
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
