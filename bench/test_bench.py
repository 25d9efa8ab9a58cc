#!/usr/bin/python3
"""What the benchmark computes from its samples, and how it judges."""

import contextlib
import io
import sys
import unittest

import cycles


def quietly(function, *words):
    """(what it returns, what it prints)."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        value = function(*words)
    return value, said.getvalue()


def counts(scale=1.0):
    return {
        "compiler": "a compiler",
        "instructions": {name: {phase: int(1000 * scale) for phase in cycles.PHASES} for name in cycles.NAMES},
    }


class Cycles(unittest.TestCase):
    n = len(cycles.NAMES) * len(cycles.PHASES)

    def test_growth_above_the_tolerance_fails(self):
        (good, grown), said = quietly(cycles.compare, counts(1.101), counts())
        self.assertEqual((good, grown), (0, self.n))
        self.assertIn("BLESS=1", said)
        self.assertNotIn("hint", said)

    def test_a_change_within_the_tolerance_is_silent(self):
        for scale in (0.9, 1.1):
            self.assertEqual(quietly(cycles.compare, counts(scale), counts()), ((self.n, 0), ""))

    def test_a_fall_is_a_hint(self):
        (good, grown), said = quietly(cycles.compare, counts(0.5), counts())
        self.assertEqual((good, grown), (self.n, 0))
        self.assertIn("hint: ", said)

    def test_a_review_that_is_not_written_down_fails(self):
        blessed = counts()
        del blessed["instructions"][cycles.NAMES[0]]
        self.assertEqual(quietly(cycles.compare, counts(), blessed)[0], (self.n - len(cycles.PHASES), len(cycles.PHASES)))


if __name__ == "__main__":
    loaded = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(loaded)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
