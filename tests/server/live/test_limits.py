# SPDX-License-Identifier: Apache-2.0
"""Slow, idle, many and large requests: how one client is kept from harming others."""

import http.client
import select
import socket
import threading
import time

import harness
import reviews
from live_case import LiveCase

FLOOD = 40  # times 7 MiB
POST = (b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")


class Slow(LiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--request-timeout", "1s")

    def drip(self, sock, text):
        """Send byte by byte until the server closes; return the number of bytes."""
        sock.settimeout(0.05)  # the pace, which also notices the end
        sent = 0
        try:
            for byte in text:
                sock.sendall(bytes([byte]))
                sent += 1
                try:
                    if sock.recv(1) == b"":
                        return sent
                except TimeoutError:
                    pass
        except OSError:
            return sent
        self.fail("%d bytes, one after another, and it still listens" % sent)

    def test_drips_are_cut(self):
        def second_request():
            sock = self.server.raw()
            body = reviews.review().encode()
            sock.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.assertEqual(harness.read_answer(sock)[0], 200)
            return sock

        def with_head():
            sock = self.server.raw()
            sock.sendall(POST + b"Content-Length: 1000\r\n\r\n")
            return sock

        plain = socket.create_connection(("127.0.0.1", self.server.port))
        clients = [
            ("handshake", plain, b"\x16\x03\x01\x02\x00" + b"x" * 500),
            ("request line", self.server.raw(), b"POST /" + b"x" * 500),
            ("head", self.server.raw(), POST + b"X: " + b"y" * 500),
            ("body", with_head(), b" " * 500),
            ("second request line", second_request(), b"POST /" + b"x" * 500),
        ]
        failures = []

        def run(why, sock, text):
            try:
                self.drip(sock, text)
            except AssertionError as error:
                failures.append((why, error))
            sock.close()

        threads = [threading.Thread(target=run, args=client) for client in clients]
        for thread in threads:
            thread.start()
        # Other clients are served meanwhile.
        for _ in range(10):
            self.ask(self.server)
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertGreaterEqual(self.server.metric(
            'ingress_warden_connections_cut_total{reason="deadline"}'), 5)

    def test_silent_is_cut_and_idle_is_not(self):
        """An idle connection lives longer than a request may take."""
        idle = self.server.connect()
        self.ask(self.server, connection=idle)
        with socket.create_connection(("127.0.0.1", self.server.port)) as silent:
            self.assertEqual(harness.read_to_end(silent), b"")
        with self.server.raw() as half:
            half.sendall(POST)
            self.assertEqual(harness.read_to_end(half), b"")
        self.ask(self.server, connection=idle)
        idle.close()


class Many(LiveCase):
    def until(self, happens):
        """Ask again until it happens; fail after PATIENCE_S."""
        end = time.monotonic() + harness.PATIENCE_S
        while not happens():
            self.assertLess(time.monotonic(), end)

    @staticmethod
    def is_instrumented():
        """Sanitizers keep freed memory, and shadow memory."""
        with open(harness.PROGRAM, "rb") as file:
            program = file.read()
        return b"__asan_init" in program or b"__tsan_init" in program

    @staticmethod
    def peak_kib(server):
        with open("/proc/%d/status" % server.process.pid) as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))

    def test_parallel_connections(self):
        server = self.serve()
        wrong = []

        def one():
            try:
                if not self.ask(server)["allowed"]:
                    wrong.append("denied")
            except (OSError, AssertionError) as error:
                wrong.append(repr(error))

        threads = [threading.Thread(target=one) for _ in range(200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_strangers_do_not_lock_others_out(self):
        """At the limit, the oldest connections without a request make room."""
        server = self.serve("--max-connections", "32", "--request-timeout",
                            "60s")
        connections = [socket.create_connection(("127.0.0.1", server.port))
                       for _ in range(64)]
        for _ in range(5):
            self.ask(server)
        self.assertGreater(server.metric(
            'ingress_warden_connections_cut_total{reason="room"}'), 0)
        for connection in connections:
            connection.close()

    def test_few_descriptors(self):
        """There are fewer descriptors than connections: room is made before accept() fails."""
        server = self.serve("--request-timeout", "60s", "--threads", "2",
                            under=("prlimit", "--nofile=150:150"))
        connections = [socket.create_connection(("127.0.0.1", server.port))
                       for _ in range(200)]
        for _ in range(5):
            self.ask(server)
        self.assertTrue(any("descriptors" in line["msg"] for line in server.lines))
        for connection in connections:
            connection.close()

    def test_bodies_beyond_the_budget(self):
        """A body that is announced beyond the budget is refused before it is sent."""
        server = self.serve("--request-timeout", "60s", "--max-body", "32MiB")
        holders = [server.raw() for _ in range(6)]
        for sock in holders:
            sock.sendall(POST + b"Content-Length: %d\r\n\r\n" % (31 << 20))
        answered = select.select(holders, [], [], harness.PATIENCE_S)[0]
        status, headers, _ = harness.read_answer(answered[0])
        self.assertEqual((status, headers["connection"]), (503, "close"))
        self.assertNotIn("retry-after", headers)
        # A part of the budget is reserved for small bodies.
        body = reviews.review()
        self.assertEqual(server.post("/validate", body + " " * 40000).status, 200)
        for sock in holders:
            sock.close()
        self.until(lambda: server.post("/validate", body + " " * (20 << 20)).status == 200)

    def test_refused_clients_read_their_answer(self):
        """Clients that send everything before they read are not reset before they read."""
        server = self.serve("--max-body", "64KiB")
        body = b"x" * (4 << 20)
        chunks = b"".join(b"10000\r\n" + body[:65536] + b"\r\n" for _ in range(64))
        cases = [
            ("a length that is too large", 413,
             POST + b"Content-Length: %d\r\n\r\n" % len(body) + body),
            ("chunks without end", 413,
             POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks),
            ("no such path", 404,
             POST.replace(b"validate", b"other") +
             b"Content-Length: %d\r\n\r\n" % len(body) + body),
            ("a head that is too long", 431, POST + b"X: " + body[:1 << 20] + b"\r\n\r\n"),
        ]
        for why, status, request in cases:
            with self.subTest(why), server.raw() as sock:
                sock.sendall(request)
                answer = harness.read_answer(sock)
                self.assertEqual(answer[0], status)
                self.assertEqual(answer[1]["connection"], "close")
                self.assertEqual(harness.read_to_end(sock), b"")
        self.ask(server)

    def test_dawdlers_make_room(self):
        """Announced bodies that never come do not keep large ones out."""
        server = self.serve("--request-timeout", "60s")
        connections = [server.raw() for _ in range(8)]
        for sock in connections:
            sock.sendall(POST + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" %
                         (7 << 20))
            self.assertIn(sock.recv(12), (b"HTTP/1.1 100", b"HTTP/1.1 503"))
        large = reviews.review() + " " * (7 << 20)
        cut = 'ingress_warden_connections_cut_total{reason="room"}'
        self.until(lambda: server.post("/validate", large).status == 200 and
                   server.metric(cut) is not None)
        for sock in connections:
            sock.close()

    def test_large_ones_together(self):
        """Updates of the largest objects, two at a time, are all judged."""
        server = self.serve("--threads", "2")
        wrong = []

        def one():
            body = reviews.review() + " " * (3 << 20)
            for _ in range(5):
                status = server.post("/validate", body).status
                if status != 200:
                    wrong.append(status)

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_flood_of_large_bodies(self):
        """Many at once: each is judged or refused, and memory stays within its bounds."""
        server = self.serve()
        body = (reviews.review() + " " * (7 << 20)).encode()
        request = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
        # All heads are sent before the first body: the bodies come at once.
        socks = [server.raw() for _ in range(FLOOD)]
        statuses = []

        def one(sock):
            try:
                sock.sendall(request)
                statuses.append(harness.read_answer(sock)[0])
            except (OSError, http.client.HTTPException):
                statuses.append("cut")
            sock.close()

        threads = [threading.Thread(target=one, args=(sock,)) for sock in socks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(statuses), FLOOD)
        self.assertLessEqual(set(statuses), {200, 503, "cut"})
        self.assertIn(200, statuses)
        self.assertIn(503, statuses)
        if not self.is_instrumented():
            self.assertLess(self.peak_kib(server), 64 << 10)
        self.ask(server)
