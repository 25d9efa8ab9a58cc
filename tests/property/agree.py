# SPDX-License-Identifier: Apache-2.0
"""agree.py LAWS PROGRAM POLICY_FOLDER: `check` and `review` give the same verdict.

Random objects are judged by `check -o json` and, as the API server would send them, by
`review` in both stages.  The patch is applied here, by an independent implementation.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from patches import patched

DATE = "2026-11-22"
ROUNDS = 150
PAIRS = [("acme", "shop"), ("acme-preview", "shop"), ("annotated", "shop"),
         ("conformance", "team-a"), ("ranges", "shop"), ("acme", "blue")]


def review(program, policy, stage, documents):
    """The response of every document, in order."""
    out = subprocess.run(
        [program, "review", "--policy", policy, "--stage", stage, "--date", DATE],
        input="\n".join(json.dumps(d) for d in documents), text=True,
        capture_output=True, check=True).stdout
    return [json.loads(line)["response"] for line in out.splitlines()]


def wrap(namespace, item):
    kind = {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"}
    return {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
            "request": {"uid": "u", "kind": kind, "requestKind": kind,
                        "resource": {"group": "networking.k8s.io", "version": "v1",
                                     "resource": "ingresses"},
                        "name": item["metadata"]["name"], "namespace": namespace,
                        "operation": "CREATE", "userInfo": {"username": "dev"},
                        "object": item, "oldObject": None, "dryRun": False,
                        "options": None}}


def by_review(program, policy, namespace, items):
    documents = [wrap(namespace, item) for item in items]
    for document, answer in zip(documents, review(program, policy, "mutate", documents)):
        request = document["request"]
        request["object"] = patched(request["object"], answer)
    return review(program, policy, "validate", documents), documents


def by_check(program, policy, namespace, folder, preview):
    command = [program, "check", "--policy", policy, "--namespace", namespace, "--user",
               "dev", "--date", DATE, "-o", "json", "--show-patched", str(folder)]
    out = subprocess.run(command + (["--as-is"] if preview else []), text=True,
                         capture_output=True, check=False)
    assert out.returncode in (0, 1), out.stderr
    judged = [json.loads(line) for line in out.stdout.splitlines()]
    return {Path(j["file"]).name: j for j in judged}


def causes(answer):
    found = answer.get("status", {}).get("details", {}).get("causes", [])
    return {(c["reason"], c["field"]) for c in found}


def compare(laws, program, folder, name, namespace, seed):
    policy = str(Path(folder) / f"{name}.yaml")
    with tempfile.TemporaryDirectory() as dump:
        subprocess.run([laws, "--seed", str(seed), "--rounds", str(ROUNDS), "--dump", dump,
                        policy], check=True, stdout=subprocess.DEVNULL)
        paths = sorted(Path(dump).iterdir())
        items = [json.loads(p.read_text()) for p in paths]
        answers, documents = by_review(program, policy, namespace, items)
        checked = by_check(program, policy, namespace, dump, name.endswith("preview"))
    failed = 0
    for path, answer, document in zip(paths, answers, documents):
        judged = checked[path.name]
        denied = {(v["rule"], v["field"]) for v in judged["violations"]}
        same = ((judged["verdict"] == "allowed") == answer["allowed"]
                and (answer["allowed"] or denied == causes(answer))
                and judged["patched"] == document["request"]["object"])
        if not same:
            failed += 1
            print(name, namespace, json.dumps(document), json.dumps(answer),
                  json.dumps(judged), sep="\n")
    return len(paths) - failed, failed


def main():
    passed = failed = 0
    for seed, (name, namespace) in enumerate(PAIRS):
        good, bad = compare(sys.argv[1], sys.argv[2], sys.argv[3], name, namespace,
                            1000 * seed)
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
