# SPDX-License-Identifier: Apache-2.0
"""desk: time and memory of the offline commands, each in its own process."""

import os
import subprocess
import sys
import time

import inputs

sys.path.insert(0, os.path.join(inputs.ROOT, "tests/browser"))
import dumps

DOCUMENTS = 54000
OBJECTS = 10000
POLICY = os.path.join(inputs.ROOT, "policies/example.yaml")
ALL_WRONG = 1  # every object has a host that its tenant may not use


def run(words, path):
    """Returns (seconds, peak MiB, MB written)."""
    with open(path, "wb") as out:
        began = time.monotonic()
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, words)
    return seconds, usage.ru_maxrss / 1024, os.path.getsize(path) / 1e6


def measure(folder, binary):
    """Returns title -> figure."""
    many = os.path.join(folder, "many.yaml")
    wrong = os.path.join(folder, "wrong.yaml")
    page = os.path.join(folder, "report.html")
    words = [binary, "report", "--policy", POLICY, "--date", "2026-11-29"]

    dumps.write(many, DOCUMENTS)
    dumps.write(wrong, OBJECTS, ALL_WRONG)
    seconds, peak, _ = run([*words, many], page)
    wrong_seconds, _, size = run([*words, wrong], page)
    return {
        "report on 54,000 documents, s": seconds,
        "report on 54,000 documents, MiB": peak,
        "report on 10,000 objects, s": wrong_seconds,
        "report on 10,000 objects, MB of the page": size,
    }
