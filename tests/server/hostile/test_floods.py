# SPDX-License-Identifier: Apache-2.0
"""Dozens of bad clients of each kind: they are ended, and a good client is not affected.

make hostile does the same with a thousand of each, and measures.
"""

import concurrent.futures
import subprocess
import time

import attackers
from good_client import Beside
from live_case import LiveCase
from player import Port, check_good

CROWD = 24
FEW = {"no-reading": 3}  # each causes thousands of answers
LATEST_S = 10  # after the deadline


class Floods(LiveCase):
    DEADLINE_S = 1

    def unharmed(self, good):
        report = good.report()
        self.assertEqual(report["failed"], 0, report)
        self.assertGreater(report["n"], 0, report)

    def test_crowds(self):
        server = self.serve("--request-timeout", "%ds" % self.DEADLINE_S)
        limit_s = self.DEADLINE_S + LATEST_S
        with Beside(server.port) as good, \
                concurrent.futures.ThreadPoolExecutor(len(attackers.KINDS)) as pool:
            crowds = {kind: pool.submit(attackers.crowd, kind, server.port,
                                         FEW.get(kind, CROWD), 4 * limit_s)
                      for kind in attackers.KINDS}
            reports = {kind: crowd.result() for kind, crowd in crowds.items()}
        self.unharmed(good)
        for kind, report in reports.items():
            self.assertEqual(report["left"], 0, (kind, report))
            self.assertLess(report["oldest_s"], 2 * limit_s, (kind, report))
        check_good(Port(server))

    def test_more_than_there_is_room_for(self):
        """The oldest connections without a request make room; others are not affected."""
        server = self.serve("--max-connections", "40", "--request-timeout", "60s")
        with Beside(server.port) as good:
            for kind in ("half-open", "silent", "half-head", "half-body"):
                there = [attackers.Attacker(kind, server.port, n) for n in range(3 * CROWD)]
                check_good(Port(server))  # a new connection is admitted at once
                for attacker in there:
                    attacker.sock.close()
        self.unharmed(good)

    def test_renegotiation(self):
        """Renegotiation is refused: the connection ends."""
        server = self.serve()
        client = subprocess.Popen(
            ["openssl", "s_client", "-tls1_2", "-legacy_renegotiation", "-state", "-connect",
             "127.0.0.1:%d" % server.port], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        self.addCleanup(client.stdout.close)
        self.addCleanup(client.stdin.close)
        said = ""
        while "Extended master secret" not in said:  # the handshake is complete
            said += client.stdout.readline()
        client.stdin.write("R\n")
        client.stdin.flush()
        said = client.stdout.read()  # until the server ends it
        client.wait()
        self.assertIn("RENEGOTIATING", said)
        self.assertNotIn("read server hello", said.split("RENEGOTIATING")[1])
        check_good(Port(server))

    def test_handshakes_without_end(self):
        """Many short connections, one after another, without a request."""
        server = self.serve()
        port = Port(server)
        begin = time.monotonic()
        with Beside(server.port) as good:
            while time.monotonic() - begin < 1:
                port.connect().close()
        self.unharmed(good)
