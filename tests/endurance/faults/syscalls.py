#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Let system calls fail, by strace: syscalls.py PROGRAM [--all] [WORD...]

The table is calls.py; without --all only its rows with `sample` run.  WORD: part of an
injection, such as openat or EIO.
"""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "server/live")]

import allocations  # noqa: E402
import calls  # noqa: E402
import commands  # noqa: E402
import inject  # noqa: E402
import reviews  # noqa: E402
import served  # noqa: E402

SKIPPED = 77  # as meson sets it
WAIT_S = 60
GONE = -signal.SIGABRT

MANIFEST = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: internal
  rules: [{host: shop.exmaple.com}]
"""


def strace(log, path, injection):
    """The beginning of a command line."""
    call = injection.split(":")[0]
    words = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={call}",
             "-e", f"inject={injection}", "-e", "signal=none"]
    return words + (["-P", path] if path else [])


def may_trace():
    try:
        return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"],
                              capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


class Bench:
    """A folder with all files, and the program."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.environment = {**os.environ, "LC_ALL": "C",
                            # The leak detector does not work under strace.
                            "ASAN_OPTIONS": "detect_leaks=0:exitcode=99",
                            "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99"}
        self.log = folder / "strace.log"
        self.normal = {}

    def words(self, command):
        policy = ["--policy", str(self.folder / "policy.yaml"), "--date", "2026-11-22"]
        return {
            "review": ["review", *policy, "--stage", "validate",
                       str(self.folder / "denied.json")],
            "lint": ["lint", str(self.folder / "policy.yaml")],
            "check": ["check", *policy, str(self.folder / "web.yaml")],
            "check json": ["check", *policy, "-o", "json", str(self.folder / "web.yaml")],
            "certs make": ["certs", "make", "--dir", "made", "--dns", "localhost"],
            "certs check": ["certs", "check", "--cert", str(self.folder / "tls.crt"),
                            "--key", str(self.folder / "tls.key")],
            "certs bundle": ["certs", "bundle", str(self.folder / "ca.crt")],
            "probe": ["probe", "--url", "https://127.0.0.1:1", "--ca",
                      str(self.folder / "ca.crt")],
        }[command]

    def place(self, path):
        if path == "made":
            return str(self.folder / "work" / "made")
        return path.replace("%", str(self.folder))

    def run(self, command, before=()):
        work = self.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        with open(self.folder / "stdout", "w+") as out:
            done = subprocess.run([*before, self.program, *self.words(command)], cwd=work,
                                  env=self.environment, stdin=subprocess.DEVNULL, stdout=out,
                                  stderr=subprocess.PIPE, timeout=WAIT_S, check=False)
            out.seek(0)
            return done.returncode, out.read(), done.stderr.decode(errors="replace")

    def hits(self):
        return "(INJECTED)" in self.log.read_text(errors="replace")


def command_fault(bench, row):
    """What is wrong, or None."""
    if row.command not in bench.normal:
        bench.normal[row.command] = bench.run(row.command)
    normal_code, normal_out, _ = bench.normal[row.command]
    try:
        code, out, err = bench.run(
            row.command, strace(bench.log, bench.place(row.path), row.inject))
    except subprocess.TimeoutExpired:
        return "hangs"
    half = commands.half_made(bench.folder / "work")
    if half:
        return f"leaves {half}, which is incomplete"
    if commands.says_yes(out):
        return "allows what must be refused"
    if not isinstance(row.exits, str):
        if code not in row.exits:
            return f"ends with {code}: {err}"
        return None if row.says in err + out else f"does not say {row.says}: {err}"
    if code == normal_code and code != 2:
        same = row.command == "certs make" or out == normal_out
        return None if same else "succeeds with another output"
    if code == 2 and "2" in row.exits:
        return None if err.strip() else "fails without a message"
    if "gone" in row.exits and (inject.ended_for_memory(code, err) or code == 127 or
                                code == GONE and "ingress-warden: out of" in err):
        return None
    return f"ends with {code}: {err}"


def start_result(server):
    """How a start ended: "serving", "503", "gone" or the exit code; and what is wrong."""
    try:
        server.serving()
    except served.Ended:
        code = server.end()
        gone = code == GONE and "ingress-warden: out of" in server.text
        return "gone" if gone else code, None
    except TimeoutError:
        server.process.kill()
        server.end()
        return "hangs", None
    status, _ = server.post("validate", served.DENIED)
    fault = served.wrong_answers(server)
    right = "503" if status == 503 else "serving"
    if fault is None and right == "serving" and not served.is_right(server):
        fault = "serves, but does not answer correctly"
    code = server.end()
    return right, fault or (None if code == 0 else f"ends with {code}")


def start_fault(bench, row):
    server = served.Server(bench.program, bench.folder, bench.environment, "--sandbox", "off",
                           under=["setsid", *strace(bench.log, bench.place(row.path), row.inject)])
    server.signals_group = True
    result, fault = start_result(server)
    wanted = {row.exits} if isinstance(row.exits, str) else row.exits
    if fault or result not in wanted:
        return f"{fault or result}, wanted {wanted}:\n{server.text[-1500:]}"
    return None if row.says in server.text else f"does not say {row.says}:\n{server.text}"


LARGE = reviews.review(host="shop.exmaple.com") + " " * (6 << 20)


def do_large(server):
    return ("allows what must be refused" if served.answer_of(server, "validate", LARGE)
            not in (False, None) else None)


def do_both(server):
    fault = served.do_reload(server)
    return fault or served.wrong_answers(server)


ASK = {"reviews": served.do_reviews, "reload": do_both, "large": do_large}


class Attached:
    """strace, attached to a running process."""

    def __init__(self, bench, pid, injection):
        bench.log.write_text("")
        words = strace(bench.log, "", injection)
        self.process = subprocess.Popen([*words, "-p", str(pid)], stderr=subprocess.PIPE)
        # It is attached once it traces every thread.
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until and self.process.poll() is None:
            if all(self.traced(pid)):
                break
            time.sleep(0.005)

    @staticmethod
    def traced(pid):
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
            yield "TracerPid:\t0\n" not in task.read_text()

    def end(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()


class Running:
    """One server for many rows, as long as it lives."""

    def __init__(self, bench):
        self.bench = bench
        self.server = None

    def fresh(self):
        if self.server is None or self.server.process.poll() is not None:
            self.server = served.Server(self.bench.program, self.bench.folder,
                                        self.bench.environment, "--sandbox", "off")
            self.server.patience_s = 5
            self.server.serving()
        return self.server

    def fault(self, row):
        server = self.fresh()
        since = len(server.text)
        attached = Attached(self.bench, server.process.pid, row.inject)
        try:
            fault = ASK[row.do](server)
        except TimeoutError:
            fault = None  # no answer while the call fails
        attached.end()
        if fault:
            return fault
        if self.recovers():
            return None
        code = server.process.poll()
        if code is None:
            server.process.kill()
            return "does not recover:\n" + server.text[since:][-1500:]
        server.reader.join(WAIT_S)
        if row.may_end and inject.ended_for_memory(code, server.text):
            return None
        return f"ends with {code}:\n{server.text[since:][-1500:]}"

    def recovers(self):
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until and self.server.process.poll() is None:
            try:
                if served.is_right(self.server):
                    return True
            except TimeoutError:
                pass
        return False

    def end(self):
        if self.server is None or self.server.process.poll() is not None:
            return None
        code = self.server.end()
        return None if code == 0 else f"ends with {code}:\n{self.server.text[-1500:]}"


class Count:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, what, fault):
        self.passed += not fault
        self.failed += bool(fault)
        if fault:
            print(f"{what}: {fault}", flush=True)


# AddressSanitizer has its own allocator, and its own last words.
NOT_SANITIZED = ("mmap:", "brk:", "mprotect:", "madvise:", "munmap:", "prlimit64:")


def wanted(rows, options):
    if inject.is_sanitized(options.program):
        rows = [row for row in rows if not row.inject.startswith(NOT_SANITIZED)]
    return [row for row in rows if (options.all or row.sample) and
            (not options.words or any(word in str(row) for word in options.words))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    if not may_trace():
        print("skipped: strace is not there, or may not trace here")
        return SKIPPED
    count = Count()
    with tempfile.TemporaryDirectory(prefix="ingress-warden-calls-") as folder:
        folder = pathlib.Path(folder)
        allocations.fill(folder)
        (folder / "web.yaml").write_text(MANIFEST)
        bench = Bench(str(pathlib.Path(options.program).resolve()), folder)
        for row in wanted(calls.commands(), options):
            count.add(f"{row.command}, {row.path} {row.inject} ({row.why})",
                      command_fault(bench, row))
        for row in wanted(calls.starts(), options):
            count.add(f"serve, start, {row.path} {row.inject} ({row.why})",
                      start_fault(bench, row))
        runs = Running(bench)
        for row in wanted(calls.running(), options):
            count.add(f"serve, {row.do}, {row.inject} ({row.why})", runs.fault(row))
        count.add("serve, the end", runs.end())
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
