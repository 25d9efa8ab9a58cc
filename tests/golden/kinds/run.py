# SPDX-License-Identifier: Apache-2.0
"""run.py PROGRAM | --reference [--only TEXT] [--all]: the cases of the kinds.

The files of this folder that end in .yaml have the cases (see README.md).  They are
judged by the program, or by the reference in tests/property.  The program skips the cases
that `not-done` names.
"""
import importlib.util
import sys
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
PLURALS = {"Ingress": "ingresses", "IngressRouteTCP": "ingressroutetcps",
           "HTTPProxy": "httpproxies", "TCPIngress": "tcpingresses"}


def load(name):
    spec = importlib.util.spec_from_file_location("contract_run", HERE.parent / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = load("contract/run.py")
import policy_file  # noqa: E402  (of tests/property)


def merged(common, changes):
    """Maps key by key, everything else as a whole; `null` removes."""
    if not isinstance(common, dict) or not isinstance(changes, dict):
        return changes
    out = {k: v for k, v in common.items() if changes.get(k) != "null"}
    for key, value in changes.items():
        if value != "null":
            out[key] = merged(out.get(key, {} if isinstance(value, dict) else None), value)
    return out


def cases():
    """(case, its policy) of every file."""
    common = None
    for path in sorted(HERE.glob("*.yaml"), key=lambda p: p.name != "kinds.yaml"):
        content = path.read_text(encoding="utf-8")
        texts = yaml.load(content, yaml.BaseLoader)
        common = texts.get("policy", common)
        for case, text in zip(yaml.safe_load(content)["cases"], texts["cases"]):
            yield case, merged(common, text.get("policy", {}))


def request_of(case):
    item, old = case["object"], case.get("old")
    out = run.request_of({"namespace": "shop", **case}, item, old)
    kind = item["kind"]
    out["resource"]["resource"] = PLURALS.get(kind, kind.lower() + "s")
    return out


def judge_case(judge, folder, case, document):
    path = policy_file.write(folder / f"{case['name']}.yaml", document)
    try:
        return run.judge_object(judge, path, case, case, request_of(case))
    except AssertionError as failure:
        return [str(failure)]


def main():
    options, judge = run.arguments()
    left_out = set((HERE / "not-done").read_text(encoding="utf-8").split())
    found = list(cases())
    unknown = left_out - {case["name"] for case, _ in found}
    failed = len(unknown)
    for name in sorted(unknown):
        print(f"{name}: not-done names no such case")
    if options.reference or options.all:
        left_out = set()
    passed = skipped = 0
    with tempfile.TemporaryDirectory() as folder:
        for case, document in found:
            if options.only not in case["name"]:
                continue
            if case["name"] in left_out:
                skipped += 1
                continue
            wrong = judge_case(judge, Path(folder), case, document)
            passed, failed = passed + (not wrong), failed + bool(wrong)
            for text in wrong:
                print(f"{case['name']}: {text}")
    if skipped:
        print(f"{skipped} cases of kinds that are not done yet were skipped")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
