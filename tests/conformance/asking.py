# SPDX-License-Identifier: Apache-2.0
"""Texts to tests/conformance/answers, and its answers; and a tally of rows."""
import json
import subprocess


def ask(program, subject, texts):
    """One answer a text."""
    sent = b"".join(b"%d\n%s" % (len(t), t) for t in texts)
    done = subprocess.run([program, subject], input=sent, capture_output=True, check=False)
    assert done.returncode == 0, (subject, done.returncode, done.stderr.decode()[-2000:])
    # A text may hold a line separator of Unicode: only line feeds end an answer.
    return [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]


def recorded(path):
    """name -> (verdict, why): lines of a name, a verdict and a sentence."""
    out = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, verdict, why = (line.split(maxsplit=2) + [""])[:3]
            assert name not in out, f"{path.name}: {name} stands twice"
            out[name] = (verdict, why)
    return out


class Tally:
    """Counts, and says what differs."""

    def __init__(self, suite):
        self.suite, self.passed, self.failed = suite, 0, 0
        self.kinds = {}

    def row(self, holds, kind, name, detail):
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if holds:
            self.passed += 1
            return
        self.failed += 1
        print(f"{self.suite}: {name}: {detail}")

    def say(self):
        kinds = ", ".join(f"{n} {kind}" for kind, n in self.kinds.items())
        print(f"{self.suite}: {self.passed} as they should, {self.failed} not ({kinds})")
