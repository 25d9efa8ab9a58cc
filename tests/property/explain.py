#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""explain permits a name if and only if `check` of the probe object breaks no reach rule.

explain.py PROGRAM [POLICIES] [SEED]: writes random policies, asks about names and namespaces
near to them, and compares each class with the result of check for an Ingress with that class
and host.  check adds what explain announces.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import reach_pairs

DATE = "2026-11-29"
REACH = {
    "tenant-known", "class-present", "class-agrees", "class-permitted", "host-present",
    "host-valid", "host-permitted", "host-in-class", "host-wildcard",
}
NAMESPACES = ["a", "foo", "a-b", "web-1", "my-web", "a-x", "x-b", "pr-17", "x1", "w7b", "zzz"]
NAMES = 20
STRANGE = ["a_b.org", "A.ORG", "a.org.", "*.*.org", "10.0.0.1", "org"]


def name(chance):
    if chance.random() < 0.1:
        return chance.choice(STRANGE)
    front = [chance.choice([*reach_pairs.LABELS, *NAMESPACES]) for _ in range(chance.randrange(3))]
    text = ".".join([*front, reach_pairs.domain(chance)])
    return "*." + text if chance.random() < 0.2 else text


def classes_of(lines):
    """Name -> profile."""
    found = {}
    last = None
    for line in lines[lines.index("classes:") + 1 :]:
        if not line.startswith(" "):
            break
        if line.startswith("  ") and not line.startswith("    "):
            last = line.strip(" :")
        elif line.startswith("    profile: "):
            found[last] = line.split(": ")[1]
    return found


def probe(namespace, profile, cls, host):
    spec = {
        "rules": [{
            "host": host,
            "http": {"paths": [{
                "path": "/", "pathType": "Prefix",
                "backend": {"service": {"name": "probe", "port": {"number": 80}}},
            }]},
        }],
    }
    metadata = {"namespace": namespace}
    if profile == "gce":  # the controller reads the annotation only
        metadata["annotations"] = {"kubernetes.io/ingress.class": cls}
    else:
        spec["ingressClassName"] = cls
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


def run(program, *words):
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def compare(folder, program, namespace, names, profiles):
    """The differences, as texts."""
    policy = str(folder / "policy.yaml")
    manifest = folder / "probes.json"
    items = [probe(namespace, profiles[cls], cls, host) for host in names for cls in profiles]
    manifest.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    code, said = run(program, "explain", "--policy", policy, "--date", DATE, "-n", namespace,
                     "-o", "json", *[one + "." if one.endswith((".yaml", ".json")) else one for one in names])
    _, checked = run(program, "check", "--policy", policy, "--date", DATE, "-o", "json", str(manifest))
    assert len(said) == len(names) and len(checked) == len(items)
    if (code == 0) != all(one["allowed"] for one in said):
        yield f"exit code {code}"
    for host, one in zip(names, said, strict=True):
        if one["allowed"] != any(cls["allowed"] for cls in one["classes"]):
            yield f"{host}: allowed is not what the classes say"
        for cls in one["classes"]:
            verdict = checked.pop(0)
            broken = {found["rule"] for found in verdict["violations"]} & REACH
            denied = {found["rule"] for found in cls["reasons"] if found["outcome"] == "denied"}
            if cls["allowed"] != (not broken) or broken != denied:
                yield f"{namespace} {host} {cls['class']}: explain {denied}, check {broken}"
            adds = {one["key"]: one["value"] for one in cls.get("adds", []) if one["value"] is not None}
            added = dict(verdict["added"])
            if "addedClass" in verdict and "/spec/ingressClassName" in adds:
                added["/spec/ingressClassName"] = verdict["addedClass"]
            if cls["allowed"] and adds != added:
                yield f"{namespace} {host} {cls['class']}: explain adds {adds}, check {added}"


def main():
    program = sys.argv[1]
    policies = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    failed = yes = asked = 0
    for seed in range(first, first + policies):
        chance = random.Random(seed)
        lines = reach_pairs.policy(chance)
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            (folder / "policy.yaml").write_text("\n".join(lines) + "\n")
            for namespace in chance.sample(NAMESPACES, 5):
                names = [name(chance) for _ in range(NAMES)]
                asked += 1
                for text in compare(folder, program, namespace, names, classes_of(lines)):
                    print(f"seed {seed}: {text}")
                    failed += 1
                yes += subprocess.run(
                    [program, "explain", "--policy", folder / "policy.yaml", "--date", DATE,
                     "-n", namespace, names[0].lower() + "."],
                    capture_output=True, check=False,
                ).returncode == 0
    print(f"{asked} namespaces, {failed} differences, {yes} first names reached")
    return 1 if failed or yes == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
