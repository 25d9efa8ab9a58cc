# SPDX-License-Identifier: Apache-2.0
"""differential.py LAWS PROGRAM POLICY_FOLDER [OPTION]...

The program and an independent reference judge the same random reviews.  They must agree on
the patch, the verdict, the broken rules with their places, the warnings and the audit
annotations. A second mutation must change nothing, and the validating stage must accept what
the mutating stage writes.
"""
import argparse
import collections
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from contract import on  # must come first
import chance
import kinds_chance
import kinds_policies
import modern
import reference
import settled
from patches import patched
from reference_policy import RULES, Policy
from reference_view import FIELD

DATES = ["2026-11-22", "2026-11-30", "2026-12-01", "2026-12-24", "2027-03-01"]
MARKERS = ["was there before", "denied from", "would be denied"]
MAX_CAUSES, MAX_WARNINGS = 100, 20
CHUNK = 500


def review(program, path, stage, date, requests):
    """The response to every request, in order."""
    if not requests:
        return []
    out = subprocess.run(
        [program, "review", "--policy", str(path), "--stage", stage, "--date", date],
        input="\n".join(json.dumps(chance.document(r)) for r in requests), text=True,
        capture_output=True, check=True).stdout
    answers = [json.loads(line)["response"] for line in out.splitlines()]
    assert len(answers) == len(requests), "one response a document"
    return answers


def mutation_differs(policy, request, answer):
    """What is wrong about the answer of the mutating stage, or None."""
    expected, got = reference.mutate(policy, request), patched(request["object"], answer)
    if not answer["allowed"]:
        return "the mutating stage denied"
    if expected == got:
        return None
    wrong = {}
    for name, item in (("expected", expected), ("got", got)):
        at = item["metadata"].get("annotations") or {}
        wrong[name] = {**at, **{f"/spec/{k}": v for k, v in (item.get("spec") or {}).items()}}
    keys = set(wrong["expected"]) | set(wrong["got"])
    return {k: (wrong["expected"].get(k), wrong["got"].get(k)) for k in sorted(keys)
            if wrong["expected"].get(k) != wrong["got"].get(k)}


def touched(answer, preview):
    """The warnings of the mutating stage, or None if they are not known."""
    out = set()
    if on("D42"):
        return plural(answer.get("warnings", [])) if preview else short(answer)
    for text in answer.get("warnings", []):
        found = re.match(r"[a-z-]+: (?:would (?:add|change|remove) ([^= ]+)(?==|$)|"
                         r"metadata\.annotations\[([^]]+)\]: )", text)
        if found is None:
            return None
        out.add(found.group(1) or found.group(2))
    return out


def plural(texts):
    """One annotation or several: only the number matters."""
    return {t.replace(" annotation:", " annotations:") for t in texts}


def short(answer):
    """The short places in the warnings of the mutating stage, or None."""
    out = set()
    for text in answer.get("warnings", []):
        places = re.match(r"[a-z-]+: ((?:annotation [^ ,:]+|[A-Za-z]+)"
                          r"(?:, annotation [^ ,:]+)*): ", text)
        if places is None:
            return None
        out |= set(places.group(1).split(", "))
    return out


def short_places(keys):
    return {"ingressClassName" if k == FIELD else
            ("" if k.startswith("/spec/") else "annotation ") + k.rpartition("/")[2]
            for k in keys}


def mutation_warnings_differ(policy, request, answer):
    expected = reference.mutation_warnings(policy, request)
    preview = reference.previewed(policy, request)
    got = touched(answer, preview)
    if on("D42"):
        expected = plural(expected) if preview else short_places(expected)
    if got is None or expected == got:
        return None
    return {"warned": (sorted(expected - got), sorted(got - expected))}


def causes(answer):
    details = answer.get("status", {}).get("details", {}) or {}
    return [(c["reason"], c["field"]) for c in details.get("causes", [])]


def said(answer):
    """(rule, marker) of each warning, or None if there are too many to know."""
    out = set()
    for text in answer.get("warnings", []):
        rule, _, rest = text.partition(": ")
        if re.match(r"and [0-9]+ more", text):
            return None
        marker = next((m for m in MARKERS if rest.startswith(m)), "")
        out.add((rule, marker))
    return out


def order(cause):
    """Rules in the order of the manual's table; fields before annotations, annotations by bytes."""
    rule, field = cause
    at_key = field.startswith("metadata.annotations[")
    rank = RULES.index(rule) if rule in RULES else -1
    return rank, at_key, field[:-1].encode() if at_key else b""


def expected_warnings(policy, judged, preview):
    loud = ("warned", "ratcheted", "noted") + (("denied",) if preview else ())
    out = {(j.rule, j.marker) for j in judged if j.outcome in loud}
    denied = preview and any(j.outcome == "denied" for j in judged)
    return out | ({("preview", "")} if on("D42") and denied and policy.contact else set())


def expected_audit(judged, tenant):
    rules = {j.rule for j in judged if j.outcome not in ("excused", "noted")}
    exempt = {j.marker for j in judged if j.outcome == "excused"}
    return rules, exempt, tenant


def audit(answer):
    notes = answer.get("auditAnnotations", {})
    split = [{t.strip() for t in notes.get(k, "").split(",") if t.strip()}
             for k in ("rules", "exemption")]
    return split[0], split[1], notes.get("tenant")


def validation_differs(policy, request, answer):
    """What is wrong about the answer of the validating stage, or None."""
    allowed, judged, tenant = reference.validate(policy, request)
    denied = {(j.rule, j.field) for j in judged if j.outcome == "denied"}
    got, out = causes(answer), {}
    preview = reference.previewed(policy, request)
    if preview:
        denied = set()
    if allowed != answer["allowed"]:
        out["allowed"] = (allowed, answer["allowed"])
    if denied != set(got) and (len(denied) <= MAX_CAUSES or len(got) != MAX_CAUSES):
        out["denied"] = (sorted(denied - set(got)), sorted(set(got) - denied))
    if got != sorted(got, key=order) or len(got) != len(set(got)):
        out["order"] = got
    warned, found = expected_warnings(policy, judged, preview), said(answer)
    if found is not None and warned != found:
        out["warnings"] = (sorted(warned - found), sorted(found - warned))
    if expected_audit(judged, tenant) != audit(answer):
        out["audit"] = (expected_audit(judged, tenant), audit(answer))
    return out or None


class Tally:
    """Counts differences, and keeps the first few in full."""

    def __init__(self, show):
        self.passed, self.failed, self.show = 0, 0, show
        self.kinds = collections.Counter()

    def law(self, where, stage, request, wrong):
        """Counts a law only if it is broken."""
        if wrong is not None:
            self.note(where, stage, request, wrong)

    def note(self, where, stage, request, wrong):
        if wrong is None:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= self.show:
            print(where, stage, request["date"], json.dumps(wrong, default=list))
            print(json.dumps(chance.document(request)))


def compare(program, path, date, seed, rounds, tally, make=chance.Dice):
    """One policy on one day."""
    policy = Policy(path)
    dice = make(policy, seed, date)
    requests = [dice.request() for _ in range(rounds)]
    answers = review(program, path, "mutate", date, requests)
    def again(stage, items):
        return review(program, path, stage, date, items)

    for stage, request, wrong in settled.broken(again, requests, answers):
        tally.law(path.name, stage, request, wrong)
    final = []
    for request, answer in zip(requests, answers):
        tally.note(path.name, "mutate", request, mutation_differs(policy, request, answer)
                   or mutation_warnings_differ(policy, request, answer))
        stored = reference.mutate(policy, request)
        raw = dice.one_in(4) or reference.previewed(policy, request)
        final.append(request if raw else chance.with_object(request, stored))
    for request, answer in zip(final, review(program, path, "validate", date, final)):
        tally.note(path.name, "validate", request,
                   validation_differs(policy, request, answer))


def alone(options):
    """The reference against itself: a second mutation changes nothing, and each rule reports
    only kinds that it is for."""
    spoken, failed = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as made:
        for n in range(options.made):
            policy = Policy(kinds_policies.write(Path(made), options.seed * 1000 + n))
            dice = kinds_chance.KindDice(policy, options.seed * 1000 + n, DATES[n % len(DATES)])
            for _ in range(options.rounds):
                request = dice.request()
                once = reference.mutate(policy, request)
                final = chance.with_object(request, once)
                if reference.mutate(policy, final) != once:
                    failed += 1
                    print("a second mutation changes", json.dumps(chance.document(request)))
                judged = reference.validate(policy, final)[1]
                kind = policy.kind(request).name
                spoken.update({(j.rule, j.outcome, kind) for j in judged} or {("", "", kind)})
    for (rule, outcome, kind), count in sorted(spoken.items()):
        print(f"{count:7} {rule:24} {outcome:10} {kind}")
    print(f"{failed} failed")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("laws")
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--made", type=int, default=8, help="policies that are made too")
    parser.add_argument("--kinds", action="store_true",
                        help="reviews of every kind, over policies that are made for them")
    parser.add_argument("--alone", action="store_true",
                        help="with --kinds: the reference only; how often each rule speaks")
    options = parser.parse_args()
    own = Path(__file__).parent / "policies"
    paths = sorted([*Path(options.folder).glob("*.yaml"), *own.glob("*.yaml")])
    tally = Tally(options.show)
    if options.alone:
        sys.exit(alone(options))
    with tempfile.TemporaryDirectory() as made:
        if options.kinds:
            paths, writer, make = [], kinds_policies.write, kinds_chance.KindDice
        else:
            writer, make = modern.write, chance.Dice
        paths += [writer(Path(made), options.seed * 1000 + n) for n in range(options.made)]
        for number, path in enumerate(p for p in paths if options.only in p.name):
            for offset, date in enumerate(DATES):
                compare(options.program, path, date,
                        options.seed * 1000 + number * 10 + offset, options.rounds, tally,
                        make)
    print(f"{tally.passed} passed, {tally.failed} failed")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
