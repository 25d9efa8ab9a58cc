# SPDX-License-Identifier: Apache-2.0
"""property.py LAWS PROGRAM POLICY_FOLDER: check the properties over many more objects than
the tests.

The program and the reference judge REVIEWS reviews (60,000), half of them of other kinds than
Ingress, in parts with different seeds; OBJECTS objects (100,000) are checked by the laws.
SEED (1) is the first seed.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROPERTY = Path(__file__).parents[1] / "property"
MADE = 30  # policies that are made for each part


def counts(text):
    found = re.search(r"(\d+) passed, (\d+) failed\s*\Z", text)
    return (int(found[1]), int(found[2])) if found else (0, 1)


def run(command):
    """(passed, failed); failures are printed."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, check=False)
    passed, failed = counts(done.stdout)
    print(done.stdout, end="", flush=True)
    return passed, failed


def reviews(command, wanted, seed):
    passed = failed = 0
    while passed + failed < wanted:
        print(f"differential {' '.join(command[5:])} --seed {seed}: ", end="", flush=True)
        good, bad = run([*command, "--seed", str(seed), "--made", str(MADE)])
        passed, failed, seed = passed + good, failed + bad, seed + 1
    return passed, failed


def objects(laws, folder, wanted, seed):
    own = ["acme", "acme-lenient", "acme-strict", "annotated", "conformance", "delegation",
           "ranges"]
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.executable, str(PROPERTY / "matrix.py"), made], check=True)
        paths = [*sorted(Path(made).iterdir()), PROPERTY / "policies/records.yaml",
                 *(Path(folder) / f"{name}.yaml" for name in own)]
        print(f"laws --seed {seed}: ", end="", flush=True)
        return run([laws, "--seed", str(seed), "--rounds", str(wanted), *map(str, paths)])


def main():
    laws, program, folder = sys.argv[1:4]
    seed = int(os.environ.get("SEED", "1"))
    held = objects(laws, folder, int(os.environ.get("OBJECTS", "100000")), seed)
    half = int(os.environ.get("REVIEWS", "60000")) // 2
    command = [sys.executable, str(PROPERTY / "differential.py"), laws, program, folder]
    same, kinds = reviews(command, half, seed), reviews([*command, "--kinds"], half, seed)
    failed = held[1] + same[1] + kinds[1]
    print(f"{held[0] + same[0] + kinds[0]} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
