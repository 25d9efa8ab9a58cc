# SPDX-License-Identifier: Apache-2.0
"""The counters of tests in Python."""

import sys


class Claims:
    """Counts what holds, and prints what does not."""

    def __init__(self):
        self.passed = self.failed = 0

    def claim(self, holds, what):
        self.passed += bool(holds)
        self.failed += not holds
        if not holds:
            print(what)

    def same(self, wanted, there, what):
        """Claim that two sets are equal, and print the names that differ."""
        self.claim(wanted == there, f"{what}: missing {sorted(wanted - there)}, "
                                    f"too many {sorted(there - wanted)}")

    def end(self, at_least=1):
        """Print the counts and exit; fewer claims that hold are a failure as well."""
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or self.passed < at_least else 0)
