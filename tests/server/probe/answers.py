#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What `probe` prints about the possible answers of a webhook: answers.py PROGRAM

A server with a certificate of `certs make` gives the answer of each row.  The row contains
the expected exit code and words.
"""

import base64
import http.server
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

V1 = "admission.k8s.io/v1"
BETA = "admission.k8s.io/v1beta1"
OK, BROKEN, NONE = 0, 1, 2


def b64(operations):
    text = operations if isinstance(operations, str) else json.dumps(operations)
    return base64.b64encode(text.encode()).decode()


def answer(version=V1, kind="AdmissionReview", **response):
    """An answer with the uid of the request, unless the row has its own."""

    def make(review):
        whole = {"uid": review["request"]["uid"], "allowed": True, **response}
        whole = {key: value for key, value in whole.items() if value is not ...}
        body = {"apiVersion": version, "kind": kind, "response": whole}
        return json.dumps({key: value for key, value in body.items() if value})

    return make


def refusal(**status):
    return answer(allowed=False, status=status)


def patched(operations, **more):
    return answer(patchType="JSONPatch", patch=b64(operations), **more)


ADD = {"op": "add", "path": "/metadata/annotations", "value": {"a.b/c": "d"}}
ADD_KEY = {"op": "add", "path": "/metadata/annotations/x~1y", "value": "z"}

# why, stage, answer: a function or (status, body, headers); exit code; words.
ROWS = [
    ("allowed is allowed", "validate", answer(), OK, ["validate: allowed"]),
    ("kubectl's words for an admission", "validate", answer(), OK,
     ["ingress.networking.k8s.io/web created (server dry run)"]),
    ("a refusal is an answer", "validate", refusal(message="no", reason="Forbidden", code=403), OK,
     ['Error from server (Forbidden): error when creating "web.yaml": admission webhook '
      '"validate.ingress-warden.dev" denied the request: no\n']),
    ("quotes and backslashes are shown as they are, in long lines too", "validate",
     refusal(message='a "\\d"\n' + "x" * 5000 + "!"), OK, ['a "\\d"\n' + "x" * 5000 + "!"]),
    ("a refusal without reason", "validate", refusal(message="no"), OK,
     ['Error from server: error when creating "web.yaml": admission webhook']),
    ("the reason stands in for the message", "validate", refusal(reason="Forbidden"), OK,
     ["denied the request: Forbidden"]),
    ("a refusal without message and reason", "validate", answer(allowed=False), OK,
     ["denied the request without explanation"]),
    ("line breaks of a message are kept", "validate", refusal(message="a\n  b"), OK, [": a\n  b\n"]),
    ("escape sequences do not reach the terminal", "validate",
     refusal(message="a\x1b[2Jb"), OK, ["a\ufffd[2Jb"]),
    ("the status of an admission is ignored", "validate", answer(status={"code": 1}), OK, []),
    ("unknown fields are ignored", "validate", answer(other=1), OK, []),
    ("warnings are shown", "validate", answer(warnings=["be careful"]), OK,
     ["Warning: be careful"]),
    ("warnings are shown on a refusal too", "validate",
     answer(allowed=False, warnings=["w"]), OK, ["Warning: w", "denied"]),
    ("audit annotations are fine", "validate", answer(auditAnnotations={"policy": "x"}), OK, []),
    ("no patch is fine", "mutate", answer(), OK, ["mutate: allowed ("]),
    ("a patch is applied and shown", "mutate", patched([ADD]), OK,
     ["mutate: allowed and patched", "  + metadata.annotations[a.b/c]: d"]),
    ("one key is shown as one key", "mutate", patched([ADD, ADD_KEY]), OK,
     ["  + metadata.annotations[x/y]: z"]),
    ("what is replaced is marked", "mutate",
     patched([{"op": "replace", "path": "/spec/rules/0/host", "value": "b.example.com"}]), OK,
     ["  ~ spec.rules[0].host: b.example.com"]),
    ("what is removed is marked", "mutate", patched([{"op": "remove", "path": "/spec/rules"}]), OK,
     ["  - spec.rules"]),
    ("line breaks in base64 are skipped, as in Go", "mutate",
     answer(patchType="JSONPatch", patch=b64([ADD])[:8] + "\r\n" + b64([ADD])[8:]), OK,
     ["patched"]),
    ("a refusal's patch is not applied", "mutate",
     answer(allowed=False, patchType="JSONPatch", patch=b64("[{}]")), OK, ["mutate: denied"]),
    ("an empty patch is a patch", "mutate", patched([]), OK, ["patched"]),
    # faults of the envelope
    ("another uid", "validate", answer(uid="x"), BROKEN, ["fault: response.uid is \"x\"", "[uid]"]),
    ("no uid", "validate", answer(uid=...), BROKEN, ["[uid]"]),
    ("a uid that is a number", "validate", answer(uid=7), BROKEN, ["uid is a number", "[type]"]),
    ("another version", "validate", answer(version=BETA), BROKEN, ["[version]"]),
    ("no version", "validate", answer(version="", kind=""), BROKEN, ["[version]"]),
    ("another kind", "validate", answer(kind="Review"), BROKEN, ["[version]"]),
    ("no response", "validate", lambda _: json.dumps({"apiVersion": V1, "kind": "AdmissionReview"}),
     BROKEN, ["the review has no response"]),
    ("response is a list", "validate",
     lambda _: json.dumps({"apiVersion": V1, "kind": "AdmissionReview", "response": []}), BROKEN,
     ["the review has no response"]),
    ("names are case-sensitive", "validate",
     lambda _: json.dumps({"apiVersion": V1, "kind": "AdmissionReview", "Response": {}}), BROKEN,
     ["the review has no response"]),
    ("allowed is missing", "validate", answer(allowed=...), BROKEN, ["[allowed]"]),
    ("allowed is a text", "validate", answer(allowed="true"), BROKEN, ["[allowed]"]),
    ("a body that is not JSON", "validate", lambda _: "{oops", BROKEN, ["[not-json]"]),
    ("a body that is a list", "validate", lambda _: "[]", BROKEN, ["does not begin with"]),
    ("white space first", "validate", lambda _: " {}", BROKEN, ["does not begin with"]),
    ("an empty body", "validate", lambda _: "", BROKEN, ["the body is empty"]),
    # faults of the patch
    ("a validating webhook that patches", "validate", patched([ADD]), BROKEN,
     ["must not send a patch"]),
    ("a validating webhook with a type only", "validate", answer(patchType="JSONPatch"), BROKEN,
     ["must not send a patch"]),
    ("a patch without type", "mutate", answer(patch=b64([ADD])), BROKEN, ["without response.patchType"]),
    ("a type without patch", "mutate", answer(patchType="JSONPatch"), BROKEN,
     ["without response.patch"]),
    ("a type with an empty patch", "mutate", answer(patchType="JSONPatch", patch=""), BROKEN,
     ["without response.patch"]),
    ("another type", "mutate", answer(patchType="MergePatch", patch=b64([ADD])), BROKEN,
     ["wanted JSONPatch"]),
    ("base64 without padding", "mutate", answer(patchType="JSONPatch", patch="W10"), BROKEN,
     ["not standard base64"]),
    ("base64 for URLs", "mutate", answer(patchType="JSONPatch", patch="W3-_"), BROKEN,
     ["not standard base64"]),
    ("base64 with padding inside", "mutate", answer(patchType="JSONPatch", patch="W1==W10="),
     BROKEN, ["not standard base64"]),
    ("a patch that is not a list", "mutate", answer(patchType="JSONPatch", patch=b64("{}")), BROKEN,
     ["does not apply"]),
    ("a patch that is not JSON", "mutate", answer(patchType="JSONPatch", patch=b64("oops")), BROKEN,
     ["does not apply"]),
    ("a patch into a missing object", "mutate", patched([ADD_KEY]), BROKEN, ["does not apply"]),
    ("a patch that removes a missing field", "mutate", patched([{"op": "remove", "path": "/x"}]), BROKEN,
     ["does not apply"]),
    # faults of status, warnings, audit annotations
    ("a code that is a fraction", "validate",
     lambda r: answer(allowed=False, status={"code": 0})(r).replace('"code": 0', '"code": 403.0'),
     BROKEN, ["status.code is 403.0"]),
    ("a code of success", "validate", refusal(code=200), BROKEN, ["status.code is 200"]),
    ("a code that makes Go panic", "validate", refusal(code=1000), BROKEN, ["status.code is 1000"]),
    ("a status that kubectl does not know", "validate", refusal(status="failure"), BROKEN,
     ['must be "Failure"']),
    ("a reason that makes kubectl delete", "validate", refusal(reason="Invalid", code=422), BROKEN,
     ["--force"]),
    ("causes of texts", "validate", refusal(details={"causes": ["x"]}), BROKEN, ["causes contains"]),
    ("a message that is a number", "validate", refusal(message=7), BROKEN, ["message is a number"]),
    ("a warning with a line break", "validate", answer(warnings=["a\nb"]), BROKEN,
     ['would be lost: "a\\nb"']),
    ("warnings that are not a list", "validate", answer(warnings="a"), BROKEN, ["[type]"]),
    ("a warning that is a number", "validate", answer(warnings=[1]), BROKEN, ["[type]"]),
    ("warnings that would be cut", "validate", answer(warnings=["x" * 300 + str(i) for i in range(20)]),
     BROKEN, ["each is cut"]),
    ("an audit key with a slash", "validate", answer(auditAnnotations={"a/b": "c"}), BROKEN,
     ['key "a/b" would be dropped']),
    ("an audit key of 63 characters", "validate", answer(auditAnnotations={"k" * 63: "c"}), OK, []),
    ("an audit key of 64 characters", "validate", answer(auditAnnotations={"k" * 64: "c"}), BROKEN,
     ["would be dropped"]),
    ("an audit annotation that is a number", "validate", answer(auditAnnotations={"a": 1}), BROKEN,
     ["[type]"]),
    # HTTP
    ("not ready", "validate", (503, "policy not loaded\n", {}), BROKEN,
     ["fault: HTTP status 503: policy not loaded [http-status]"]),
    ("a review in an error is not read", "validate", (400, answer(), {}), BROKEN, ["HTTP status 400"]),
    ("206 is an answer", "validate", (206, answer(), {}), OK, ["validate: allowed"]),
    ("Retry-After makes it worse", "validate", (503, "", {"Retry-After": "1"}), BROKEN,
     ["[retry-after]"]),
    ("a type that is none", "validate", (200, answer(), {"Content-Type": "json"}), BROKEN,
     ["[content-type]"]),
    ("another type is accepted", "validate", (200, answer(), {"Content-Type": "text/plain; a=b"}), OK,
     []),
    ("an encoded body", "validate", (200, answer(), {"Content-Encoding": "gzip"}), BROKEN,
     ["[content-encoding]"]),
]

MANIFEST = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {rules: [{host: a.example.com}]}
"""


class Handler(http.server.BaseHTTPRequestHandler):
    """Gives the answer of the current row."""

    protocol_version = "HTTP/1.1"
    reply = None
    seen = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        review = json.loads(body)
        Handler.seen.append((self.requestline, dict(self.headers), review))
        reply = Handler.reply
        status, text, headers = reply if isinstance(reply, tuple) else (200, reply, {})
        text = (text(review) if callable(text) else text).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """Failed handshakes are part of the test."""

    def handle_error(self, *_):
        pass


class Probe:
    """The program, a certificate, and the number of rows that passed."""

    def __init__(self, program, folder):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = folder
        self.passed = self.failed = 0
        self.run("certs", "make", "--dir", "certs", "--dns", "localhost", "--ip", "127.0.0.1")
        (folder / "web.yaml").write_text(MANIFEST)

    def run(self, *words, text=None):
        return subprocess.run([self.program, *words], cwd=self.folder, capture_output=True,
                              input=text, text=True, timeout=60, check=False)

    def serve(self, verify=ssl.CERT_NONE):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "certs/tls.crt", self.folder / "certs/tls.key")
        context.verify_mode = verify
        context.load_verify_locations(self.folder / "certs/ca.crt")
        context.set_alpn_protocols(["http/1.1"])
        server = Server(("127.0.0.1", 0), Handler)
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    def check(self, why, done, exit_code, words):
        text = done.stdout + done.stderr
        missing = [word for word in words if word not in text]
        if done.returncode == exit_code and not missing:
            self.passed += 1
            return
        self.failed += 1
        print(f"{why}: exit code {done.returncode}, wanted {exit_code}; missing {missing} in:\n{text}")

    def claim(self, why, holds):
        self.passed += holds
        self.failed += not holds
        if not holds:
            print(f"not so: {why}")


def answers(probe):
    port = probe.serve()
    for why, stage, reply, exit_code, words in ROWS:
        Handler.reply = reply
        done = probe.run("probe", "--url", f"https://127.0.0.1:{port}", "--ca", "certs/ca.crt",
                         "--stage", stage, "web.yaml")
        probe.check(why, done, exit_code, words)


def beta(probe):
    """v1beta1 requires less: neither version nor uid, and a patch needs no type."""
    review = {"apiVersion": BETA, "kind": "AdmissionReview", "request": {
        "uid": "u", "operation": "CREATE", "object": {"metadata": {"name": "web"}}}}
    (probe.folder / "beta.json").write_text(json.dumps(review))
    port = probe.serve()
    for why, stage, reply, exit_code in [
        ("no version and no uid", "validate", answer(version="", kind="", uid=...), OK),
        ("the right version", "validate", answer(version=BETA), OK),
        ("v1 in answer to v1beta1", "validate", answer(), BROKEN),
        ("a patch without type", "mutate", answer(version=BETA, patch=b64([ADD])), OK),
        ("a validating webhook that patches is let pass", "validate",
         answer(version=BETA, patch=b64([ADD])), OK),
    ]:
        Handler.reply = reply
        done = probe.run("probe", "--url", f"https://127.0.0.1:{port}/{stage}", "--ca",
                         "certs/ca.crt", "beta.json")
        probe.check(f"v1beta1: {why}", done, exit_code, [])


def request(probe):
    """The request is what the API server would send."""
    port = probe.serve()
    Handler.seen = []
    Handler.reply = lambda review: (
        patched([ADD]) if "annotations" not in review["request"]["object"]["metadata"] else answer()
    )(review)
    done = probe.run("probe", "--url", f"https://localhost:{port}/base/", "--ca", "certs/ca.crt",
                     "--timeout", "2500ms", "web.yaml")
    probe.check("both stages", done, OK, ["mutate: allowed and patched", "validate: allowed"])
    (first, headers, mutate), (second, _, validate) = Handler.seen
    probe.claim("the path has the stage and the timeout, rounded up",
                first == "POST /base/mutate?timeout=3s HTTP/1.1")
    probe.claim("mutate first, then validate", second == "POST /base/validate?timeout=3s HTTP/1.1")
    probe.claim("the headers are the API server's, in its order", list(headers) == [
        "Host", "User-Agent", "Content-Length", "Accept", "Content-Type", "Accept-Encoding"])
    probe.claim("the host has its port", headers["Host"] == f"localhost:{port}")
    probe.claim("it says what the API server says",
                headers["User-Agent"] == "kube-apiserver-admission")
    probe.claim("it is a dry run", mutate["request"]["dryRun"] is True)
    probe.claim("the namespace is the manifest's", mutate["request"]["namespace"] == "shop")
    probe.claim("the second stage sees the patched object",
                validate["request"]["object"]["metadata"]["annotations"] == {"a.b/c": "d"})
    Handler.reply = answer()
    Handler.seen = []
    done = probe.run("probe", "--url", f"https://127.0.0.1:{port}/validate", "--ca", "certs/ca.crt",
                     "-n", "team-a")
    probe.check("without a file", done, OK, ["ingress.networking.k8s.io/ingress-warden-probe created"])
    probe.claim("the path's stage is the only one", len(Handler.seen) == 1)
    probe.claim("-n is the namespace", Handler.seen[0][2]["request"]["namespace"] == "team-a")


def other_kinds(probe):
    """A manifest of any kind is sent as in the API server, with its plural."""
    port = probe.serve()
    Handler.reply = answer()
    for version, kind, resource, said in [
        ("v1", "Service", "services", "service/web created"),
        ("projectcontour.io/v1", "HTTPProxy", "httpproxies",
         "httpproxy.projectcontour.io/web created"),
        ("gateway.networking.k8s.io/v1beta1", "Gateway", "gateways",
         "gateway.gateway.networking.k8s.io/web created"),
    ]:
        Handler.seen = []
        text = json.dumps({"apiVersion": version, "kind": kind,
                           "metadata": {"name": "web", "namespace": "shop"}, "spec": {}})
        done = probe.run("probe", "--url", f"https://127.0.0.1:{port}/validate", "--ca",
                         "certs/ca.crt", "-", text=text)
        probe.check(kind, done, OK, [said])
        group, _, number = version.rpartition("/")
        sent = Handler.seen[0][2]["request"]
        for member, last in (("kind", kind), ("requestKind", kind),
                             ("resource", resource), ("requestResource", resource)):
            probe.claim(f"{kind}: {member}", sent[member] == {
                "group": group, "version": number, member.removeprefix("request").lower(): last})


def no_answer(probe):
    """The reason for a missing answer."""
    port = probe.serve()
    other = probe.run("certs", "make", "--dir", "other", "--dns", "localhost")
    probe.claim("a second CA", other.returncode == 0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = taken.getsockname()[1]
    plain = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=plain.serve_forever, daemon=True).start()
    silent = socket.create_server(("127.0.0.1", 0))
    asking = probe.serve(verify=ssl.CERT_REQUIRED)
    ca = ("--ca", "certs/ca.crt")
    own = ("--cert", "certs/tls.crt", "--key", "certs/tls.key")
    Handler.reply = answer()
    for why, words, exit_code, said in [
        ("nobody listens", (f"https://127.0.0.1:{closed}", *ca), NONE, ["Connection refused"]),
        ("an unknown CA", (f"https://127.0.0.1:{port}", "--ca", "other/ca.crt"), NONE,
         ["unknown authority"]),
        ("another name", (f"https://127.0.0.1:{port}", *ca, "--server-name", "hook.platform.svc"),
         NONE, ['is not for "hook.platform.svc"; it is for localhost, 127.0.0.1']),
        ("no TLS", (f"https://127.0.0.1:{plain.server_address[1]}", *ca), NONE,
         ["does not speak TLS"]),
        ("silence", (f"https://127.0.0.1:{silent.getsockname()[1]}", *ca, "--timeout", "200ms"),
         NONE, ["no answer in time; the server accepted the connection"]),
        ("a client certificate is asked for", (f"https://127.0.0.1:{asking}", *ca), NONE,
         ["asks for a client certificate"]),
        ("a name that does not exist", ("https://nobody.invalid", *ca), NONE, ["nobody.invalid"]),
        ("another scheme", ("http://127.0.0.1", *ca), NONE, ["https://"]),
        ("a query", ("https://127.0.0.1/?a", *ca), NONE, ["query"]),
        ("no host", ("https://:443", *ca), NONE, ["no host"]),
        ("a port too large", ("https://a:65536", *ca), NONE, ["port"]),
        ("two opinions about the stage", ("https://a/mutate", *ca, "--stage", "validate"), NONE,
         ["--stage says validate"]),
        ("half a client certificate", ("https://a", *ca, "--cert", "certs/tls.crt"), NONE,
         ["belong together"]),
        ("no CA file", ("https://127.0.0.1", "--ca", "none.crt"), NONE, ["none.crt"]),
        ("a client certificate of which the key differs",
         (f"https://127.0.0.1:{port}", *ca, "--cert", "certs/tls.crt", "--key", "other/tls.key"),
         NONE, ["client certificate"]),
        ("the right name over an address",
         (f"https://127.0.0.1:{port}", *ca, "--server-name", "localhost", "web.yaml"), OK,
         ["allowed"]),
        ("a server's certificate shown by a client", (f"https://127.0.0.1:{asking}", *ca, *own),
         NONE, ["TLS: "]),
    ]:
        probe.check(f"no answer: {why}", probe.run("probe", "--url", *words), exit_code, said)
    silent.close()


def files(probe):
    """What FILE may be."""
    port = probe.serve()
    Handler.reply = refusal(message="no")
    done = probe.run("probe", "--url", f"https://127.0.0.1:{port}/validate", "--ca", "certs/ca.crt",
                     "-", text=MANIFEST)
    probe.check("standard input", done, OK, ['Error from server: error when creating "STDIN": '])
    Handler.reply = answer()
    review = {"apiVersion": V1, "kind": "AdmissionReview", "request": {
        "uid": "u", "operation": "CONNECT", "object": None}}
    (probe.folder / "connect.json").write_text(json.dumps(review))
    done = probe.run("probe", "--url", f"https://127.0.0.1:{port}", "--ca", "certs/ca.crt",
                     "connect.json")
    probe.check("an operation that kubectl has no word for", done, OK, ["validate: allowed"])
    probe.claim("and so none is printed", "dry run" not in done.stdout)
    texts = {
        "two.yaml": MANIFEST + "---\n" + MANIFEST,
        "empty.yaml": "",
        "broken.yaml": "a: [",
        "no-request.json": '{"apiVersion": "%s", "kind": "AdmissionReview"}' % V1,
        "deep.json": "[" * 20000,
    }
    for name, text in texts.items():
        (probe.folder / name).write_text(text)
    for name, said in [("two.yaml", "contains 2 objects"), ("empty.yaml", "contains 0 objects"),
                       ("broken.yaml", "broken.yaml:"), ("no-request.json", "no request"),
                       ("deep.json", "deep.json"), ("missing.yaml", "missing.yaml")]:
        done = probe.run("probe", "--url", f"https://127.0.0.1:{port}", "--ca", "certs/ca.crt", name)
        probe.check(f"file {name}", done, NONE, [said])


def main():
    with tempfile.TemporaryDirectory() as folder:
        probe = Probe(sys.argv[1], pathlib.Path(folder))
        for part in (answers, beta, request, other_kinds, no_answer, files):
            part(probe)
    print(f"{probe.passed} passed, {probe.failed} failed")
    return 1 if probe.failed else 0


if __name__ == "__main__":
    sys.exit(main())
