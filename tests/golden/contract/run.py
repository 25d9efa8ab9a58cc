# SPDX-License-Identifier: Apache-2.0
"""run.py PROGRAM | --reference [--only TEXT] [--all]: the cases of the contract.

Each folder has a policy, objects and `case.yaml`, which says what is right (see
README.md).  Rules and places are compared, not sentences.  The cases are judged by the
program, or by the reference in tests/property, which must follow the whole contract.
A case is skipped while the program lacks one of the changes that it is about.
"""
import argparse
import functools
import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "property"))
import contract  # noqa: E402
from patches import patched  # noqa: E402

DATE = "2026-11-22"
MARKS = re.compile(r"(was there before|denied from [0-9-]+|would be denied): ")
LONG = re.compile(r"metadata\.annotations\[[^]]*\]|metadata\.namespace|spec\.[A-Za-z0-9.\[\]]+")
SHORT = re.compile(r"annotation [^ ,:]+|metadata\.namespace|[a-zA-Z]+(?:[A-Za-z0-9.]|\[[^]]*\])*")
COUNTS = {"judged": r"(\d+) judged", "allowed": r"(\d+) allowed", "denied": r"(\d+) denied",
          "unjudged": r"(\d+) could not be judged", "others": r"(\d+) other objects?",
          "left_out": r"(\d+) files? left out"}


def documents(path):
    if not path.exists():
        return []
    return [d for d in yaml.safe_load_all(path.read_text(encoding="utf-8")) if d]


def version_of(item):
    group, slash, version = item.get("apiVersion", "").rpartition("/")
    return {"group": group if slash else "", "version": version, "kind": item["kind"]}


def request_of(case, item, stored):
    kind, metadata = version_of(item), item["metadata"]
    namespace = metadata.get("namespace", case.get("namespace", "shop"))
    request = {"uid": "u", "kind": kind, "requestKind": kind,
               "resource": {"group": kind["group"], "version": kind["version"],
                            "resource": "ingresses"},
               "name": metadata.get("name", ""), "namespace": namespace,
               "operation": "UPDATE" if stored else "CREATE",
               "userInfo": {"username": case.get("user", "alice"),
                            "groups": case.get("groups", [])},
               "object": item, "oldObject": stored, "dryRun": False, "options": None}
    if case.get("status"):
        request["subResource"] = "status"
    return request


def requests_of(folder, case):
    """(name, request) of each object of the case."""
    if (folder / "request.json").exists():
        review = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        return [("", review["request"])]
    stored = {d["metadata"]["name"]: d for d in documents(folder / "stored.yaml")}
    return [(d["metadata"].get("name", ""), request_of(
        case, d, stored.get(d["metadata"].get("name", ""))))
        for d in documents(folder / "object.yaml")]


def policy_of(folder):
    path = folder / "policy"
    return path if path.exists() else folder / "policy.yaml"


def short(place):
    """A place as warnings name it."""
    if place.startswith("metadata.annotations["):
        return "annotation " + place[len("metadata.annotations["):-1].rpartition("/")[2]
    return place[len("spec."):] if place.startswith("spec.") else place


class Program:
    """The cases judged by the program."""

    def __init__(self, program):
        self.program = program

    def run(self, *arguments, **options):
        return subprocess.run([self.program, *map(str, arguments)], text=True,
                              capture_output=True, check=False, **options)

    def respond(self, policy, case, stage, request):
        review = {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
                  "request": request}
        done = self.run("review", "--policy", policy, "--stage", stage, "--date",
                        case.get("date", DATE), input=json.dumps(review))
        if done.returncode != 0 or not done.stdout:
            raise AssertionError(f"review: {done.stderr.strip()}")
        return json.loads(done.stdout)["response"]

    def mutate(self, policy, case, request):
        return patched(request["object"], self.respond(policy, case, "mutate", request))

    def validate(self, policy, case, request):
        """(allowed, the denials, the warnings)."""
        answer = self.respond(policy, case, "validate", request)
        details = answer.get("status", {}).get("details", {}) or {}
        denied = {(c["reason"], c["field"]) for c in details.get("causes", [])}
        return answer["allowed"], denied, self.warned(answer.get("warnings", []))

    @staticmethod
    def warned(texts):
        out = set()
        for text in texts:
            rule, _, rest = text.partition(": ")
            rest = MARKS.sub("", rest, count=1)
            places = []
            pattern = SHORT if contract.on("D42") else LONG
            while found := pattern.match(rest):
                places.append(found.group())
                rest = rest[found.end():]
                if not rest.startswith(", "):
                    break
                rest = rest[2:]
            out |= {(rule, p if contract.on("D42") else short(p)) for p in places}
        return out

    def lint(self, folder):
        """(names of errors and warnings, names of notes)."""
        made = folder / "policy.py"
        if made.exists():
            text = subprocess.run([sys.executable, made], text=True, capture_output=True, check=True).stdout
            done = self.run("lint", "-o", "json", "-", input=text)
        else:
            done = self.run("lint", "-o", "json", policy_of(folder).name, cwd=folder)
        loud, notes = set(), set()
        for line in done.stdout.splitlines():
            found = json.loads(line)
            if "severity" in found:
                (notes if found["severity"] == "note" else loud).add(found["name"])
        return loud, notes

    def check(self, folder, case):
        """(exit code, counts)."""
        done = self.run("check", "--policy", policy_of(folder).name, "--date",
                        case.get("date", DATE), *case["check"]["args"], cwd=folder)
        said = done.stdout + done.stderr
        counts = {name: int(found.group(1)) for name, pattern in COUNTS.items()
                  if (found := re.search(pattern, said))}
        return done.returncode, counts


class Reference:
    """The cases judged by the reference."""

    def __init__(self):
        contract.DONE = contract.ALL
        import reference
        from reference_policy import Policy
        self.reference, self.policy = reference, functools.cache(Policy)

    @staticmethod
    def facts(case, request):
        return {"name": "", **request, "user": request["userInfo"]["username"],
                "date": str(case.get("date", DATE))}

    def mutate(self, policy, case, request):
        return self.reference.mutate(self.policy(policy), self.facts(case, request))

    def validate(self, policy, case, request):
        facts = self.facts(case, request)
        allowed, judged, _ = self.reference.validate(self.policy(policy), facts)
        quiet = self.reference.previewed(self.policy(policy), facts)
        denied = {(j.rule, j.field) for j in judged if j.outcome == "denied" and not quiet}
        loud = ("warned", "ratcheted", "noted") + (("denied",) if quiet else ())
        return allowed, denied, {(j.rule, short(j.field)) for j in judged if j.outcome in loud}


def changes(before, after):
    """What a patch changes: annotation key or pointer below /spec -> new value."""
    out, old = {}, before["metadata"].get("annotations") or {}
    new = after["metadata"].get("annotations") or {}
    out.update({k: v for k, v in new.items() if old.get(k) != v})
    out.update({k: None for k in old if k not in new})
    one, other = before.get("spec") or {}, after.get("spec") or {}
    out.update({f"/spec/{k}": v for k, v in other.items() if one.get(k) != v})
    out.update({f"/spec/{k}": None for k in one if k not in other})
    return out


def differs(name, expected, got):
    return [] if expected == got else [f"{name}: expected {expected}, got {got}"]


def pairs(rules):
    return {(rule, place) for rule, place in rules}


def judge_object(judge, policy, case, expected, request):
    """What is wrong with the judgement of one object."""
    out, stage = [], expected.get("stage", case.get("stage", "both"))
    if stage != "validate":
        item = judge.mutate(policy, case, request)
        changed = changes(request["object"], item)
        if "patch" in expected:
            out += differs("patch", expected["patch"], changed)
        for key, value in expected.get("patch_has", {}).items():
            out += differs(f"patch of {key}", value, changed.get(key, "nothing"))
        request = {**request, "object": item}
        again = judge.mutate(policy, case, request)
        out += differs("a second mutation", {}, changes(item, again))
    if stage == "mutate":
        return out
    allowed, denied, warned = judge.validate(policy, case, request)
    out += differs("verdict", expected["expect"], "allow" if allowed else "deny")
    out += differs("rules", sorted(pairs(expected.get("rules", []))), sorted(denied))
    if "warned" in expected:
        said = {(rule, short(place)) for rule, place in expected["warned"]}
        out += differs("warned", sorted(said), sorted(warned))
    return out


def judge_case(judge, folder, case):
    """What is wrong with one case."""
    out = []
    if "lint" in case and isinstance(judge, Program):
        loud, notes = judge.lint(folder)
        expected = set(case["lint"])
        out += differs("lint", sorted(expected - notes), sorted(loud))
    if "check" in case and isinstance(judge, Program):
        code, counts = judge.check(folder, case)
        out += differs("exit code", case["check"]["exit"], code)
        for name, count in case["check"].get("counts", {}).items():
            out += differs(name, count, counts.get(name, 0))
    if "expect" in case or "each" in case or case.get("stage") == "mutate":
        for name, request in requests_of(folder, case):
            expected = case["each"][name] if "each" in case else case
            wrong = judge_object(judge, policy_of(folder), case, expected, request)
            out += [f"{name}: {w}" if name else w for w in wrong]
    return out


def arguments():
    """(the options, the judge that they choose)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?")
    parser.add_argument("--reference", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true", help="judge the skipped ones too")
    options = parser.parse_args()
    return options, (Reference() if options.reference
                     else Program(Path(options.program).resolve()))


def main():
    options, judge = arguments()
    if options.all:
        contract.DONE = contract.ALL
    passed = failed = skipped = 0
    for path in sorted(HERE.glob("*/case.yaml")):
        if options.only not in path.parent.name:
            continue
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not contract.on(*case["D"]):
            skipped += 1
            continue
        try:
            wrong = judge_case(judge, path.parent, case)
        except AssertionError as failure:
            wrong = [str(failure)]
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for text in wrong:
            print(f"{path.parent.name}: {text}")
    if skipped:
        print(f"{skipped} cases of changes that are not done yet were skipped")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
