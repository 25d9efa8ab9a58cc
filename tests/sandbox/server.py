#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The server inside its sandbox: server.py PROGRAM WITHOUT

The sandbox covers each thread; files can be replaced in all common ways; `required` does not
start if a part of the sandbox is missing.  WITHOUT runs a program as on a kernel that lacks a
part.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server/live"))

import harness
import reviews
from live_case import LiveCase

WITHOUT = None
NARROW = reviews.POLICY.replace("shop.example.com", "narrow.example.com")


def line_of(name):
    return lambda line: line["msg"].startswith(name)


landlock_abi = 0  # what the server itself detects


def has_landlock():
    return landlock_abi > 0


def counts_branches():
    """gcov writes into the build folder, so such a build can read all files."""
    return b"gcov" in pathlib.Path(harness.PROGRAM).read_bytes()


class Threads(LiveCase):
    def test_each_is_fenced(self):
        server = self.serve("--threads", "3")
        self.ask(server)
        tasks = list(pathlib.Path(f"/proc/{server.process.pid}/task").iterdir())
        self.assertGreaterEqual(len(tasks), 5)
        for task in tasks:
            status = dict(line.split(":\t", 1) for line in
                          (task / "status").read_text().splitlines() if ":\t" in line)
            self.assertEqual(status["Seccomp"], "2", task)
            self.assertEqual(status["Seccomp_filters"], "2", "the table, and the seal")
            self.assertEqual(status["NoNewPrivs"], "1", task)
            for which in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
                self.assertEqual(int(status[which], 16), 0, f"{task}: {which}")

    def test_off_is_off(self):
        server = self.serve("--sandbox=off")
        server.wait_log(line_of("sandbox off"))
        status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
        self.assertIn("Seccomp:\t0", status)
        self.assertIn("NoNewPrivs:\t0", status)

    def test_the_log_says_so(self):
        line = self.serve().wait_log(line_of("sandbox in force"))
        self.assertEqual(line["seccomp"], "on")
        if line["landlockAbi"] > 0:
            self.assertIn(self.folder, line["readable"])
            self.assertEqual("/" in line["readable"], counts_branches())

    def test_figures_of_the_process(self):
        """A thread reads /proc/self for /metrics, also after its cache was dropped."""
        server = self.serve()
        for _ in range(2):
            text = server.ops("/metrics").text
            for name in ("resident_memory_bytes", "open_fds", "start_time_seconds"):
                value = next(line.split()[1] for line in text.splitlines()
                             if line.startswith("process_" + name))
                self.assertGreater(float(value), 0, name)
            pathlib.Path(f"/proc/{server.process.pid}/status").read_text()


class Replaced(LiveCase):
    """Under --sandbox=required, or best-effort if the kernel has no Landlock."""

    def start(self, policy, **keywords):
        mode = "required" if has_landlock() else "best-effort"
        server = self.serve(f"--sandbox={mode}", policy=policy, **keywords)
        self.assertTrue(self.ask(server)["allowed"])
        return server

    def becomes_narrow(self, server, since):
        server.wait_log(line_of("policy in force"), since=since)
        self.assertFalse(self.ask(server)["allowed"])

    def folder_with(self, name, text=reviews.POLICY):
        os.makedirs(self.path(name))
        harness.write(self.path(name + "/policy.yaml"), text)

    def test_kubelet(self):
        self.folder_with("mount/..1")
        os.symlink("..1", self.path("mount/..data"))
        os.symlink("..data/policy.yaml", self.path("mount/policy.yaml"))
        server = self.start(self.path("mount/policy.yaml"))
        since = server.mark()
        self.folder_with("mount/..2", NARROW)
        os.symlink("..2", self.path("mount/..data_tmp"))
        os.rename(self.path("mount/..data_tmp"), self.path("mount/..data"))
        self.becomes_narrow(server, since)

    def test_folder_is_swapped(self):
        self.folder_with("releases/1")
        os.symlink("releases/1", self.path("now"))
        server = self.start(self.path("now/policy.yaml"))
        since = server.mark()
        self.folder_with("releases/2", NARROW)
        os.symlink("releases/2", self.path("next"))
        os.rename(self.path("next"), self.path("now"))
        os.kill(server.process.pid, signal.SIGHUP)
        self.becomes_narrow(server, since)

    def test_folder_is_made_anew(self):
        self.folder_with("policies")
        server = self.start(self.path("policies"))
        since = server.mark()
        os.rename(self.path("policies"), self.path("old"))
        self.folder_with("policies.new", NARROW)
        os.rename(self.path("policies.new"), self.path("policies"))
        self.becomes_narrow(server, since)

    def test_certificate_of_an_archive(self):
        """live/tls.crt -> ../archive/1.crt, as certbot does, then -> ../archive/2.crt."""
        certs = harness.Certs(self.folder, "rotation")
        os.makedirs(self.path("live"))
        os.makedirs(self.path("archive"))
        self.archive(certs, "1")
        server = self.start(self.policy(), cert=self.path("live/tls.crt"),
                            key=self.path("live/tls.key"))
        since = server.mark()
        self.archive(certs, "2")
        os.kill(server.process.pid, signal.SIGHUP)
        server.wait_log(line_of("certificate in force"), since=since)

    def archive(self, certs, name):
        for made, kind in zip(certs.pair(name), ("crt", "key")):
            os.rename(made, self.path(f"archive/{name}.{kind}"))
            os.symlink(f"../archive/{name}.{kind}", self.path("live/next"))
            os.rename(self.path("live/next"), self.path(f"live/tls.{kind}"))

    def test_out_of_reach(self):
        """The link leads to another folder than at the start: the old file stays in force."""
        if not has_landlock() or counts_branches():
            self.skipTest("files are not fenced")
        outside = tempfile.TemporaryDirectory(prefix="ingress-warden-fences-")
        self.addCleanup(outside.cleanup)
        harness.write(outside.name + "/policy.yaml", NARROW)
        self.folder_with("inside")
        server = self.start(self.path("inside/policy.yaml"))
        since = server.mark()
        os.symlink(outside.name + "/policy.yaml", self.path("inside/next"))
        os.rename(self.path("inside/next"), self.path("inside/policy.yaml"))
        line = server.wait_log(lambda line: "error" in line, since=since)
        self.assertIn("Permission denied", line["error"])
        self.assertTrue(self.ask(server)["allowed"])


class Parts(LiveCase):
    def refuses(self, part, sentence):
        done = subprocess.run(
            [WITHOUT, part, harness.PROGRAM, "serve", "--policy", self.policy(),
             "--tls-cert", self.scratch.cert, "--tls-key", self.scratch.key, "--listen",
             "127.0.0.1:0", "--ops-listen", "127.0.0.1:0", "--sandbox=required"],
            capture_output=True, text=True, timeout=harness.PATIENCE_S)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(sentence, done.stderr)

    def goes_on(self, part, sentence):
        server = self.serve(under=(WITHOUT, part))
        line = server.wait_log(line_of("sandbox in force, not all of it"))
        self.assertEqual(line["level"], "warn")
        self.assertTrue(any(sentence in text for text in line["missing"]), line)
        self.assertTrue(self.ask(server)["allowed"])
        return line

    def test_without_landlock(self):
        self.refuses("landlock", "no Landlock: Function not implemented")
        line = self.goes_on("landlock", "no Landlock")
        self.assertEqual((line["seccomp"], line["landlockAbi"]), ("on", 0))

    def test_without_seccomp(self):
        self.refuses("seccomp", "no seccomp: Function not implemented")
        self.assertEqual(self.goes_on("seccomp", "no seccomp")["seccomp"], "off")

    def test_a_mode_that_is_none(self):
        done = subprocess.run([harness.PROGRAM, "serve", "--sandbox=some"],
                              capture_output=True, text=True, timeout=harness.PATIENCE_S)
        self.assertEqual(done.returncode, 2)
        self.assertIn("best-effort", done.stderr)


class Landlock(LiveCase):
    def runTest(self):
        global landlock_abi
        line = self.serve().wait_log(line_of("sandbox in force"))
        landlock_abi = line["landlockAbi"]


def main():
    global WITHOUT
    if len(sys.argv) < 3:
        sys.exit("usage: server.py PROGRAM WITHOUT [TEST...]")
    harness.PROGRAM, WITHOUT = (os.path.abspath(path) for path in sys.argv[1:3])
    loader = unittest.TestLoader()
    names = sys.argv[3:] or ["Threads", "Replaced", "Parts"]
    runner = unittest.TextTestRunner(verbosity=2, stream=sys.stdout)
    result = runner.run(Landlock())
    if result.wasSuccessful():
        result = runner.run(loader.loadTestsFromNames(names, sys.modules[__name__]))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
