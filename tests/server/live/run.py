#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The real binary over HTTPS: run.py PROGRAM [TEST...]"""

import os
import sys

import running


def main():
    result = running.run(os.path.dirname(os.path.abspath(__file__)))
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
