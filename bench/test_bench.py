#!/usr/bin/python3
"""What the benchmark computes from its samples, and how it judges."""

import contextlib
import io
import sys
import unittest

import cycles
import load
import report
import rows


def sample(cpu_us, p99_us=1000):
    return load.Sample(
        requests=10, rate=100.0, cpu_us=cpu_us, p50_us=500, p99_us=p99_us, p999_us=2000, max_us=3000, errors=0, steal=0
    )


def row_named(name):
    return next(row for row in rows.ROWS if row.name == name)


def quietly(function, *words):
    """(what it returns, what it prints)."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        value = function(*words)
    return value, said.getvalue()


class Rows(unittest.TestCase):
    def test_titles_fit_their_column(self):
        for bound in rows.BOUNDS:
            self.assertLess(len(bound.title), 52, bound.title)

    def test_every_bound_names_a_row_and_its_servers(self):
        known = {
            f"{row.name}: {one} / {other}{field}"
            for row in rows.ROWS
            for one in row.servers
            for other in row.servers
            for field in ("", ", p99")
        }
        for bound in rows.BOUNDS:
            if ": " in bound.figure:
                self.assertIn(bound.figure, known)


class Report(unittest.TestCase):
    def setUp(self):
        self.row = row_named("validate")
        # The medians of the ratios are not the ratios of the medians.
        self.rounds = [
            {rows.NGINX: sample(10, 100), rows.OURS: sample(12, 110)},
            {rows.NGINX: sample(20, 100), rows.OURS: sample(30, 130)},
            {rows.NGINX: sample(40, 100), rows.OURS: sample(56, 120)},
        ]
        self.figures = report.figures_of([report.summary(self.row, self.rounds)], {"more": 1})

    def test_figures_are_medians_of_the_ratios_of_rounds(self):
        self.assertAlmostEqual(self.figures["validate: ingress-warden / nginx"], 1.4)
        self.assertAlmostEqual(self.figures["validate: ingress-warden / nginx, p99"], 1.2)
        self.assertEqual(self.figures["more"], 1)

    def test_a_server_without_time_makes_no_ratio(self):
        rounds = [{rows.NGINX: sample(0), rows.OURS: sample(12)}]
        self.assertEqual(list(report.ratios(rounds)), [f"{rows.NGINX} / {rows.OURS}"])

    def verdicts(self, value):
        bounds = [rows.Bound("a ratio", "some: figure", rows.AT_MOST, 1.1)]
        return [each["verdict"] for each in quietly(report.judge, {"some: figure": value}, bounds)[0]]

    def test_a_bound_is_reached_at_its_limit(self):
        self.assertEqual(self.verdicts(1.1), ["reached"])
        self.assertEqual(self.verdicts(1.11), ["NOT REACHED"])

    def test_what_was_not_measured_is_no_failure(self):
        self.assertEqual(self.verdicts(None), ["not measured"])


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
