# SPDX-License-Identifier: Apache-2.0
"""What the campaigns share: the Go client, servers, and how a campaign reports its findings.

A campaign is a function with one argument, the Run.  It calls run.check() for each claim and
run.note() for each figure.
"""

import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time

import harness

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
REVIEWS = os.path.join(ROOT, "tests/golden/captured")
EXAMPLE = os.path.join(ROOT, "policies/example.yaml")
PATIENCE_S = 60  # for events that must happen, on a busy machine
GO_PLACES = "/usr/lib/go/bin:/usr/local/go/bin"

# Real reviews under policies/example.yaml: the verdict and its reason.
CASES = [
    ("create-web.mutate", "patched", "the class publishes it, so annotations are added"),
    ("create-web.validate", "denied", "what the mutating stage adds is missing"),
    ("server-side-apply-web.validate", "allowed", "what is wrong was there before"),
    ("annotate-web.validate", "denied", "the update brings a new wrong annotation"),
    ("label-100-rules.validate", "allowed", "69 KB, and only a label has changed"),
    ("create-nul-and-unicode.validate", "denied", "a host with a NUL is none"),
    ("delete-web.validate", "allowed", "a deletion is nobody's business"),
    ("status-web.validate", "allowed", "the controller writes the status"),
]


def cases_of(table=None, policy="example"):
    """For the client: the table above, or another of the same form."""
    return [{"path": "/" + name.rsplit(".", 1)[1], "file": f"{REVIEWS}/{name}.json",
             "verdicts": {policy: verdict}} for name, verdict, _ in table or CASES]


class Server(harness.Server):
    """A log that skips the lines of reviews, of which there are too many."""

    def read_log(self):
        try:
            for text in self.process.stderr:
                if '"msg":"review"' in text:
                    continue
                try:
                    line = json.loads(text)
                except json.JSONDecodeError:
                    line = {"msg": "not JSON", "level": "", "text": text}
                with self.news:
                    self.lines.append(line)
                    self.news.notify_all()
        except ValueError:
            pass  # closed while it was read
        with self.news:
            self.ended = True
            self.news.notify_all()

    @property
    def pid(self):
        return self.process.pid

    def silent_connection(self):
        """A connection that sends nothing."""
        return socket.create_connection(("127.0.0.1", self.port), harness.PATIENCE_S)


class Talk:
    """A child process that answers each line with one line."""

    def __init__(self, arguments, under=()):
        self.process = subprocess.Popen([*under, *arguments], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put(None)

    def line(self):
        line = self.lines.get(timeout=PATIENCE_S)
        if line is None:
            raise AssertionError("the client has ended: " + self.process.stderr.read())
        return line

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.line()

    def end(self):
        if self.process.poll() is None:
            self.process.stdin.close()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Load(Talk):
    """The Go client; `report` is set once it has stopped."""

    def __init__(self, run, url, ca, cases, expect="example", under=(), **options):
        self.cases = run.path(f"cases-{run.number()}.json")
        harness.write(self.cases, json.dumps(cases))
        words = [f"-{name.replace('_', '-')}={value}" for name, value in options.items()]
        super().__init__([run.client, "load", "-url=" + url, "-ca=" + ca,
                          "-server-name=localhost", "-cases=" + self.cases,
                          "-expect=" + expect, *words], under)
        run.cleanup(self.kill)

    def tell(self, command):
        answer = self.ask(command)
        assert answer == "ok", answer

    def count(self):
        return json.loads(self.ask("count"))

    def goes_on(self, reviews=20):
        """Wait until that many more reviews were answered."""
        wanted = self.count()["reviews"] + reviews
        until(lambda: self.count()["reviews"] >= wanted, "the load goes on")

    def stop(self):
        self.end()
        report = json.loads(self.line())
        self.process.wait()
        return report


class Balancer(Talk):
    """The Go balancer over servers that come and go."""

    def __init__(self, run, delay="50ms", probe="20ms"):
        super().__init__([run.client, "balance", "-delay=" + delay, "-probe=" + probe])
        run.cleanup(self.kill)
        self.address = self.line()

    def add(self, name, server):
        answer = self.ask(f"add {name} 127.0.0.1:{server.port} 127.0.0.1:{server.ops_port}")
        assert answer == "ok", answer

    def drop(self, name):
        answer = self.ask("drop " + name)
        assert answer == "ok", answer

    def has(self, name):
        return name in self.ask("in").split()[1:]


def until(holds, what, patience_s=PATIENCE_S):
    """Ask until the claim holds."""
    end = time.monotonic() + patience_s
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("in vain: " + what)
        time.sleep(0.003)


class Run:
    """One campaign: its folder, its servers, its claims."""

    def __init__(self, name, folder, client, full, count):
        self.name, self.folder, self.client, self.full = name, folder, client, full
        self.count, self.reviews = count, REVIEWS
        self.passed = self.failed = self.numbers = 0
        self.cleanups = []
        self.skips = []

    def number(self):
        self.numbers += 1
        return self.numbers

    def path(self, name):
        return os.path.join(self.folder, name)

    def cleanup(self, action):
        self.cleanups.append(action)

    def close(self):
        for action in reversed(self.cleanups):
            try:
                action()
            except Exception as error:  # remaining processes must end, too
                self.check(False, f"cleaning up: {error!r}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def check(self, holds, what):
        self.passed += bool(holds)
        self.failed += not holds
        if not holds:
            print(f"{self.name}: FAILED: {what}", flush=True)
        return bool(holds)

    def note(self, text):
        print(f"{self.name}: {text}", flush=True)

    def skip(self, why):
        self.skips.append(why)
        self.note("skipped: " + why)

    def serve(self, policy, cert, key, *options, **keywords):
        server = Server(policy, cert, key, *options, **keywords)
        self.cleanup(lambda: self.leave(server))
        return server

    def leave(self, server):
        """There is no leak and no report of a sanitizer."""
        code = server.stop()
        strange = [line["text"] for line in server.lines if line["msg"] == "not JSON"]
        self.check(code in (0, -9) and not strange, f"the end of a server: {code} {strange}")

    def unharmed(self, report, what="reviews"):
        self.check(report["failed"] == 0 and report["failedHandshakes"] == 0,
                   f"{report['failed']} of {report['reviews']} {what} failed, "
                   f"{report['failedHandshakes']} handshakes: " + "\n".join(report["mistakes"] or []))
        self.check(report["reviews"] > 0, "there was no load")

    def figures(self, report):
        self.note(f"{report['reviews']} reviews, {report['failed']} failed, "
                  f"{report['connections']} connections; ms: p50 {report['p50']:.2f}, "
                  f"p99 {report['p99']:.2f}, p99.9 {report['p999']:.2f}, max {report['max']:.1f}")


def build_client(folder):
    """Built with Go's own cache; nothing is downloaded."""
    path = os.environ.get("PATH", "") + ":" + GO_PLACES
    go = shutil.which("go", path=path)
    if go is None:
        sys.exit("campaign: there is no go; Debian's package is golang-go")
    target = os.path.join(folder, "client")
    environment = dict(os.environ, CGO_ENABLED="0", GOPROXY="off", GOFLAGS="-mod=mod",
                       GOTOOLCHAIN="local", GO111MODULE="on", GOWORK="off")
    if not (environment.get("HOME") or environment.get("GOCACHE")):
        environment["GOCACHE"] = os.path.join(folder, "go-cache")
    subprocess.run([go, "build", "-trimpath", "-o", target, "."], check=True,
                   cwd=os.path.join(HERE, "client"), env=environment)
    return target
