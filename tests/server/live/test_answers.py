# SPDX-License-Identifier: Apache-2.0
"""The answers to reviews, and to requests that are not reviews."""

import base64
import json
import socket

import harness
import reviews
from live_case import LiveCase

JSON = b"Content-Type: application/json\r\n"
HOST = b"Host: localhost\r\n"
POST = b"POST /validate HTTP/1.1\r\n"


class Reviews(LiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve()

    def test_allow(self):
        answer = self.ask(self.server)
        self.assertEqual(answer, {"uid": "b5f3", "allowed": True,
                                  **{k: v for k, v in answer.items()
                                     if k == "auditAnnotations"}})

    def test_deny(self):
        answer = self.ask(self.server, host="shop.example.net")
        self.assertFalse(answer["allowed"])
        self.assertEqual(answer["status"]["code"], 403)
        self.assertIn("host-permitted", answer["status"]["message"])
        self.assertIn("shop.example.net", answer["status"]["message"])

    def test_patch(self):
        answer = self.ask(self.server, "/mutate", patched=False)
        self.assertTrue(answer["allowed"])
        self.assertEqual(answer["patchType"], "JSONPatch")
        patch = json.loads(base64.b64decode(answer["patch"]))
        self.assertIn("198.51.100.0/24", json.dumps(patch))
        self.assertNotIn("patch", self.ask(self.server, "/mutate"))

    def test_query_is_not_part_of_the_path(self):
        self.ask(self.server, "/validate?timeout=10s")

    def test_version_v1beta1(self):
        body = reviews.review().replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1")
        answer = self.server.post("/validate", body)
        self.assertEqual(json.loads(answer.body)["apiVersion"], "admission.k8s.io/v1beta1")

    def test_two_on_one_connection_and_chunks(self):
        connection = self.server.connect()
        self.ask(self.server, connection=connection)
        self.ask(self.server, connection=connection, host="shop.example.net")
        body = reviews.review().encode()
        connection.request("POST", "/validate", iter([body[:100], body[100:]]),
                           {"Content-Type": "application/json"}, encode_chunked=True)
        self.assertTrue(harness.Answer(connection.getresponse()).review["allowed"])
        self.assertEqual(self.server.metric("ingress_warden_connections_total"), 1)
        connection.close()

    def test_expect_continue(self):
        body = reviews.review().encode()
        with self.server.raw() as sock:
            sock.sendall(POST + HOST + JSON + b"Expect: 100-continue\r\n"
                         b"Content-Length: %d\r\n\r\n" % len(body))
            self.assertTrue(sock.recv(4096).startswith(b"HTTP/1.1 100 "))
            sock.sendall(body)
            self.assertEqual(harness.read_answer(sock)[0], 200)

    def test_a_large_review_comes_in_pieces(self):
        body = reviews.review()
        body = body[:-1] + " " * 3_000_000 + body[-1]
        self.assertTrue(self.server.post("/validate", body).review["allowed"])
        self.assertEqual(self.server.metric("ingress_warden_body_buffer_bytes"), 0)

    def test_log_line_of_a_hostile_review(self):
        hostile = 'a"b\\\n\x1b[31m\u2028{"level":"error"}'
        self.ask(self.server, name=hostile, namespace="shop",
                 userInfo={"username": hostile})
        line = self.server.wait_log(lambda line: line["msg"] == "review")
        self.assertEqual(line["name"], hostile)
        self.assertEqual(line["user"], hostile)
        self.assertEqual(line["verdict"], "allowed")
        self.assertEqual(line["tenant"], "shop")
        self.assertEqual(line["rules"], [])
        self.assertEqual((line["stage"], line["kind"], line["operation"], line["uid"]),
                         ("validate", "Ingress", "CREATE", "b5f3"))
        self.assertGreater(line["ms"], 0)
        self.assertFalse(any(line["msg"] == "not JSON" for line in self.server.lines))

    def test_metrics(self):
        self.ask(self.server)
        self.ask(self.server, host="shop.example.net")
        labels = '{stage="validate",kind="Ingress",operation="CREATE",verdict="%s"}'
        for verdict in ("allowed", "denied"):
            self.assertEqual(self.server.metric(
                "ingress_warden_reviews_total" + labels % verdict), 1)
        self.assertEqual(self.server.metric(
            'ingress_warden_violations_total'
            '{rule="host-permitted",action="deny",tenant="shop",kind="Ingress"}'), 1)
        self.assertEqual(self.server.metric(
            'ingress_warden_review_duration_seconds_count{stage="validate"}'), 2)
        text = self.server.ops("/metrics").text
        self.assertEqual(text.count("\ningress_warden_reviews_total{"), 2)  # reviews that were counted
        self.assertRegex(text, r'\ningress_warden_build_info\{version="[\d.]+",commit="\w+"\} 1\n')
        self.assertRegex(text, r'\ningress_warden_memory_limit_bytes \d+\n')
        self.assertNotIn("shop.example", text)
        self.assertNotIn("jane", text)
        self.check_format(text)

    def test_kinds_are_called_as_in_the_policy(self):
        server = self.serve(policy=self.policy(reviews.POLICY + reviews.KINDS))
        for group, kind, verdict, rule, name in (
                ("cert-manager.io", "Certificate", "denied", "host-permitted",
                 "Certificate.cert-manager.io"),
                ("traefik.io", "Middleware", "denied", "kind-permitted", "Middleware.traefik.io"),
                ("example.net", "Certificate", "allowed", None, None)):
            since = len(server.lines)
            answer = server.post("/validate", reviews.review_of(group, kind)).review
            self.assertEqual(answer["allowed"], verdict == "allowed")
            line = server.wait_log(lambda line: line["msg"] == "review", since)
            self.assertEqual((line["kind"], line["verdict"]), (name or kind, verdict))
            self.assertEqual(server.metric(
                f'ingress_warden_reviews_total{{stage="validate",kind="{name or "other"}",'
                f'operation="CREATE",verdict="{verdict}"}}'), 1)
            if rule:
                self.assertEqual(server.metric(
                    f'ingress_warden_violations_total{{rule="{rule}",action="deny",'
                    f'tenant="shop",kind="{name}"}}'), 1)
        self.check_format(server.ops("/metrics").text)

    def check_format(self, text):
        """Each sample belongs to the family announced before it, and is a number."""
        family = None
        seen = set()
        for line in text.splitlines():
            if line.startswith("# HELP "):
                family = line.split(" ", 3)[2]
                continue
            if line.startswith("# TYPE "):
                self.assertEqual(line.split(" ")[2], family)
                self.assertIn(line.split(" ")[3], ("counter", "gauge", "histogram"))
                continue
            name, number = line.rsplit(" ", 1)
            self.assertRegex(name.split("{")[0], "^" + family + "(_bucket|_sum|_count)?$")
            self.assertNotIn(name, seen)
            seen.add(name)
            float(number)
        self.assertIn("process_resident_memory_bytes", text)


class WrongRequests(LiveCase):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--max-body", "64KiB", "--request-timeout", "1s")

    def refused(self, answer, status, part):
        self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertIn(part, answer.text)
        self.assertTrue(answer.text.endswith("\n"))
        self.assertEqual(answer.text.count("\n"), 1)

    def test_paths_and_methods(self):
        connection = self.server.connect()
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"):
            connection.request(method, "/validate", "{}",
                               {"Content-Type": "application/json"})
            answer = harness.Answer(connection.getresponse())
            self.refused(answer, 405, "POST")
            self.assertEqual(answer.headers["Allow"], "POST")
        for path in ("/", "/unknown", "/validate/", "/Validate", "//validate", "/healthz"):
            self.refused(self.server.post(path, "{}", connection=connection), 404,
                         "/mutate")
        # None of these requests ended the connection.
        self.ask(self.server, connection=connection)
        connection.close()

    def test_content_types(self):
        for kind, status in (("text/plain", 415), ("application/jsonx", 415),
                             ("application/yaml", 415), ("application/json", 200),
                             ("application/json; charset=utf-8", 200),
                             ("Application/JSON ;charset=utf-8", 200)):
            answer = self.server.post("/validate", reviews.review(),
                                      {"Content-Type": kind})
            self.assertEqual(answer.status, status, kind)
        self.refused(self.server.post("/validate", "{}", {}), 415, "application/json")

    def test_bodies_that_are_no_review(self):
        no_request = json.dumps({"apiVersion": "admission.k8s.io/v1",
                                 "kind": "AdmissionReview"})
        for body in ("", "{", "null", "[]", "{}", "{}{}", "\0", "\xff" * 100, no_request,
                     reviews.review() + "x", reviews.review()[:-1],
                     reviews.review().replace("io/v1", "io/v2")):
            answer = self.server.post("/validate", body.encode("latin-1"))
            self.refused(answer, 400, "")
        self.assertEqual(self.server.metric(
            'ingress_warden_http_errors_total{status="400"}'), 12)

    def talk(self, *parts):
        """Send, and read until the server closes."""
        with self.server.raw() as sock:
            try:
                for part in parts:
                    sock.sendall(part)
            except OSError:
                pass  # the server has answered and closed before it read everything
            return harness.read_to_end(sock)

    def test_too_large_by_length(self):
        answer = self.talk(POST + HOST + JSON + b"Content-Length: 65537\r\n\r\n")
        self.assertIn(b" 413 ", answer)
        self.assertIn(b"Connection: close", answer)
        answer = self.talk(POST + HOST + JSON + b"Content-Length: 9999999999999\r\n"
                           b"Expect: 100-continue\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 413 "), answer)

    def test_too_large_by_chunks(self):
        chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
        head = POST + HOST + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
        answer = self.talk(head, chunk * 5 + b"0\r\n\r\n")
        self.assertIn(b" 413 ", answer)
        self.assertIn(b"Connection: close", answer)
        # A request without end is answered, too, and not read for ever.
        self.assertIn(b" 413 ", self.talk(head, *[chunk * 16] * 64))

    def test_at_the_limit(self):
        body = reviews.review()
        body += " " * (65536 - len(body))
        self.assertEqual(self.server.post("/validate", body).status, 200)

    def test_framing_that_two_readers_read_differently(self):
        body = reviews.review().encode()
        length = b"Content-Length: %d\r\n" % len(body)
        for status, headers in (
                (b" 400 ", length + b"Content-Length: 3\r\n"),
                (b" 400 ", length + length),
                (b" 400 ", length + b"Transfer-Encoding: chunked\r\n"),
                (b" 400 ", b"Content-Length: -1\r\n"),
                (b" 400 ", b"Content-Length: 2, 2\r\n"),
                (b" 400 ", length + b"Host: other\r\n"),
                (b" 501 ", b"Transfer-Encoding: gzip\r\n"),
                (b" 501 ", b"Transfer-Encoding: gzip, chunked\r\n")):
            answer = self.talk(POST + HOST + JSON + headers + b"\r\n" + body)
            self.assertIn(status, answer.split(b"\r\n")[0], headers)
            self.assertIn(b"Connection: close", answer)
        answer = self.talk(POST + JSON + length + b"\r\n" + body)
        self.assertIn(b" 400 ", answer)
        self.assertEqual(answer.count(b"HTTP/1.1"), 1)
        self.assertIn(b"Host", answer)

    def test_bytes_that_are_no_http(self):
        for garbage in (b"\0" * 100, b"\x16\x03\x01" * 50, b"GET\r\n\r\n",
                        b"A" * 20000 + b"\r\n\r\n",
                        POST + HOST + b"X: " + b"y" * 40000 + b"\r\n\r\n"):
            self.talk(garbage + b"\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.server.port)) as plain:
            plain.sendall(POST + HOST + JSON + b"Content-Length: 2\r\n\r\n{}")
            self.assertNotIn(b"200", harness.read_to_end(plain))
        self.ask(self.server)

    def test_operations_port(self):
        self.assertEqual(self.server.ops("/healthz").text, "ok\n")
        self.assertEqual(self.server.ops("/readyz").text, "ready\n")
        self.assertEqual(self.server.ops("/readyz", "HEAD").status, 200)
        self.assertEqual(self.server.ops("/validate").status, 404)
        answer = self.server.ops("/healthz", "POST")
        self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"))
        self.assertEqual(self.server.ops("/metrics").headers["Content-Type"],
                         "text/plain; version=0.0.4; charset=utf-8")
