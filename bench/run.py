#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Times ingress-warden beside nginx' fixed answer and a controller-runtime webhook.

usage: run.py [--strict] [--base COMMIT] BUILD [quick | PATTERN]

BUILD is the release folder.  PATTERN is part of a row's name, or apiserver; with it, and with
quick, docs/bench.svg is not changed.  --base: also measure the program of that commit in each
row that measures ingress-warden; no row may be slower.  --strict: exit 1 if a bound is not
reached.
"""

import argparse
import contextlib
import datetime
import json
import os
import sys
import tempfile

import apiserver
import baseline
import chart
import cycles
import inputs
import limits
import load
import machine
import peers
import report
import rows
import verify

BASE_ROUNDS = 5  # the fewest rounds for a meaningful median
DROPPED_FACTOR = 4  # the most rounds to run, as a multiple of the good rounds that are needed
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Means:
    """The programs to run, how long, and how often."""

    def __init__(self, build, base_build, quick):
        self.base_binary = os.path.join(base_build, baseline.PROGRAM) if base_build else None
        self.binary = os.path.join(build, baseline.PROGRAM)
        self.open_client = os.path.join(build, "bench/openloop")
        self.cycles = os.path.join(build, baseline.CYCLES)
        self.quick = quick
        self.seconds = 1 if quick else 3
        self.warm_up_seconds = 1
        self.starts = 5 if quick else limits.STARTS

    @property
    def with_base(self):
        return self.base_binary is not None

    def rounds(self, row):
        if self.quick:
            return 2
        return max(row.rounds, BASE_ROUNDS) if self.with_base else row.rounds


def start_server(name, means, folder):
    """Returns None if the server cannot be built, or if the base cannot load the policy."""
    if name == rows.NGINX:
        return peers.Nginx(name, folder)
    if name == rows.OTHER:
        built = peers.build_controller_runtime()
        return peers.ControllerRuntime(name, folder, built, rows.DOMAINS) if built else None
    if name in rows.SETTINGS:
        return peers.Ours(name, folder, means.binary, rows.SETTINGS[name])
    setting = rows.SETTINGS[name.removeprefix(rows.BASE_PREFIX)]
    if not peers.can_load(means.base_binary, setting):
        return None
    return peers.Ours(name, folder, means.base_binary, setting)


def start_servers(wanted, means, folder):
    """Returns name -> server; every server answers."""
    servers = {}
    try:
        for name in wanted:
            server = start_server(name, means, folder)
            if server:
                servers[name] = server
        for server in servers.values():
            server.wait()
    except BaseException:
        stop_servers(servers)
        raise
    return servers


def stop_servers(servers):
    for server in servers.values():
        server.stop()


def one_round(row, servers, body, rates, means):
    """Returns name -> sample."""
    samples = {}
    for server in servers:
        if row.loop == rows.OPEN:
            samples[server.name] = load.open_loop(
                means.open_client, server, row, body, rates[server.name] / 2, means.seconds
            )
        elif row.loop == rows.COMMAND:
            samples[server.name] = load.commands(server, row, body, means.seconds)
        else:
            samples[server.name] = load.closed(server, row, body, means.seconds)
    return samples


def warm_up(row, servers, body, seconds):
    for server in servers:
        verify.check(server, row.review)
        if row.loop == rows.CLOSED:
            with contextlib.suppress(load.NothingAnswered):
                load.closed(server, row, body, seconds)


def try_round(row, servers, body, rates, means):
    """Returns (the samples, None), or (None, the reason why the round is useless)."""
    try:
        samples = one_round(row, servers, body, rates, means)
    except load.NothingAnswered as error:
        return None, str(error)
    steal = max(sample.steal for sample in samples.values())
    if steal > machine.MAX_STEAL:
        return None, f"the hypervisor took {steal:.1%}"
    return samples, None


def time_row(row, servers, folder, rates, means):
    """Returns the good rounds, each as name -> sample.  Each round begins with another server."""
    body = inputs.write_review(folder, row.review)
    servers = [servers[name] for name in row.names(means.with_base) if name in servers]
    warm_up(row, servers, body, means.warm_up_seconds)
    good = []
    want = means.rounds(row)
    for turn in range(DROPPED_FACTOR * want):
        first = turn % len(servers)
        samples, why = try_round(row, servers[first:] + servers[:first], body, rates, means)
        for server in servers:
            server.empty_log()
        if why:
            print(f"  a round of {row.name} is dropped: {why}", flush=True)
        else:
            good.append({server.name: samples[server.name] for server in servers})
        if len(good) == want:
            return good
    raise RuntimeError(f"{row.name}: this machine is too busy for {want} good rounds")


def chosen(pattern, quick):
    """Returns the rows to run; the open loop needs the row from which it takes its rates."""
    some = [row for row in rows.ROWS if (row.quick if quick else pattern in row.name)]
    if any(row.loop == rows.OPEN for row in some) and rows.ROWS[0] not in some:
        some.insert(0, rows.ROWS[0])
    return some


def rates_of(summary):
    """The rate of each server.  A base gets that of its counterpart, to compare CPU time."""
    rates = {name: values["rate"] for name, values in summary["servers"].items()}
    return {name: rates.get(name.removeprefix(rows.BASE_PREFIX), rate) for name, rate in rates.items()}


def time_rows(some, means):
    """Returns (a summary of each row, the memory of each server)."""
    summaries = []
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        peers.make_certificate(means.binary, folder)
        wanted = dict.fromkeys(name for row in some for name in row.names(means.with_base))
        servers = start_servers(wanted, means, folder)
        try:
            start = {name: machine.memory_kb(server.pid)[0] for name, server in servers.items()}
            report.show_head(means.with_base)
            for row in some:
                rounds = time_row(row, servers, folder, rates, means)
                report.show_row(row, rounds, means.with_base)
                summaries.append(report.summary(row, rounds))
                if row is rows.ROWS[0]:
                    rates = rates_of(summaries[-1])
            memory = {
                name: dict(zip(("start_kb", "end_kb", "peak_kb"), (start[name], *machine.memory_kb(server.pid))))
                for name, server in servers.items()
            }
        finally:
            stop_servers(servers)
    return summaries, memory


def time_apiserver(means, is_asked_for):
    """Returns its rows, or none if its tools are missing and it was not named."""
    missing = apiserver.what_is_missing()
    if not missing:
        return apiserver.measure(means.binary)
    if is_asked_for:
        raise RuntimeError(missing)
    print(f"\n{apiserver.NAME} is left out: {missing}", flush=True)
    return []


def show_memory(memory):
    print("\nmemory, MiB                   start     end    peak")
    for name, values in memory.items():
        print(f"  {name:<24}" + "".join(f"{limits.mebibytes(kb):8.1f}" for kb in values.values()))


def measure_rest(means):
    """Measures the figures outside the rows."""
    figures = limits.measure(means.binary, means.seconds, means.starts)
    counts = cycles.measure(means.cycles)["instructions"]
    figures["reading / jansson"] = max(cycles.jansson_ratio(each) for each in counts.values())
    return figures


def write(result, build, full):
    folder = os.path.join(build, "bench")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "result.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=2)
        file.write("\n")
    picture = os.path.join(ROOT, "docs/bench.svg") if full else os.path.join(folder, "bench.svg")
    drawn = chart.write(picture, result)
    print(f"\nwritten: {os.path.relpath(folder)}/result.json" + (f" {os.path.relpath(picture)}" if drawn else ""))


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--base", metavar="COMMIT")
    parser.add_argument("build")
    parser.add_argument("what", nargs="?", default="")
    words = parser.parse_args()
    quick = words.what == "quick"
    full = not words.what
    some = chosen(words.what, quick)
    through_apiserver = full or words.what == apiserver.NAME
    if not some and not through_apiserver:
        names = [row.name for row in rows.ROWS] + [apiserver.NAME]
        sys.exit(f"there is no row with {words.what} in its name: {', '.join(names)}")
    if os.cpu_count() < 2:
        sys.exit("two cores are needed: one for the servers, one for the load")

    busy = os.getloadavg()[0]
    if busy > 0.5:
        print(f"The machine is busy (load {busy:.1f}): times will not be reliable.", flush=True)
    try:
        base_build = baseline.build(words.base, words.build) if words.base else None
        means = Means(os.path.abspath(words.build), base_build, quick)
        summaries, memory = time_rows(some, means) if some else ([], {})
        if some:
            show_memory(memory)
        others = measure_rest(means) if full or quick else {}
        summaries += time_apiserver(means, not full) if through_apiserver else []
    except (verify.Wrong, RuntimeError) as error:
        sys.exit(f"bench: {error}")
    bounds = rows.BOUNDS + (rows.base_bounds(some) if means.with_base else []) if some else []
    verdicts = report.judge(report.figures_of(summaries, others), bounds)
    result = {
        "date": datetime.date.today().isoformat(), "versions": peers.versions(means.binary),
        "processor": machine.processor(), "load_before": busy, "base": words.base, "rows": summaries,
        "memory": memory, "figures": others, "bounds": verdicts,
    }
    write(result, words.build, full)
    missed = sum(each["verdict"] == "NOT REACHED" for each in verdicts)
    sys.exit(1 if words.strict and missed else 0)


if __name__ == "__main__":
    main()
