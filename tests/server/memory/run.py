#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""No policy makes the server exceed the memory limit of the manifests: run.py PROGRAM
[SHAPE...]

Each shape is loaded by a server without a policy, and by a server with a large policy in
force, which must stay.  If the machine has memory cgroups, the servers run in one with that
limit, and must survive there.
"""

import concurrent.futures
import contextlib
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "live")]

import group  # noqa: E402
import harness  # noqa: E402
import live_case  # noqa: E402
import shapes  # noqa: E402

LIMIT = 64 << 20
# The size of one ConfigMap; and a smaller size, with which reading gets further.
SIZES = (1 << 20, 420 << 10, 240 << 10)
SERVERS = 4  # servers at a time
CHOSEN = None


def peak(server):
    with open("/proc/%d/status" % server.process.pid) as file:
        return next(int(line.split()[1]) << 10 for line in file if line.startswith("VmHWM"))


def has_ended(line):
    return line["msg"] == "policy in force" or line["msg"].startswith("the policy does not load")


class PolicyMemory(live_case.LiveCase):
    # It may use nearly all of the limit.
    LARGE = shapes.filled(250 << 10, shapes.HEAD + shapes.CLASS + shapes.TENANT.replace("a.b]}\n", ""),
                          "d#.e,", "f.g]}\n")

    def setUp(self):
        super().setUp()
        try:
            group.Group(LIMIT).remove()
            self.has_groups = True
        except OSError as error:
            self.has_groups = False
            print("skipped: the memory cgroup, of which none can be made here (%s)" % error, file=sys.stderr)

    @contextlib.contextmanager
    def running(self, policy, **options):
        made = group.Group(LIMIT) if self.has_groups else None
        try:
            server = harness.Server(policy, self.scratch.cert, self.scratch.key, "--threads", "1", "--drain", "0",
                                    under=made.command() if made else (), **options)
            try:
                yield server
            finally:
                self.leave(server)
        finally:
            if made:
                made.remove()

    def check(self, server, what):
        self.assertIsNone(server.process.poll(), "killed by " + what)
        self.assertLess(peak(server), LIMIT, what)

    def put(self, policy, made):
        """A file, or all files of a folder at once."""
        if isinstance(made, str):
            harness.put(policy, made)
            return
        folder = tempfile.mkdtemp(dir=os.path.dirname(policy))
        for i, text in enumerate(made):
            harness.write(os.path.join(folder, "%05d.yaml" % i), text)
        link = folder + ".link"
        os.symlink(folder, link)
        os.rename(link, policy)

    def reload(self, server, policy, made):
        """The log line about the policy; the server notices the change by itself."""
        since = server.mark()
        self.put(policy, made)
        return server.wait_log(has_ended, since)

    def reloads(self, policy, large, table):
        """One server for all shapes: its peak memory."""
        self.put(policy, large)
        with self.running(policy) as server:
            for size in SIZES:
                for name, make in table:
                    line = self.reload(server, policy, make(size))
                    self.check(server, "%s of %d bytes" % (name, size))
                    self.assertEqual(server.ops("/readyz").status, 200, name)
                    if line["msg"] == "policy in force":
                        self.assertEqual(self.reload(server, policy, large)["msg"], "policy in force")
            return peak(server)

    def first_loads(self, folder, table):
        """A new server without policy for each shape."""
        most = 0
        for name, make in table:
            policy = os.path.join(folder, name)
            self.put(policy, make(SIZES[0]))
            with self.running(policy, expect_ready=False) as server:
                server.wait_log(has_ended)
                self.check(server, name)
                most = max(most, peak(server))
        return most

    def shared(self, what, load, table):
        """Several servers at a time, as they mostly wait."""
        rows = [item for item in table.items() if not CHOSEN or item[0] in CHOSEN]
        with concurrent.futures.ThreadPoolExecutor(SERVERS) as pool:
            loads = [pool.submit(load, self.scratch.subfolder(), rows[i::SERVERS]) for i in range(SERVERS)]
            most = max(done.result() for done in loads)
        print("%s: at most %.1f MiB" % (what, most / (1 << 20)), file=sys.stderr)

    def test_reloads_of_a_file(self):
        self.shared("reloads", lambda folder, rows: self.reloads(os.path.join(folder, "p.yaml"), self.LARGE, rows),
                    shapes.SHAPES)

    def test_reloads_of_a_folder(self):
        self.shared("reloads", lambda folder, rows: self.reloads(os.path.join(folder, "p"), [self.LARGE], rows),
                    shapes.FOLDERS)

    def test_first_load(self):
        self.shared("first loads", self.first_loads, shapes.SHAPES | shapes.FOLDERS)


def main():
    global CHOSEN
    if len(sys.argv) < 2:
        sys.exit("usage: run.py PROGRAM [SHAPE...]")
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    CHOSEN = sys.argv[2:]
    tests = unittest.TestLoader().loadTestsFromTestCase(PolicyMemory)
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
