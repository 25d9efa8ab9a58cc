#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of the figures and verdicts that the benchmark computes from its samples."""

import contextlib
import io
import sys
import unittest

import apiserver
import chart
import cycles
import inputs
import load
import report
import rows
import run


def sample(cpu_us, p99_us=1000):
    return load.Sample(
        requests=10, rate=100.0, cpu_us=cpu_us, p50_us=500, p99_us=p99_us, p999_us=2000, max_us=3000, errors=0, steal=0
    )


def row_named(name):
    return next(row for row in rows.ROWS if row.name == name)


def quietly(function, *words):
    """Returns (the result, the printed text)."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        value = function(*words)
    return value, said.getvalue()


class Rows(unittest.TestCase):
    def test_every_program_of_ours_has_base_next_to_it(self):
        self.assertEqual(
            row_named("validate").names(True), [rows.NGINX, rows.OURS, "base ingress-warden", rows.OTHER]
        )
        self.assertEqual(row_named("domains").names(True)[2:4], ["10 domains", "base 10 domains"])

    def test_without_base_the_servers_are_those_of_the_row(self):
        for row in rows.ROWS:
            self.assertEqual(row.names(False), list(row.servers))

    def test_titles_fit_their_column(self):
        for bound in rows.BOUNDS + rows.base_bounds(rows.ROWS):
            self.assertLess(len(bound.title), 52, bound.title)

    def test_every_bound_names_a_row_and_its_servers(self):
        known = {
            f"{row.name}: {one} / {other}{field}"
            for row in rows.ROWS
            for one in row.names(True)
            for other in row.names(True)
            for field in ("", ", p99")
        }
        for bound in rows.BOUNDS + rows.base_bounds(rows.ROWS):
            if ": " in bound.figure:
                self.assertIn(bound.figure, known)

    def test_base_adds_rounds_to_the_full_run_only(self):
        some = row_named("one")
        self.assertEqual(run.Means("build", None, quick=False).rounds(some), 3)
        self.assertEqual(run.Means("build", "base", quick=False).rounds(some), 5)
        self.assertEqual(run.Means("build", "base", quick=True).rounds(some), 2)

    def test_base_gets_the_rate_of_ours(self):
        rates = run.rates_of({
            "servers": {rows.NGINX: {"rate": 30}, rows.OURS: {"rate": 20}, rows.base_of(rows.OURS): {"rate": 10}}
        })
        self.assertEqual(rates, {rows.NGINX: 30, rows.OURS: 20, rows.base_of(rows.OURS): 20})


class Report(unittest.TestCase):
    def setUp(self):
        base = rows.base_of(rows.OURS)
        self.row = row_named("validate")
        # The medians of the ratios are not the ratios of the medians.
        self.rounds = [
            {rows.NGINX: sample(10, 100), rows.OURS: sample(12, 110), base: sample(10)},
            {rows.NGINX: sample(20, 100), rows.OURS: sample(30, 130), base: sample(30)},
            {rows.NGINX: sample(40, 100), rows.OURS: sample(56, 120), base: sample(80)},
        ]
        self.figures = report.figures_of([report.summary(self.row, self.rounds)], {"more": 1})

    def test_figures_are_medians_of_the_ratios_of_rounds(self):
        self.assertAlmostEqual(self.figures["validate: ingress-warden / nginx"], 1.4)
        self.assertAlmostEqual(self.figures["validate: ingress-warden / base ingress-warden"], 1.0)
        self.assertAlmostEqual(self.figures["validate: ingress-warden / nginx, p99"], 1.2)
        self.assertEqual(self.figures["more"], 1)

    def test_a_server_without_time_makes_no_ratio(self):
        rounds = [{rows.NGINX: sample(0), rows.OURS: sample(12)}]
        self.assertEqual(list(report.ratios(rounds)), [f"{rows.NGINX} / {rows.OURS}"])

    def verdicts(self, value):
        bounds = rows.base_bounds([self.row])
        return [each["verdict"] for each in quietly(report.judge, {bounds[0].figure: value}, bounds)[0]]

    def test_ten_percent_more_than_base_is_allowed(self):
        self.assertEqual(self.verdicts(1.1), ["reached"])
        self.assertEqual(self.verdicts(1.11), ["NOT REACHED"])

    def test_what_was_not_measured_is_no_failure(self):
        self.assertEqual(quietly(report.judge, {}, rows.base_bounds([self.row]))[0][0]["verdict"], "not measured")

    def test_the_column_of_base_is_shown_only_with_base(self):
        self.assertIn("CPU / base", quietly(report.show_head, True)[1])
        self.assertNotIn("CPU / base", quietly(report.show_head, False)[1])
        self.assertIn("1.00 (0.70-1.20)", quietly(report.show_row, self.row, self.rounds, True)[1])
        self.assertNotIn("1.00 (0.70-1.20)", quietly(report.show_row, self.row, self.rounds, False)[1])

    def test_the_picture_is_the_same_with_base(self):
        alone = [{name: each[name] for name in (rows.NGINX, rows.OURS)} for each in self.rounds]
        self.assertEqual(
            chart.picture([report.summary(self.row, self.rounds)], ["a note"]),
            chart.picture([report.summary(self.row, alone)], ["a note"]),
        )

    def test_the_picture_says_how_much_of_what_and_when(self):
        notes = chart.footnotes({
            "versions": {"nginx": "1.22.1", "ingress-warden": "0.1.0"}, "date": "2026-11-29", "processor": "one",
        })
        drawn = chart.picture([report.summary(self.row, self.rounds)], notes)
        for words in ("30 µs, 1.4 times nginx", "nginx 1.22.1, ingress-warden 0.1.0; 2026-11-29", "one core, one"):
            self.assertIn(words, drawn)


class Apiserver(unittest.TestCase):
    def setUp(self):
        # The second round is slow in every namespace, but the added time is the same.
        taken = [{apiserver.NONE: 100, apiserver.OURS: 130, apiserver.CEL: 110},
                 {apiserver.NONE: 900, apiserver.OURS: 930, apiserver.CEL: 910},
                 {apiserver.NONE: 100, apiserver.OURS: 130, apiserver.CEL: 110}]
        self.rounds = [
            {mode: apiserver.Turn([us - 5, us, us + 5], 10.0, errors=1) for mode, us in each.items()} for each in taken
        ]
        self.row = apiserver.summary(self.rounds, n_clients=1, creates=3, load=0.1)

    def test_what_is_added_is_that_of_each_round(self):
        figures = self.row["servers"][apiserver.OURS.name]
        self.assertEqual(figures["added_p50_us"], {"median": 30, "lower_quartile": 30, "upper_quartile": 30})
        self.assertEqual((figures["p50_us"], figures["errors"]), (130, 3))

    def test_p99_is_that_of_all_rounds(self):
        self.assertEqual(self.row["servers"][apiserver.NONE.name]["p99_us"], 905)
        self.assertEqual(self.row["servers"][apiserver.CEL.name]["added_p99_us"], 10)

    def test_it_is_a_row_that_no_bound_and_no_picture_reads(self):
        self.assertEqual(report.figures_of([self.row], {}), {})
        self.assertNotIn(self.row["name"], chart.SHOWN)

    def test_nothing_is_added_to_the_first(self):
        said = quietly(apiserver.show, self.row)[1].splitlines()
        self.assertNotIn("(", said[2])
        self.assertIn("0.03 (0.03 to 0.03)", said[3])

    def test_the_policies_know_the_tenant_and_its_host(self):
        self.assertIn(f"namespaces: [{apiserver.OURS.namespace}]", apiserver.policy())
        domains = inputs.domains(apiserver.DOMAINS)
        for rule in apiserver.ingress(apiserver.CEL, "web")["spec"]["rules"]:
            self.assertTrue(any(f".{rule['host']}".endswith(f".{domain}") for domain in domains))


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
        self.assertEqual(quietly(cycles.compare, counts(), blessed)[0],
                         (self.n - len(cycles.PHASES), len(cycles.PHASES)))

    def test_a_review_may_take_five_percent_more_than_in_base(self):
        self.assertEqual(quietly(cycles.show_against_base, counts(1.05), counts())[0], 0)
        self.assertEqual(quietly(cycles.show_against_base, counts(1.06), counts())[0], len(cycles.NAMES))


if __name__ == "__main__":
    loaded = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(loaded)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
