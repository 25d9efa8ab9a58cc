"""Slow, idle, many and large: what one client may not do to the others."""

import socket
import threading

import harness
import reviews
from live_case import LiveCase

POST = (b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")


class Slow(LiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--request-timeout", "1s")

    def drip(self, sock, text):
        """Byte by byte until the server has had enough; how many it took."""
        sock.settimeout(0.05)  # the pace; also how its end is noticed
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
        # Others are served meanwhile.
        for _ in range(10):
            self.ask(self.server)
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertGreaterEqual(self.server.metric(
            'ingress_warden_connections_cut_total{reason="deadline"}'), 5)

    def test_silent_is_cut_and_idle_is_not(self):
        """An idle keep-alive connection outlives the time that a request may take."""
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
        """At the limit the oldest connections that do nothing make room."""
        server = self.serve("--max-connections", "32", "--request-timeout",
                            "60s")
        strangers = [socket.create_connection(("127.0.0.1", server.port))
                     for _ in range(64)]
        for _ in range(5):
            self.ask(server)
        self.assertGreater(server.metric(
            'ingress_warden_connections_cut_total{reason="room"}'), 0)
        for stranger in strangers:
            stranger.close()

    def test_few_descriptors(self):
        """Fewer than connections were asked for: room is made before accept() fails."""
        server = self.serve("--request-timeout", "60s", "--threads", "2",
                            under=("prlimit", "--nofile=150:150"))
        strangers = [socket.create_connection(("127.0.0.1", server.port))
                     for _ in range(200)]
        for _ in range(5):
            self.ask(server)
        self.assertTrue(any("descriptors" in line["msg"] for line in server.lines))
        for stranger in strangers:
            stranger.close()

    def test_bodies_beyond_the_budget(self):
        """48 MiB of unfinished bodies: the next large one is refused, a small one not."""
        server = self.serve("--request-timeout", "60s")
        piece = b" " * (7 << 20)
        holders = []
        for n in range(1, 6):
            sock = server.raw()
            sock.sendall(POST + b"Content-Length: %d\r\n\r\n" % (8 << 20) + piece)
            holders.append(sock)
        while server.metric("ingress_warden_body_buffer_bytes") < 5 * len(piece):
            pass
        answer = server.post("/validate", reviews.review() + " " * (5 << 20))
        self.assertEqual(answer.status, 503)
        self.assertIsNone(answer.headers["Retry-After"])
        self.ask(server)
        body = reviews.review()
        self.assertEqual(server.post("/validate", body + " " * 40000).status, 200)
        for sock in holders:
            sock.close()
        while server.metric("ingress_warden_body_buffer_bytes") > 0:
            pass
        self.assertEqual(server.post("/validate", body + " " * (5 << 20)).status, 200)
