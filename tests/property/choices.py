# SPDX-License-Identifier: Apache-2.0
"""Random choices."""
import random


class Choices:
    """A stream of choices, the same for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one_in(self, n):
        return self.random.randrange(n) == 0

    def pick(self, values):
        return self.random.choice(list(values))

    def some(self, values, n=2):
        return [v for v in values if self.one_in(n)]
