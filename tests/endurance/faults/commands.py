# SPDX-License-Identifier: Apache-2.0
"""Every allocation of a command fails once: the rows, and the allowed results.

The program forks at each new place (see fail_alloc.c): the child continues without memory,
and its end is judged here.
"""

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess

import inject

HERE = pathlib.Path(__file__).resolve().parent
CLI = HERE.parents[1] / "golden/commands"
DATE = ("--date", "2026-11-22")
SHOP = str(CLI / "policies" / "shop.yaml")
WAIT_S = 600
REPORTS_MAX = 20


@dataclasses.dataclass
class Row:
    name: str
    why: str
    arguments: tuple
    exits: int = 0
    denies: bool = False  # whether no child may report success
    folder: str = ""      # a file of tests/golden/commands; the folder in which the row runs
    makes: bool = False   # files in its working folder; its output differs in each run


def check(name, why, files, exits, *options):
    return Row(name, why, ("check", "--policy", SHOP, *DATE, *options, files), exits,
               denies=exits == 1, folder="check-denied" if exits else "check-allowed")


def rows(scratch):
    """The table.  The scratch folder has certificates, reviews and their policy."""
    answer = ("review", "--policy", str(scratch / "policy.yaml"), *DATE, "--stage")

    def review(stage, name):
        return (*answer, stage, str(scratch / f"{name}.json"))

    return [
        # The first row: what fails here, at the start of each command, need not fail
        # again.
        Row("lint good", "libyaml, the policy's builder, notes", ("lint", SHOP)),
        Row("review validate denied", "a denial that runs out of memory never becomes an allow",
            review("validate", "denied"), denies=True),
        Row("review validate allowed", "no findings: other paths than a denial",
            review("validate", "allowed")),
        Row("review mutate", "the patch is built and written", review("mutate", "bare")),
        Row("review malformed", "the error's text and the error response",
            review("validate", "malformed"), 2, denies=True),
        Row("review unjudgeable", "no object: another kind of refusal",
            review("validate", "unjudgeable"), denies=True),
        Row("review many", "memory of one document is used for the next",
            ("review", "--policy", SHOP, *DATE, "--stage", "validate", "lines.json"),
            folder="review-many"),
        check("check denied", "refused manifests, for people", "web.yaml", 1),
        check("check denied json", "jansson builds the report", "web.yaml", 1,
              "--output", "json"),
        check("check denied sarif", "jansson, and all rules", "web.yaml", 1,
              "--output", "sarif"),
        check("check denied junit", "XML", "web.yaml", 1, "--output", "junit"),
        check("check denied github", "lines for the annotations of GitHub", "web.yaml", 1,
              "--output", "github"),
        check("check allowed", "a manifest without violations", "web.yaml", 0),
        check("check patched", "the manifest is written again, as YAML", "web.yaml", 0,
              "--show-patched"),
        Row("lint broken", "dozens of problems with texts", ("lint", "policy.yaml"), 1,
            denies=True, folder="lint-errors"),
        Row("lint broken YAML", "libyaml's own error", ("lint", "policy.yaml"), 1,
            denies=True, folder="lint-broken-yaml"),
        Row("export webhooks", "jansson builds the configurations, written as YAML",
            ("export", "webhooks", "--policy", str(CLI / "policies" / "kinds.yaml"))),
        Row("check kinds", "routes, listeners, Services and rows are read",
            ("check", "--policy", str(CLI / "policies" / "kinds.yaml"), *DATE, "-n", "shop",
             "web.yaml"), 1, denies=True, folder="check-kinds"),
        Row("explain", "places, the trace, and jansson",
            ("explain", "--policy", str(CLI / "policies" / "explain.yaml"), *DATE, "-o", "json",
             "web.yaml"), 1, denies=True, folder="explain-object"),
        Row("test files", "the reader of test files, and coverage", ("test", "--coverage", "desk.test.yaml"),
            folder="test-passed"),
        Row("diff", "two policies, their cells and actors", ("diff", *DATE, "old.yaml", "new.yaml"), 1,
            folder="diff-sections"),
        Row("report", "the survey of a dump, as a page",
            ("report", "--policy", "../../../../policies/minimal.yaml", *DATE, "dump.yaml"),
            folder="report-html"),
        Row("certs make", "OpenSSL makes keys and certificates, two files each",
            ("certs", "make", "--dir", "made", "--dns", "localhost"), makes=True),
        Row("certs check", "OpenSSL reads and judges them",
            ("certs", "check", "--cert", str(scratch / "tls.crt"), "--key",
             str(scratch / "tls.key"))),
        Row("certs bundle", "PEM to base64", ("certs", "bundle", str(scratch / "ca.crt"))),
        Row("help", "the command line alone", ("help", "serve")),
        Row("probe refused", "a client that cannot connect",
            ("probe", "--url", "https://127.0.0.1:1", "--ca",
             str(scratch / "ca.crt")), 2, denies=True),
    ]


class Children:
    """One run of a row, and the children that it left."""

    def __init__(self, row, folder, control):
        self.row = row
        self.folder = folder
        self.control = control

    def run(self, program, depth, flags):
        """Output and exit code of the run in which nothing failed."""
        before = len(self.control.sites)
        cwd = CLI / self.row.folder if self.row.folder else self.folder
        self.control.folder(str(self.folder))
        self.control.arm(inject.FORK, depth, flags=flags | inject.FOLDERS * self.row.makes)
        with open(self.folder / "all.out", "wb") as out, \
                open(self.folder / "all.err", "wb") as err:
            code = subprocess.run([program, *self.row.arguments], cwd=cwd,
                                  env=self.control.environment, stdin=subprocess.DEVNULL,
                                  stdout=out, stderr=err, timeout=WAIT_S, check=False).returncode
        self.control.disarm()
        self.numbers = range(before, len(self.control.sites))
        return code, (self.folder / "all.out").read_text(), (self.folder / "all.err").read_text()

    def text(self, number, ending):
        path = self.folder / f"{number}.{ending}"
        return path.read_text(errors="replace") if path.exists() else ""

    def code(self, number):
        return os.waitstatus_to_exitcode(int(self.text(number, "status") or -1))


def says_yes(output):
    """A line of review's output, or the whole output of check, that allows something."""
    for line in output.splitlines():
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        if isinstance(answer, dict) and answer.get("response", {}).get("allowed") is True:
            return True
    return False


def half_made(folder):
    """A file that exists but is incomplete; None: there is none."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (path.suffix not in (".crt", ".key")
                               or not path.read_text().endswith("-----\n")):
            return path.name
    return None


def fault_of(row, code, output, errors, normal):
    """What is wrong about the end of a child; None: nothing."""
    if code == -signal.SIGALRM:
        return "hangs"
    if row.denies and (code == 0 and row.exits != 0 or says_yes(output)):
        return "allows what must be refused"
    if code == -signal.SIGABRT:
        if not inject.ended_for_memory(code, errors):
            return "aborts without a line with the reason"
        ok = row.makes or normal.startswith(output)
        return None if ok else "writes another text before it aborts"
    if code == row.exits and code != 2:
        return None if row.makes or output == normal else "succeeds with another output"
    if code in (2, row.exits):
        # Output before the failed allocation, including errors, is the parent's.
        ok = errors.strip() or code == row.exits and output and output == normal
        return None if ok else "fails without a message"
    return f"ends with {code}"


def judged(children, normal):
    """(what is wrong, number of the child) for the children with errors."""
    for child in children.numbers:
        fault = fault_of(children.row, children.code(child), children.text(child, "out"),
                         children.text(child, "err"), normal)
        half = half_made(children.folder / f"{child}.folder")
        fault = fault or half and f"leaves {half}, which is incomplete"
        if fault:
            yield fault, child


def run_row(program, row, folder, control, depth, flags):
    """(allocations that failed, failures)"""
    folder.mkdir()
    children = Children(row, folder, control)
    code, normal, errors = children.run(program, depth, flags)
    failures = []
    if code != row.exits:
        failures.append(f"{row.name}: ends with {code} when nothing fails\n{errors[:2000]}")
    for fault, child in judged(children, normal):
        place = "" if len(failures) > REPORTS_MAX else inject.symbolise(
            children.text(child, "stack"), program)
        failures.append(f"{row.name}: {fault}, where this fails:\n{place}\n"
                        + children.text(child, "err")[:1500])
    shutil.rmtree(folder)
    return len(children.numbers), failures


def run(program, rows_wanted, base, control, depth, every):
    """(allocations that failed, failures)"""
    total = 0
    failures = []
    known = []
    for number, row in enumerate(rows_wanted):
        control.know(known)
        failed, wrong = run_row(program, row, base / f"row{number}", control, depth,
                                inject.EVERY if every else 0)
        # The formats of check differ in their last steps only.
        if not every and (not known or row.arguments[0] == "check"):
            known = control.sites
        total += failed
        failures += wrong
        print(f"{row.name}: {failed} allocations failed, {len(wrong)} wrong", flush=True)
    return total, failures
