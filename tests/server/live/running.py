# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of a folder that the command line chooses: run.py PROGRAM [TEST...]"""

import os
import sys
import unittest

import harness


def run(folder):
    """The result of unittest, which has printed it."""
    if len(sys.argv) < 2:
        sys.exit("usage: run.py PROGRAM [TEST...]")
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    loader = unittest.TestLoader()
    if sys.argv[2:]:
        tests = loader.loadTestsFromNames(sys.argv[2:])
    else:
        tests = loader.discover(folder)
    return unittest.TextTestRunner(verbosity=2).run(tests)
