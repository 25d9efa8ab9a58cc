#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A thousand bad clients of each kind beside a good one, measured: long.py PROGRAM

For each kind: no review of the good client fails; its p99 is below twice the value without
attack (or 10 ms; beside 600 large bodies 250 ms); the bad clients are gone within 10 s after
their deadline; and the server never uses more than 64 MiB.  Then the scanners run.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "live")]

import attackers  # noqa: E402
import harness  # noqa: E402  (of tests/server/live)
import reviews  # noqa: E402
import scanners  # noqa: E402

NUMBER = 1000
FEW = {"no-reading": 20}  # each client has ten thousand requests, as far as it gets
DEADLINE_S = 10  # the default of --request-timeout
LATEST_S = 10  # after the deadline
OPENING_S = 10  # a thousand handshakes take a while
MEMORY_MIB = 64
FLOOR_MS = 10.0
BURST_MS = 250  # 600 handshakes at once take 150 ms of a core
QUIET_S = 15
BODIES, BODY_BYTES = 600, 7 << 20

URL = "https://127.0.0.1:%d/validate"
SLOW = {
    "slow headers": ("-H", "-i", "3", "-x", "24"),
    "slow bodies": ("-B", "-i", "3", "-x", "10", "-s", "8192", "-f", "application/json"),
    "slow reading": ("-X", "-w", "1", "-y", "16", "-n", "5", "-z", "1", "-k", "3"),
    "ranges": ("-R", "-a", "1", "-b", "3000"),
}


def pinned(core, command):
    return ["taskset", "-c", str(core), *command] if os.cpu_count() > 1 else list(command)


def python(name, *args):
    return pinned(1, ["/usr/bin/python3", os.path.join(HERE, name), *map(str, args)])


class Good:
    """The good client in a process of its own."""

    def __init__(self, port):
        self.process = subprocess.Popen(python("good_client.py", port), text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def report(self):
        return json.loads(self.process.communicate("", timeout=120)[0])


class Trial:
    def __init__(self, server):
        self.server = server
        self.passed = self.failed = 0
        self.quiet_ms = 0.0

    def check(self, is_good, sentence):
        self.passed += is_good
        self.failed += not is_good
        if not is_good:
            print("  FAILED: " + sentence)

    def peak_mib(self):
        """The maximum since the last call."""
        folder = "/proc/%d/" % self.server.process.pid
        with open(folder + "status", encoding="ascii") as file:
            kib = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
        with open(folder + "clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        return kib / 1024

    def quiet(self):
        good = Good(self.server.port)
        time.sleep(QUIET_S)
        report = good.report()
        self.quiet_ms = max(self.quiet_ms, report["p99"])
        self.show("quiet", report, "", self.peak_mib())
        self.check(report["failed"] == 0, "quiet: %s" % report["errors"])

    @staticmethod
    def show(name, report, note, peak_mib):
        print("%-14s %5d reviews %2d failed %2d again  p50 %6.2f p99 %7.2f max %8.2f ms  "
              "%5.1f MiB  %s" % (name, report["n"], report["failed"], report["again"],
                                 report["p50"], report["p99"], report["max"], peak_mib, note),
              flush=True)

    def beside(self, name, attack, floor_ms=FLOOR_MS):
        """attack() returns (note, whether it is good, sentence)."""
        good = Good(self.server.port)
        time.sleep(1)
        note, is_good, sentence = attack()
        report = good.report()
        peak_mib = self.peak_mib()
        self.show(name, report, note, peak_mib)
        limit_ms = max(2 * self.quiet_ms, floor_ms)
        self.check(is_good, "%s: %s" % (name, sentence))
        self.check(report["failed"] == 0, "%s: the good client: %s" % (name, report["errors"]))
        self.check(report["p99"] < limit_ms,
                   "%s: p99 %.2f ms, at most %.2f" % (name, report["p99"], limit_ms))
        self.check(peak_mib < MEMORY_MIB, "%s: %.1f MiB" % (name, peak_mib))

    def crowd(self, kind):
        def attack():
            limit_s = DEADLINE_S + LATEST_S
            done = subprocess.run(
                python("attackers.py", kind, self.server.port,
                       FEW.get(kind, NUMBER), limit_s + OPENING_S),
                capture_output=True, text=True, check=True)
            report = json.loads(done.stdout)
            return ("%(gone)d gone, %(left)d left, the oldest after %(oldest_s).1f s" % report,
                    report["left"] == 0 and report["oldest_s"] < limit_s,
                    "they are still there")
        self.beside(kind, attack)

    def left(self):
        return self.server.metric("ingress_warden_connections")

    def slow(self, name):
        def attack():
            limit_s = OPENING_S + DEADLINE_S + LATEST_S
            begin = time.monotonic()
            tool = subprocess.Popen(
                pinned(1, ["nice", "-n", "5", "slowhttptest", *SLOW[name], "-c", str(NUMBER), "-r", "300", "-l",
                           str(limit_s), "-p", "10", "-v", "0", "-t",
                           "GET" if name == "ranges" else "POST", "-u",
                           URL % self.server.port]),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            most = 0
            while tool.poll() is None and (time.monotonic() - begin < OPENING_S or
                                           self.left() > 1):
                most = max(most, self.left())
                time.sleep(0.25)
            took = time.monotonic() - begin
            left = self.left()
            tool.terminate()
            tool.wait()
            return ("at most %d there, gone after %.1f s" % (most, took), left <= 1,
                    "%d are still there" % left)
        self.beside(name, attack)

    def bodies(self):
        """A body that is sent too slowly while others wait for room: the connection is closed."""
        def attack():
            done = subprocess.run(
                python("big_bodies.py", self.server.port, BODIES, BODY_BYTES),
                capture_output=True, text=True, check=True)
            report = json.loads(done.stdout)
            answers = report["answers"]
            return ("%s, a refusal after at most %.1f s" % (answers, report["refused_s"]),
                    set(answers) <= {"200", "503", "closed"} and "200" in answers and
                    report["refused_s"] < LATEST_S, "not the answers there should be")
        self.beside("600 of 7 MiB", attack, BURST_MS)

    def scan(self, name, scanner, folder):
        n, found = scanner(self.server.port, folder)
        print("%-14s %d findings, %d not accepted" % (name, n, len(found)), flush=True)
        self.check(n > 0, "%s found nothing at all" % name)
        for finding in found:
            self.check(False, "%s: %s: %s" % (name, *finding))


def raise_limits():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main():
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:]
    raise_limits()
    with tempfile.TemporaryDirectory(prefix="ingress-warden-hostile-") as folder:
        certs = harness.Certs(folder)
        policy = os.path.join(folder, "policy.yaml")
        harness.write(policy, reviews.POLICY)
        server = harness.Server(policy, *certs.pair("tls"), "--log-level", "error",
                                "--threads", "1", under=pinned(0, []))
        trial = Trial(server)
        steps = [(kind, lambda kind=kind: trial.crowd(kind)) for kind in attackers.KINDS]
        steps += [(name, lambda name=name: trial.slow(name)) for name in SLOW]
        steps += [("bodies", trial.bodies),
                  ("sslscan", lambda: trial.scan("sslscan", scanners.sslscan, folder)),
                  ("testssl", lambda: trial.scan("testssl", scanners.testssl, folder))]
        trial.quiet()
        for name, step in steps:
            if not wanted or name in wanted:
                step()
        trial.check(server.stop() == 0, "the server's end")
    print("%d passed, %d failed" % (trial.passed, trial.failed))
    sys.exit(1 if trial.failed else 0)


if __name__ == "__main__":
    main()
