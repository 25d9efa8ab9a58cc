# SPDX-License-Identifier: Apache-2.0
"""peers: starts the servers under load, each on a port that the kernel assigns."""

import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import tempfile
import time

import inputs
import machine
import rows

HERE = os.path.dirname(os.path.abspath(__file__))
START_SECONDS = 30
LOG_BYTES = 1 << 20

NGINX = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/bodies;
  client_body_buffer_size 2m;
  client_max_body_size 8m;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/tls.crt;
    ssl_certificate_key {folder}/tls.key;
    ssl_protocols TLSv1.3;
    ssl_session_tickets off;
    location / {{ default_type application/json; return 200 '{answer}'; }}
  }}
}}
"""
FIXED = (
    '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",'
    '"response":{"uid":"5ebd329e-db14-44a9-8134-4308ec0b545c","allowed":true}}'
)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """One process.  Subclasses define the command, and the pid whose CPU time counts."""

    judges = True

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.port = free_port()
        self.log = os.path.join(folder, name + ".log")
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                machine.on_core(machine.SERVER_CORE, self.command()),
                env={**os.environ, **self.environment()},
                stdout=log,
                stderr=log,
            )
        self.pid = self.process.pid

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def url(self, stage):
        return f"https://127.0.0.1:{self.port}/{stage}"

    def post(self, stage, body):
        """Sends one review over a new connection; returns (status, body)."""
        context = ssl.create_default_context(cafile=os.path.join(self.folder, "ca.crt"))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=context)
        try:
            connection.request("POST", "/" + stage, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def wait_listening(self):
        """Waits until the port is open, without connecting to it."""
        until = time.monotonic() + START_SECONDS
        wanted = f":{self.port:04X} 00000000:0000 0A"
        while True:
            with open("/proc/net/tcp", encoding="ascii") as file:
                if wanted in file.read():
                    return
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError(f"{self.name} does not listen; see {self.log}")
            time.sleep(0.02)

    def wait(self):
        """Waits until the server answers."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.post("validate", inputs.recorded("create-web.validate"))
                return
            except OSError as error:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError(f"{self.name} does not answer: {error}; see {self.log}") from error
                time.sleep(0.02)

    def empty_log(self):
        """Truncates a large log, since a line for each review would fill the disk."""
        if os.path.getsize(self.log) > LOG_BYTES:
            os.truncate(self.log, 0)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nginx(Server):
    """The lower bound: reads the request and returns a fixed response."""

    judges = False

    def command(self):
        path = os.path.join(self.folder, "nginx.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write(NGINX.format(folder=self.folder, port=self.port, answer=FIXED))
        return ["nginx", "-c", path, "-p", self.folder]

    def wait(self):
        super().wait()
        self.pid = machine.only_child(self.process.pid)


class Ours(Server):
    def __init__(self, name, folder, binary, setting):
        self.binary = binary
        self.options = list(setting.options) + self.memory_for(setting.domains)
        self.policy = inputs.write_policy(folder, setting.judged, setting.domains)
        super().__init__(name, folder)

    def memory_for(self, domains):
        """The option for a large policy.  Earlier programs have neither the option nor the limit."""
        text = subprocess.run([self.binary, "serve", "--help"], capture_output=True, text=True).stdout
        return ["--policy-memory", "32MiB"] if domains > 10000 and "--policy-memory" in text else []

    def command(self):
        pair = ["--tls-cert", self.folder + "/tls.crt", "--tls-key", self.folder + "/tls.key"]
        ports = ["--listen", f"127.0.0.1:{self.port}", "--ops-listen", f"127.0.0.1:{free_port()}"]
        rest = ["--threads", "1", "--drain", "0s"] + self.options
        return [self.binary, "serve", "--policy", self.policy] + pair + ports + rest


def can_load(binary, setting):
    """Whether the program loads the policy; earlier ones support no kinds except Ingress."""
    with tempfile.TemporaryDirectory() as folder:
        words = [binary, "lint", inputs.write_policy(folder, setting.judged, 10)]
        return subprocess.run(words, check=False, capture_output=True).returncode == 0


class ControllerRuntime(Server):
    def __init__(self, name, folder, binary, domains):
        self.binary = binary
        self.domains = domains
        super().__init__(name, folder)

    def command(self):
        path = os.path.join(self.folder, "controller-runtime.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(inputs.peer_policy(self.domains), file)
        return [self.binary, "-port", str(self.port), "-cert-dir", self.folder, "-policy", path]

    def environment(self):
        return {"GOMAXPROCS": "1"}


def build_controller_runtime():
    """Returns its path, or None if it cannot be built; the script has printed the reason."""
    done = subprocess.run([HERE + "/peers/build.sh"], check=False, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def versions(binary):
    """Returns program -> version; that of ingress-warden has the commit that is checked out."""
    commit = machine.first_line(["git", "-C", HERE, "describe", "--always", "--dirty"])
    ours = machine.first_line([binary, "version"]).rpartition(" ")[2]
    with open(HERE + "/peers/controller-runtime/go.mod", encoding="ascii") as file:
        other = re.search(r"controller-runtime v(\S+)", file.read())[1]
    return {
        rows.NGINX: machine.first_line(["nginx", "-v"]).rpartition("/")[2],
        rows.OURS: f"{ours} ({commit})" if commit else ours,
        rows.OTHER: other,
    }


def make_certificate(binary, folder):
    """Makes an ECDSA P-256 pair for all servers."""
    subprocess.run(
        [binary, "certs", "make", "--dir", folder, "--dns", "localhost", "--ip", "127.0.0.1"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
