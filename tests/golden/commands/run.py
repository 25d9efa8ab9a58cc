#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Run every case of this folder: run.py PROGRAM [--bless] [CASE...]

A case is a folder with `cmd`, a shell script in which `ingress-warden` is the program.
It runs in its folder; $SCRATCH is an empty folder, $POLICIES holds the policies.
What it says is compared with the files `stdout`, `stderr` and `exit` (no file: nothing,
and exit code 0); --bless writes them.  Where there is a `verify.py`, its check(text) looks
at what stands on stdout, blessed or not.
"""

import argparse
import difflib
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_S = 60


def environment(program, scratch):
    """Nothing from the caller that could change what is printed."""
    names = ("PATH", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    folder = scratch / "bin"
    folder.mkdir()
    (folder / "ingress-warden").symlink_to(program)
    (scratch / "work").mkdir()
    kept["PATH"] = f"{folder}:{kept.get('PATH', '/usr/bin:/bin')}"
    kept["SCRATCH"] = str(scratch / "work")
    kept["POLICIES"] = "../policies"
    kept["LC_ALL"] = "C"
    return kept


def run(case, program):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        done = subprocess.run(
            ["sh", "-u", "./cmd"],
            cwd=case,
            env=environment(program, scratch),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    place = str(scratch / "work").encode()
    return {
        "stdout": done.stdout.replace(place, b"SCRATCH"),
        "stderr": done.stderr.replace(place, b"SCRATCH"),
        "exit": b"%d\n" % done.returncode,
    }


def wanted(case, name):
    path = case / name
    if path.exists():
        return path.read_bytes()
    return b"0\n" if name == "exit" else b""


def bless(case, got):
    for name, text in got.items():
        path = case / name
        if text == (b"0\n" if name == "exit" else b""):
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(text)


def differences(case, got):
    for name, text in got.items():
        want = wanted(case, name)
        if text == want:
            continue
        lines = difflib.unified_diff(
            want.decode(errors="backslashreplace").splitlines(),
            text.decode(errors="backslashreplace").splitlines(),
            f"{case.name}/{name}",
            f"{case.name}/{name} (now)",
            lineterm="",
        )
        yield "\n".join(lines) or f"{case.name}/{name}: differs in white space"


def verify(case, got):
    path = case / "verify.py"
    if not path.exists():
        return
    spec = importlib.util.spec_from_file_location(f"verify_{case.name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    try:
        module.check(got["stdout"].decode())
    except Exception as error:  # whatever it is, the case has failed
        yield f"{case.name}/verify.py: {type(error).__name__}: {error}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--bless", action="store_true")
    options = parser.parse_intermixed_args()
    found = sorted(path.parent for path in HERE.glob("*/cmd"))
    failed = passed = 0

    for case in found:
        if options.cases and case.name not in options.cases:
            continue
        got = run(case, options.program.resolve())
        if options.bless:
            bless(case, got)
        wrong = list(differences(case, got)) + list(verify(case, got))
        for text in wrong:
            print(text)
        failed += bool(wrong)
        passed += not wrong
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
