# SPDX-License-Identifier: Apache-2.0
"""How the server starts and ends."""

import os
import signal
import socket
import ssl
import subprocess
import threading

import harness
import reviews
from live_case import LiveCase


class Start(LiveCase):
    def fails(self, *options, policy=None, cert=None, key=None):
        """Exit code 2, and one line with the reason."""
        result = subprocess.run(
            [harness.PROGRAM, "serve", "--policy", policy or self.policy(),
             "--tls-cert", cert or self.scratch.cert, "--tls-key", key or self.scratch.key,
             "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0", *options],
            capture_output=True, text=True, timeout=harness.PATIENCE_S)
        self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        return result.stderr

    def fails_in_one_line(self, part, *options, **files):
        text = self.fails(*options, **files)
        self.assertIn(part, text)
        self.assertEqual(text.count("\n"), 1, text)

    def test_taken_port(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            for option in ("--listen", "--ops-listen"):
                self.fails_in_one_line(address + ": Address already in use",
                                       option, address)

    def test_addresses(self):
        for address in ("8443", "localhost", "127.0.0.1", "127.0.0.1:70000", "::1:8443",
                        "300.0.0.1:80", "[::1]", ":", ""):
            self.fails_in_one_line('"%s"' % address, "--listen", address)

    def test_certificates(self):
        other = self.scratch.certs.pair("start-other")
        self.fails_in_one_line("missing.crt", cert=self.path("missing.crt"))
        self.fails_in_one_line("policy.yaml", cert=self.policy())
        self.fails_in_one_line("key", key=other[1])
        self.fails_in_one_line("expired",
                               **dict(zip(("cert", "key"),
                                          self.scratch.certs.pair("old", days="-1"))))
        empty = self.path("empty")
        harness.write(empty, "")
        self.fails_in_one_line("empty", "--client-ca", empty)

    def test_options(self):
        for options, part in ((("--client-name", "x"), "--client-ca"),
                              (("--max-body", "8 apples"), "max-body"),
                              (("--threads", "0"), "threads"),
                              (("--request-timeout", "soon"), "request-timeout"),
                              (("--log-level", "loud"), "log-level"),
                              (("--drian", "5s"), "--drain"),
                              (("more",), "more")):
            self.assertIn(part, self.fails(*options))
        self.assertIn("--policy", self.fails(policy="-"))

    def test_ipv6_and_any(self):
        for listen in ("[::1]:0", "[::]:0", ":0"):
            if not socket.has_ipv6:
                continue
            server = self.serve("--listen", listen)
            start = server.wait_message("serving")
            self.assertTrue(start["listen"].startswith("[::"), start)
            if listen != "[::1]:0":
                self.ask(server)

    def test_log_level(self):
        server = self.serve("--log-level", "warn")
        self.ask(server)
        self.ask(server, host="shop.example.net")
        line = server.wait_message("review")
        self.assertEqual((line["verdict"], line["level"]), ("denied", "warn"))
        self.assertEqual(line["rules"], ["host-permitted"])
        self.assertEqual((line["class"], line["hosts"]), ("internal", ["shop.example.net"]))
        self.assertIn('"shop.example.net" is not in a domain of', line["message"])

    def test_single_thread(self):
        server = self.serve("--threads", "1")
        self.ask(server)
        self.assertEqual(server.wait_message("serving")["threads"], 1)


class End(LiveCase):
    def test_in_flight_requests_are_answered(self):
        """Requests that have begun, before or during the drain, are all answered."""
        server = self.serve("--drain", "300ms")
        body = reviews.review().encode()
        head = (b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body))
        begun = [server.raw() for _ in range(8)]
        for sock in begun:
            sock.sendall(head + body[:50])
        idle = server.connect()
        self.ask(server, connection=idle)
        since = server.mark()
        server.signal(signal.SIGTERM)
        server.wait_message("draining", since)
        answer = server.ops("/readyz")
        self.assertEqual(answer.status, 503)
        self.assertIn("draining", answer.text)
        self.assertEqual(server.ops("/healthz").status, 200)

        late = server.post("/validate", body)
        self.assertEqual((late.status, late.headers["Connection"]), (200, "close"))
        for sock in begun:
            sock.sendall(body[50:])
            status, headers, text = harness.read_answer(sock)
            self.assertEqual((status, headers["connection"]), (200, "close"))
            self.assertIn(b'"allowed":true', text)
            self.assertEqual(harness.read_to_end(sock), b"")
            sock.close()
        self.assertEqual(server.wait(), 0)
        # The idle connection got an orderly end: end of file, not a reset.
        self.assertEqual(idle.sock.recv(1), b"")
        idle.close()

    def test_body_that_outlasts_the_drain(self):
        server = self.serve("--drain", "0s")
        body = reviews.review().encode()
        with server.raw() as sock:
            sock.sendall(b"POST /mutate HTTP/1.1\r\nHost: x\r\n"
                         b"Content-Type: application/json\r\n"
                         b"Content-Length: %d\r\n\r\n" % len(body) + body[:1])
            # Wait until the server has the request: then it is in flight.
            while not server.metric("ingress_warden_request_bytes_total"):
                pass
            server.signal(signal.SIGTERM)
            server.wait_message("draining")
            # The port is closed while the server waits for the request.
            refused = False
            while not refused:
                try:
                    socket.create_connection(("127.0.0.1", server.port)).close()
                except ConnectionError:
                    refused = True
            sock.sendall(body[1:])
            self.assertEqual(harness.read_answer(sock)[0], 200)
        self.assertEqual(server.wait(), 0)

    def test_under_load(self):
        server = self.serve("--drain", "200ms")
        wrong = []
        started = threading.Barrier(5)

        def load():
            connection = server.connect()
            self.ask(server, connection=connection)
            started.wait()
            while True:
                try:
                    answer = server.post("/validate", reviews.review(),
                                         connection=connection)
                except (OSError, ssl.SSLError) as error:
                    wrong.append(repr(error))
                    return
                if answer.status != 200:
                    wrong.append(answer.text)
                if answer.headers["Connection"] == "close":
                    connection.close()
                    return

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        started.wait()
        server.signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertEqual(server.wait(), 0)

    def test_interrupt(self):
        server = self.serve("--drain", "0s")
        server.signal(signal.SIGINT)
        self.assertEqual(server.wait(), 0)

    def test_second_signal_ends_at_once(self):
        server = self.serve("--drain", "1h")
        with server.raw():
            server.signal(signal.SIGTERM)
            server.wait_message("draining")
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(), 0)



class Log(LiveCase):
    """Whether or not the log is read, reviews are answered and the server can end."""

    def serve_into(self, log):
        """A server that logs to the pipe; its ports are in the start line."""
        server = harness.Server(self.policy(), self.scratch.cert, self.scratch.key,
                                "--drain", "0s", stderr=log)
        self.addCleanup(server.stop)
        return server

    def test_reader_is_gone(self):
        reading, writing = os.pipe()
        server = self.serve_into((reading, writing))
        os.close(reading)
        for _ in range(20):
            self.ask(server)
        server.signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(harness.PATIENCE_S), 0)

    def test_reader_sleeps(self):
        reading, writing = os.pipe()
        server = self.serve_into((reading, writing))
        connection = server.connect()
        while not server.metric("ingress_warden_log_lines_dropped_total"):
            for _ in range(50):
                self.ask(server, connection=connection, name="n" * 2000,
                         userInfo={"username": "x" * 2000})
        connection.close()
        server.signal(signal.SIGTERM)
        self.assertEqual(server.process.wait(harness.PATIENCE_S), 0)
        os.close(reading)
