# SPDX-License-Identifier: Apache-2.0
"""Certificates: which are served, which clients are admitted, and how both change."""

import os
import shutil
import socket
import ssl
import subprocess
import threading
import warnings

import harness
from live_case import LiveCase

IN_FORCE = "certificate in force"
REFUSED = "the certificate cannot be put in force"


def serial(server):
    """The serial number that a new handshake shows."""
    with server.raw() as sock:
        pem = ssl.DER_cert_to_PEM_cert(sock.getpeercert(True))
    return subprocess.run(["openssl", "x509", "-noout", "-serial"], input=pem, text=True,
                          check=True, capture_output=True).stdout


class Versions(LiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def context_for(self, version):
        context = self.server.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old versions are tested
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    def test_old_versions_are_refused(self):
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                self.server.raw(self.context_for(version)).close()

    def test_new_versions_verified(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context_for(version)
            context.load_verify_locations(self.scratch.certs.ca)
            context.verify_mode = ssl.CERT_REQUIRED
            connection = self.server.connect(context)
            self.assertTrue(self.ask(self.server, connection=connection)["allowed"])
            connection.close()

    def test_protocol_negotiation(self):
        for offer in (["http/1.1"], ["h2", "http/1.1"]):
            context = self.server.context()
            context.set_alpn_protocols(offer)
            with self.server.raw(context) as sock:
                self.assertEqual(sock.selected_alpn_protocol(), "http/1.1")

    def test_hello_in_two_segments(self):
        """A ClientHello with a large key share does not fit one packet."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.server.context().wrap_bio(incoming, outgoing)
        with socket.create_connection(("127.0.0.1", self.server.port)) as plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.assertRaises(ssl.SSLWantReadError):
                tls.do_handshake()
            hello = outgoing.read()
            plain.sendall(hello[:100])
            plain.sendall(hello[100:])
            done = False
            while not done:
                incoming.write(plain.recv(65536))
                try:
                    tls.do_handshake()
                    done = True
                except ssl.SSLWantReadError:
                    pass
        self.assertEqual(tls.version(), "TLSv1.3")


class Rotation(LiveCase):
    def setUp(self):
        super().setUp()
        self.cert, self.key = self.path("tls.crt"), self.path("tls.key")
        self.copy(self.scratch.cert, self.scratch.key)
        self.server = self.serve(cert=self.cert, key=self.key)

    def copy(self, cert, key):
        for source, target in ((key, self.key), (cert, self.cert)):
            shutil.copy(source, target + ".new")
            os.rename(target + ".new", target)

    def test_rotation_under_load(self):
        pairs = [self.scratch.certs.pair("rotated-%d" % i) for i in range(3)]
        over = threading.Event()
        wrong = []

        def load(fresh):
            connection = self.server.connect()
            while not over.is_set():
                try:
                    if fresh:
                        connection.close()
                        connection = self.server.connect(
                            self.server.context(self.scratch.certs.ca))
                    if not self.ask(self.server, connection=connection)["allowed"]:
                        wrong.append("denied")
                except OSError as error:
                    wrong.append(repr(error))
            connection.close()

        before = serial(self.server)
        threads = [threading.Thread(target=load, args=(i % 2 == 0,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for pair in pairs:
            since = self.server.mark()
            self.copy(*pair)
            self.server.wait_message(IN_FORCE, since)
        over.set()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertNotEqual(serial(self.server), before)
        self.assertEqual(self.server.metric("ingress_warden_certificate_load_ok"), 1)

    def test_open_connections_live_on(self):
        connection = self.server.connect()
        self.ask(self.server, connection=connection)
        since = self.server.mark()
        self.copy(*self.scratch.certs.pair("rotated"))
        self.server.wait_message(IN_FORCE, since)
        self.ask(self.server, connection=connection)
        connection.close()

    def test_broken_keeps_the_old(self):
        before = serial(self.server)
        other = self.scratch.certs.pair("other")
        for failures, (path, text) in enumerate((
                (self.cert, "no PEM at all"),
                (self.cert, open(other[0]).read()),  # with the key of another
                (self.key, ""),
                (self.key, open(self.scratch.key).read()[:-60]))):
            since = self.server.mark()
            harness.put(path, text)
            self.server.wait_message(REFUSED, since)
            self.assertEqual(serial(self.server), before)
            self.assertEqual(self.server.metric(
                "ingress_warden_certificate_load_failures_total"), failures + 1)
        self.assertEqual(self.server.metric("ingress_warden_certificate_load_ok"), 0)
        self.assertEqual(self.server.ops("/readyz").status, 200)
        since = self.server.mark()
        self.copy(*other)
        self.server.wait_message(IN_FORCE, since)
        self.assertNotEqual(serial(self.server), before)

    def test_metric_not_after(self):
        end = subprocess.run(["openssl", "x509", "-noout", "-enddate", "-in", self.cert],
                             check=True, capture_output=True, text=True).stdout
        self.assertEqual(
            self.server.metric("ingress_warden_certificate_not_after_timestamp_seconds"),
            ssl.cert_time_to_seconds(end.strip().split("=")[1]))


class Clients(LiveCase):
    NAME = "kube-apiserver"

    def setUp(self):
        super().setUp()
        self.certs = self.scratch.certs
        self.ca = self.path("client-ca.crt")
        shutil.copy(self.certs.ca, self.ca)

    def refused(self, server, pair):
        """In TLS 1.3 the client notices only when it reads."""
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = server.context(pair=pair)
            context.maximum_version = version
            with self.assertRaises((OSError, ssl.SSLError, AssertionError)):
                connection = server.connect(context)
                self.ask(server, connection=connection)

    def let_in(self, server, pair):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = server.context(pair=pair)
            context.maximum_version = version
            connection = server.connect(context)
            self.assertTrue(self.ask(server, connection=connection)["allowed"])
            connection.close()

    def test_none_wrong_right(self):
        server = self.serve("--client-ca", self.ca, "--client-name", "someone",
                            "--client-name", self.NAME)
        stranger = harness.Certs(self.folder, "stranger")
        self.refused(server, None)
        self.refused(server, stranger.pair("forged", "client", self.NAME))
        self.refused(server, self.certs.pair("misnamed", "client", "mallory"))
        self.refused(server, self.certs.pair("misused", "client-usage", self.NAME))
        self.let_in(server, self.certs.pair("right", "client", self.NAME))
        self.assertEqual(server.ops("/healthz").status, 200)
        self.assertGreaterEqual(
            server.metric("ingress_warden_client_certificates_refused_total"), 6)
        reasons = {line["error"] for line in server.lines
                   if line["msg"] == "client refused"}
        self.assertEqual(len(reasons), 3, reasons)

    def test_alternative_name(self):
        server = self.serve("--client-ca", self.ca, "--client-name", "api.example")
        self.let_in(server, self.certs.pair("by-alternative-name", "client", "x"))

    def test_ca_alone(self):
        server = self.serve("--client-ca", self.ca)
        self.let_in(server, self.certs.pair("anyone", "client", "anyone"))
        self.refused(server, None)

    def test_ca_is_reloaded(self):
        server = self.serve("--client-ca", self.ca)
        stranger = harness.Certs(self.folder, "stranger")
        pair = stranger.pair("friend", "client", self.NAME)
        self.refused(server, pair)
        since = server.mark()
        harness.put(self.ca, "nothing")
        server.wait_message(REFUSED, since)
        self.let_in(server, self.certs.pair("still", "client", self.NAME))
        since = server.mark()
        harness.put(self.ca, open(stranger.ca).read())
        server.wait_message(IN_FORCE, since)
        self.let_in(server, pair)
