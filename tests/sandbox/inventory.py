#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The system calls of the server: inventory.py PROGRAM ROOT, or inventory.py --write ROOT

Runs the server under strace, makes it do everything that a server does, and checks that each
call after the start of the sandbox is in src/sys/sandbox/seccomp.def.  docs/syscalls.md is
generated from that table; --write writes it.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "server/live"), str(HERE.parent / "tools")]

from claims import Claims  # noqa: E402

CALL = re.compile(r'^CALL\((\w+),\s*(\w+),\s*(\w+)(?:\((.*?)\))?,\s*"((?:[^"\\]|\\.)*)"\)',
                  re.MULTILINE | re.DOTALL)
ENTERED = re.compile(r"seccomp\(SECCOMP_SET_MODE_FILTER, .*\{len=")

HEAD = """# System calls

After its ports are open, the server can make only these calls; any other call ends it
(`SIGSYS`). The filter is built from the same table, `src/sys/sandbox/seccomp.def`;
`tests/sandbox/inventory.py --write .` writes this file, and a test compares both and runs the
server under strace. The table includes calls that only other C libraries and machines make.

## While it serves
"""

START = """
## Until all threads run

The server gives these up once all threads run.
"""


class Row:
    def __init__(self, name, when, condition, arguments, why):
        self.name, self.when, self.why = name, when, why
        meaning = re.search(r'"(.*)"', arguments or "")
        self.only = {"ANY": "", "ANSWERED": f"answered with `{arguments}`"}.get(
            condition, "only: " + meaning[1] if meaning else "")


def table(root):
    text = (root / "src/sys/sandbox/seccomp.def").read_text()
    text = text[:text.index("#ifdef SANDBOX_INSTRUMENTED")]
    return [Row(*match) for match in CALL.findall(text)]


def instrumented(root):
    text = (root / "src/sys/sandbox/seccomp.def").read_text()
    text = text[text.index("#ifdef SANDBOX_INSTRUMENTED"):]
    return {match[0] for match in CALL.findall(text)}


def document(rows):
    text = HEAD
    for heading, when in (("", "SERVING"), (START, "AT_START")):
        text += heading + "\n| call | only | for |\n| --- | --- | --- |\n"
        text += "".join(f"| `{row.name}` | {row.only.removeprefix('only: ')} | {row.why} |\n"
                        for row in rows if row.when == when)
    return text


def can_trace():
    if not shutil.which("strace"):
        return False
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True,
                          check=False)
    return done.returncode == 0


def live_a_life(program, folder):
    """Reviews, metrics, reloads, a bad file, the end; returns the lines of strace."""
    import harness
    import reviews

    harness.PROGRAM = program
    scratch = harness.scratch()
    policy = os.path.join(folder, "policy.yaml")
    trace = os.path.join(folder, "trace")
    harness.write(policy, reviews.POLICY)
    os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
    # -D: the child is the program, not strace.
    server = harness.Server(policy, scratch.cert, scratch.key, under=(
        shutil.which("strace"), "-D", "-f", "-qq", "-o", trace))
    for path in ("/validate", "/mutate"):
        assert server.post(path, reviews.review()).status == 200
    assert server.ops("/metrics").status == 200
    since = server.mark()
    harness.put(policy, reviews.POLICY + "# changed\n")
    server.wait_log(lambda line: line["msg"] == "policy in force", since=since)
    since = server.mark()
    harness.write(policy, "no: [policy")
    server.wait_log(lambda line: line["level"] == "error", since=since)
    assert server.stop() == 0
    return pathlib.Path(trace).read_text(errors="replace").splitlines()


def seen_inside(lines):
    first = next(i for i, line in enumerate(lines) if ENTERED.search(line))
    found = (re.match(r"\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed)", line)
             for line in lines[first:])
    return {match[1] for match in found if match}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    root = pathlib.Path(sys.argv[2]).resolve()
    rows = table(root)
    page = root / "docs/syscalls.md"
    if sys.argv[1] == "--write":
        page.write_text(document(rows))
        return
    import tempfile

    claims = Claims()
    claims.claim(page.read_text() == document(rows),
                 "docs/syscalls.md is not what seccomp.def says: inventory.py --write")
    claims.claim(len(rows) > 30, f"only {len(rows)} rows were understood")
    if can_trace():
        with tempfile.TemporaryDirectory(prefix="ingress-warden-fences-") as folder:
            seen = seen_inside(live_a_life(os.path.abspath(sys.argv[1]), folder))
        known = {row.name for row in rows} | instrumented(root)
        claims.claim(seen <= known, f"not in the table: {sorted(seen - known)}")
        for name in ("accept4", "openat", "sendmsg", "futex"):
            claims.claim(name in seen, f"{name} was not seen: what was traced?")
        print(f"{len(seen)} calls were seen: {' '.join(sorted(seen))}")
    else:
        print("skipped: strace cannot be used here")
    claims.end()


if __name__ == "__main__":
    main()
