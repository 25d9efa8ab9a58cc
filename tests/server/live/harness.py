# SPDX-License-Identifier: Apache-2.0
"""What the live tests share: a server, its log, its ports, certificates.

Nothing here sleeps: log lines are awaited, answers are read, processes are joined.
"""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading

PROGRAM = None  # set by run.py
PATIENCE_S = 20  # for events that must happen; only a failure takes this long


class Certs:
    """A CA, and pairs signed by it, made by the openssl command."""

    EXTENSIONS = {
        "server": "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth",
        "client": "subjectAltName=DNS:api.example\nextendedKeyUsage=clientAuth",
        "client-usage": "subjectAltName=DNS:api.example\nextendedKeyUsage=serverAuth",
    }

    def __init__(self, folder, name="ca"):
        self.folder = folder
        self.ca = self.path(name + ".crt")
        self.ca_key = self.path(name + ".key")
        self.made = 0
        self.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "30", "-subj", "/CN=" + name,
            "-keyout", self.ca_key, "-out", self.ca)

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def openssl(*args):
        subprocess.run(("openssl",) + args, check=True, capture_output=True)

    def pair(self, name, usage="server", common_name="ingress-warden", days="20"):
        """Paths of a new certificate and its key."""
        self.made += 1
        request, extensions = self.path(name + ".csr"), self.path(name + ".ext")
        cert, key = self.path(name + ".crt"), self.path(name + ".key")
        with open(extensions, "w") as file:
            file.write(self.EXTENSIONS[usage])
        self.openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-subj", "/CN=" + common_name, "-keyout", key, "-out", request)
        self.openssl(
            "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.ca_key,
            "-set_serial", str(self.made + 1), "-days", days, "-extfile", extensions,
            "-out", cert)
        return cert, key


def put(path, text):
    """Replace a file as an editor does: write another one, then rename it."""
    with open(path + ".new", "w") as file:
        file.write(text)
    os.rename(path + ".new", path)


def write(path, text):
    """Write into the existing file."""
    with open(path, "w") as file:
        file.write(text)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()
        self.text = self.body.decode()

    @property
    def review(self):
        return json.loads(self.body)["response"]


class Server:
    """`serve` on free ports; it ends with its test."""

    def __init__(self, policy, cert, key, *options, expect_ready=True, stderr=None,
                 under=()):
        """stderr: a pipe from which only the start line is read.  under: a command that runs
        the program."""
        self.lines = []
        self.ended = False
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            [*under, PROGRAM, "serve", "--policy", policy, "--tls-cert", cert, "--tls-key", key,
             "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0", *options],
            stderr=stderr[1] if stderr else subprocess.PIPE, stdout=subprocess.DEVNULL,
            text=True)
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        if stderr:
            os.close(stderr[1])
            start = self.read_start(stderr[0])
        else:
            self.reader.start()
            start = self.wait_log(lambda line: line["msg"] == "serving")
        self.port = int(start["listen"].rsplit(":", 1)[1])
        self.ops_port = int(start["opsListen"].rsplit(":", 1)[1])
        if expect_ready:
            assert self.ops("/readyz").status == 200, self.ops("/readyz").text

    @staticmethod
    def read_start(fd):
        text = b""
        while b'"serving"' not in text or not text.endswith(b"\n"):
            text += os.read(fd, 1)
        return json.loads(text.splitlines()[-1])

    def read_log(self):
        for text in self.process.stderr:
            with self.news:
                try:
                    self.lines.append(json.loads(text))
                except json.JSONDecodeError:
                    self.lines.append({"msg": "not JSON", "level": "", "text": text})
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def mark(self):
        """A position in the log, for wait_log()."""
        with self.news:
            return len(self.lines)

    def wait_log(self, wanted, since=0):
        """The first log line after the mark that matches."""
        def find():
            return next((line for line in self.lines[since:] if wanted(line)), None)

        with self.news:
            self.news.wait_for(lambda: find() or self.ended, PATIENCE_S)
            found = find()
        if found is None:
            raise AssertionError("no such log line; there are:\n" +
                                 "\n".join(map(str, self.lines[since:])))
        return found

    def wait_message(self, begin, since=0):
        return self.wait_log(lambda line: line["msg"].startswith(begin), since)

    def context(self, cafile=None, pair=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = cafile is not None
        context.verify_mode = ssl.CERT_REQUIRED if cafile else ssl.CERT_NONE
        if cafile:
            context.load_verify_locations(cafile)
        if pair:
            context.load_cert_chain(*pair)
        return context

    def connect(self, context=None):
        """A keep-alive connection."""
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=context or self.context(), timeout=PATIENCE_S)
        connection.connect()
        return connection

    def raw(self, context=None):
        """A bare TLS socket."""
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        return (context or self.context()).wrap_socket(plain, server_hostname="127.0.0.1")

    def post(self, path, body, headers=None, connection=None):
        own = connection is None
        connection = connection or self.connect()
        headers = {"Content-Type": "application/json"} if headers is None else headers
        try:
            connection.request("POST", path, body, headers)
            return Answer(connection.getresponse())
        finally:
            if own:
                connection.close()

    def ops(self, path, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.ops_port,
                                                timeout=PATIENCE_S)
        try:
            connection.request(method, path)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def metric(self, name):
        """The sample `name`, with its labels as they are printed; None: absent."""
        match = re.search("^" + re.escape(name) + r" (\S+)$", self.ops("/metrics").text,
                          re.MULTILINE)
        return float(match.group(1)) if match else None

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        """The exit code; afterwards the log is complete."""
        code = self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        return code

    def stop(self):
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
            self.signal(signal.SIGINT)
            self.process.wait(PATIENCE_S)
        if self.process.stderr:
            self.reader.join(PATIENCE_S)
            self.process.stderr.close()
        return self.process.returncode


def read_answer(sock):
    """One HTTP answer from a raw socket: status, headers (lower case), body."""
    response = http.client.HTTPResponse(sock)
    response.begin()
    body = response.read()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, body


def read_to_end(sock):
    """All bytes until the peer closes; a reset is an end, too."""
    received = b""
    try:
        while True:
            piece = sock.recv(65536)
            if not piece:
                return received
            received += piece
    except (ConnectionError, ssl.SSLError):
        return received


class Scratch:
    """A folder with a CA and a serving pair, shared by all tests."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="ingress-warden-live-")
        self.folder = self.holder.name
        self.certs = Certs(self.folder)
        self.cert, self.key = self.certs.pair("tls")
        self.n = 0

    def subfolder(self):
        self.n += 1
        path = os.path.join(self.folder, str(self.n))
        os.mkdir(path)
        return path


SCRATCH = None


def scratch():
    global SCRATCH
    if SCRATCH is None:
        SCRATCH = Scratch()
    return SCRATCH
