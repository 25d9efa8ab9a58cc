#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the instructions per review, counted by callgrind, with bench/cycles.json.

usage: cycles.py [--bless | --show] [--base COMMIT] [--strict] BINARY

All instructions in user mode count while a review is read, decided or answered: those of
the program, and those of the C library that it calls.  To get the same numbers on every
machine, the C library is made to use its plain SSE2 functions, whatever the processor
supports.  The numbers still depend on the compiler and the versions of the libraries; with
another compiler nothing is compared.

A count that is more than TOLERANCE above the recorded one fails.  If counts are as much
below, a hint suggests recording the gain: make bench-cycles BLESS=1.

Kinds that a policy defines must not cost an Ingress anything: more than OWN_LIMIT times
the instructions fails.

With --base the program of that commit is measured too; with --strict a review that takes
more than BASE_LIMIT times its instructions fails.  Reviews that the base cannot read are
left out.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

import baseline
import inputs

HERE = os.path.dirname(os.path.abspath(__file__))
BLESSED = os.path.join(HERE, "cycles.json")
TOLERANCE = 0.1
BASE_LIMIT = 1.05
OWN_LIMIT = 1.01
DOMAINS = 1000

# Policy -> name of the count -> review.
SUBJECTS = {
    inputs.INGRESS: {
        name: name for name in ("create-3k", "create-3k-mutate", "update-6k", "denied-3k", "create-100-rules")
    },
    inputs.KINDS: {
        name: name for name in ("route-3k", "route-3k-mutate", "service", "service-mutate", "service-plain")
    },
    inputs.ROWS: {"create-3k-own-rows": "create-3k"},
}
NAMES = [name for subjects in SUBJECTS.values() for name in subjects]
ALONE, BESIDE_ROWS = "create-3k", "create-3k-own-rows"
SKIPPED = 77

# The processor features beyond plain x86-64 by which glibc chooses its string functions.
PLAIN = "glibc.cpu.hwcaps=" + ",".join(
    "-" + feature
    for feature in (
        "AVX2", "AVX", "AVX512F", "AVX512VL", "AVX512BW", "AVX512_VBMI2", "BMI1", "BMI2", "ERMS", "FSRM",
        "LZCNT", "MOVBE", "POPCNT", "RTM", "SSSE3", "SSE4_1", "SSE4_2",
        "AVX_Fast_Unaligned_Load", "Fast_Copy_Backward", "Prefer_ERMS", "Prefer_FSRM",
    )
)

PHASES = ["read", "decide", "answer", "whole"]
PART = re.compile(r"^desc: Trigger: Client Request: (\S+)/(\S+)$|^totals: (\d+)$", re.MULTILINE)


def run_callgrind(folder, judged):
    """Returns (runs of each review, the compiler, callgrind's dumps), or None if it fails."""
    command = ["valgrind", "--quiet", "--tool=callgrind", "--collect-atstart=no", "--combine-dumps=yes"]
    command += [f"--callgrind-out-file={folder}/out", folder + "/cycles", inputs.write_policy(folder, judged, DOMAINS)]
    for name, review in SUBJECTS[judged].items():
        command += [inputs.REVIEW[review][0], name, inputs.write_review(folder, review)]
    # A minimal environment: it is stored on the stack, so its size shifts the addresses there.
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "GLIBC_TUNABLES": PLAIN, "LC_ALL": "C"},
    )
    if done.returncode != 0:
        return None
    times, compiler = done.stdout.decode().strip().split(" ", 1)
    with open(folder + "/out", encoding="utf-8", errors="replace") as file:
        return int(times), compiler, file.read()


def totals(times, dumps):
    """Returns name -> phase -> instructions of one run."""
    counts = {}
    title = None
    for name, phase, total in PART.findall(dumps):
        if total and title:
            counts.setdefault(title[0], {})[title[1]] = int(total) // times
            title = None
        elif name:
            title = (name, phase)
    return counts


def measure(binary):
    """Counts every review that the program can read; a base may not read all of them."""
    reviews = {}
    compiler = None
    with tempfile.TemporaryDirectory() as folder:
        # Without debug information: valgrind does not support the format of every compiler.
        subprocess.run(["strip", "-o", folder + "/cycles", binary], check=True)
        for judged in SUBJECTS:
            counted = run_callgrind(folder, judged)
            if counted:
                times, compiler, dumps = counted
                reviews.update(totals(times, dumps))
    for counts in reviews.values():
        counts["answer"] = counts["whole"] - counts["read"] - counts["decide"]
    return {"compiler": compiler, "domains": DOMAINS, "instructions": reviews}


def jansson_ratio(counts):
    return counts["read"] / counts["jansson"]


def measure_all(binary):
    measured = measure(binary)
    if sorted(measured["instructions"]) != sorted(NAMES):
        sys.exit("cycles: callgrind's dumps do not contain every review")
    return measured


def show(measured):
    print(f"{'instructions / review':22}" + "".join(f"{phase:>10}" for phase in PHASES + ["jansson", "ratio"]))
    for name in NAMES:
        counts = measured["instructions"][name]
        numbers = "".join(f"{counts[phase]:10}" for phase in PHASES + ["jansson"])
        print(f"{name:22}{numbers}{jansson_ratio(counts):10.3f}")
    print("answer: whole less read and decide; jansson: reading the same bytes; ratio: of read to it")


def compare(measured, blessed):
    """Returns how many counts (have not grown, have grown); prints those that grew or fell."""
    good = grown = fallen = 0
    for name in NAMES:
        for phase in PHASES:
            now = measured["instructions"][name][phase]
            then = blessed["instructions"].get(name, {}).get(phase, 0)
            ratio = now / then if then else 2
            what = f"{name}: {phase}: {now} instructions, {abs(ratio - 1):.1%}"
            if ratio > 1 + TOLERANCE:
                grown += 1
                print(f"{what} more than the {then} in bench/cycles.json")
                continue
            good += 1
            if ratio < 1 - TOLERANCE:
                fallen += 1
                print(f"{what} fewer than the {then} in bench/cycles.json")
    if grown:
        print("If that is meant: make bench-cycles BLESS=1")
    elif fallen:
        print(f"hint: {fallen} counts of bench/cycles.json are too high: make bench-cycles BLESS=1")
    return good, grown


def rows_are_free(measured):
    """Returns whether kinds of the policy cost an Ingress nothing; prints the counts if not."""
    alone = measured["instructions"][ALONE]["whole"]
    beside = measured["instructions"][BESIDE_ROWS]["whole"]
    if beside > alone * OWN_LIMIT:
        print(f"{BESIDE_ROWS}: whole: {beside} instructions, {alone} with a policy that has no such kinds")
    return beside <= alone * OWN_LIMIT


def show_against_base(measured, base_measured):
    """Returns how many reviews exceed BASE_LIMIT."""
    if measured["compiler"] != base_measured["compiler"]:
        print(f"base is built with {base_measured['compiler']}, this commit with {measured['compiler']}")
    print(f"\n{'beside base, whole':22}{'ours':>10}{'base':>10}{'ratio':>10}   of it:", end="")
    print("".join(f"{phase:>9}" for phase in PHASES[:-1]))
    missed = 0
    for name in base_measured["instructions"]:
        ours, theirs = measured["instructions"][name], base_measured["instructions"][name]
        ratios = {phase: ours[phase] / theirs[phase] for phase in PHASES}
        good = ratios["whole"] <= BASE_LIMIT
        missed += not good
        print(
            f"{name:22}{ours['whole']:10}{theirs['whole']:10}{ratios['whole']:10.3f}{'':9}"
            + "".join(f"{ratios[phase]:9.3f}" for phase in PHASES[:-1])
            + f"  at most {BASE_LIMIT} {'reached' if good else 'NOT REACHED'}"
        )
    return missed


def bless(measured):
    with open(BLESSED, "w", encoding="utf-8") as file:
        json.dump(measured, file, indent=2)
        file.write("\n")
    print("written: bench/cycles.json")


def against_blessed(measured):
    """As compare(); None if the compilers differ, so that there is nothing to compare."""
    with open(BLESSED, encoding="utf-8") as file:
        blessed = json.load(file)
    if blessed["compiler"] != measured["compiler"]:
        print(f"cycles: recorded with {blessed['compiler']}, built with {measured['compiler']}: nothing to compare")
        return None
    return compare(measured, blessed)


def verdict(measured, judged):
    """Returns the exit code for make test."""
    if judged is None:
        return SKIPPED
    good, grown = judged
    if rows_are_free(measured):
        good += 1
    else:
        grown += 1
    print(f"{good} passed, {grown} failed")
    return 1 if grown else 0


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--base", metavar="COMMIT")
    parser.add_argument("binary")
    words = parser.parse_args()
    if not os.access(words.binary, os.X_OK):
        print(f"cycles: {os.path.relpath(words.binary)} is not built: make bench-cycles builds it")
        return SKIPPED
    measured = measure_all(words.binary)
    if not (words.bless or words.show or words.base):
        return verdict(measured, against_blessed(measured))
    show(measured)
    if words.bless:
        bless(measured)
    else:
        against_blessed(measured)
    rows_are_free(measured)
    if not words.base:
        return 0
    try:
        build = baseline.build(words.base, os.path.dirname(os.path.dirname(words.binary)))
    except RuntimeError as error:
        sys.exit(f"cycles: {error}")
    missed = show_against_base(measured, measure(os.path.join(build, baseline.CYCLES)))
    return 1 if words.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
