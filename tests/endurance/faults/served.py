# SPDX-License-Identifier: Apache-2.0
"""Every allocation of the server fails once: at its start, in reviews, in reloads, at its
end.

The server has threads, so it cannot fork like the commands.  Each place has one attempt: the
place is set in the shared memory, and the action is done.  Then either the process has ended
for lack of memory, or it continues and answers correctly.
"""

import http.client
import json
import os
import signal
import ssl
import subprocess
import threading
import time

import inject
import reviews

WAIT_S = 30


class Ended(Exception):
    """The server has ended."""


class Server:
    """`serve` on free ports, under fail_alloc.c or under another command."""

    def __init__(self, program, folder, environment, *options, under=()):
        self.folder = folder
        self.news = threading.Condition()
        self.text = ""
        self.signals_group = False  # the command that runs it does not forward signals
        self.patience_s = WAIT_S
        self.process = subprocess.Popen(
            [*under, program, "serve", "--policy", str(folder / "policy.yaml"),
             "--tls-cert", str(folder / "tls.crt"), "--tls-key", str(folder / "tls.key"),
             "--listen", "127.0.0.1:0", "--ops-listen", "127.0.0.1:0", "--drain", "0s",
             "--threads", "2", "--request-timeout", "5s", "--log-level", "info", *options],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            with self.news:
                self.text += line.decode(errors="replace")
                self.news.notify_all()
        with self.news:
            self.text += "\n"
            self.process.wait()
            self.news.notify_all()

    def wait_text(self, wanted, since=0):
        """Wait until the log contains one of the texts; raise Ended if the log ends."""
        def found():
            return any(text in self.text[since:] for text in wanted)

        with self.news:
            self.news.wait_for(lambda: found() or self.process.returncode is not None, WAIT_S)
            if not found():
                raise Ended if self.process.returncode is not None else TimeoutError

    def serving(self):
        self.wait_text(['"msg":"serving"'])
        line = next(json.loads(line) for line in self.text.splitlines()
                    if '"msg":"serving"' in line)
        self.port = int(line["listen"].rsplit(":", 1)[1])
        self.ops_port = int(line["opsListen"].rsplit(":", 1)[1])

    def post(self, stage, body):
        """The status and the body; (0, None) if there was no answer."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context,
                                                 timeout=self.patience_s)
        try:
            connection.request("POST", "/" + stage, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
            return response.status, json.loads(text) if response.status == 200 else None
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def ops(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.ops_port, timeout=WAIT_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def end(self, wait_s=WAIT_S):
        """The exit code; SIGTERM is sent twice, so that the server does not drain."""
        if self.process.returncode is None and self.signals_group:
            os.killpg(self.process.pid, signal.SIGTERM)
        elif self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(WAIT_S)
        return self.process.returncode


DENIED = reviews.review(host="shop.exmaple.com")
ALLOWED = reviews.review()
BARE = reviews.review(patched=False)


def answer_of(server, stage, body):
    """True: allowed; False: denied; None: neither."""
    status, document = server.post(stage, body)
    if document is None:
        return None if status in (0, 500, 503) else status
    return document["response"]["allowed"]


def wrong_answers(server):
    """What is wrong about the answers, even if something fails."""
    if answer_of(server, "validate", DENIED) not in (False, None):
        return "allows what must be refused"
    if answer_of(server, "validate", ALLOWED) not in (True, None):
        return "denies what must be allowed"
    if answer_of(server, "mutate", BARE) not in (True, None):
        return "denies in the mutating stage"
    return None


def is_right(server):
    """The server must be as if nothing had ever failed."""
    return (answer_of(server, "validate", DENIED) is False
            and answer_of(server, "validate", ALLOWED) is True
            and answer_of(server, "mutate", BARE) is True)


# Actions during which a place fails: each returns what is wrong, or None.

def do_reviews(server):
    return wrong_answers(server)


def do_ops(server):
    server.ops("/readyz")
    server.ops("/metrics")
    return None


def do_reload(server):
    """Both stores: SIGHUP reloads everything."""
    since = len(server.text)
    server.process.send_signal(signal.SIGHUP)
    try:
        server.wait_text(['"msg":"policy in force', '"msg":"the policy does not'], since)
        server.wait_text(['"msg":"certificate in force', '"msg":"the certificate cannot'],
                         since)
    except Ended:
        pass
    return None


def do_end(server):
    code = server.end()
    return None if code in (0, -signal.SIGABRT) else f"ends with {code}"


ACTIONS = {
    "reviews": (do_reviews, "a handshake, a denial, an allowed review, a patch"),
    "operations": (do_ops, "readiness and metrics"),
    "reload": (do_reload, "policy and certificate are read again"),
    "end": (do_end, "connections end, all memory is freed, LeakSanitizer checks"),
}


class Torture:
    """One action, with each of its places."""

    def __init__(self, program, folder, control):
        self.program, self.folder, self.control = program, folder, control
        self.server = None
        self.may_end = False
        # The sanitizer opens files for its report.
        self.options = ("--sandbox", "off") if inject.is_sanitized(program) else ()
        # Libraries allocate before main().
        self.early = {**control.environment, "FAULTS_EARLY": "yes"}

    def fresh(self):
        """A server that is ready and answers correctly."""
        if self.server is None or self.server.process.returncode is not None:
            self.control.disarm()
            self.server = Server(self.program, self.folder, self.control.environment,
                                 *self.options)
            self.server.serving()
            if not is_right(self.server):
                raise AssertionError("does not answer correctly when nothing fails:\n" + self.server.text)
        return self.server

    def ended_well(self):
        """None: it still runs, or it has ended in an allowed way."""
        server = self.server
        code = server.process.returncode
        if code is None or self.may_end and code == 0:
            return None
        if inject.ended_for_memory(code, server.text):
            return None
        if inject.crashed_in_library(code, self.control.stack, server.text):
            return None
        return f"ends with {code}:\n{server.text[-1500:]}"

    def go(self, act):
        """What is wrong after one attempt, or None."""
        try:
            fault = act(self.server)
        except TimeoutError:
            self.server.process.kill()
            self.server.process.wait()
            return "hangs"
        self.control.disarm()
        # A process that aborts takes a moment to end.
        if fault is None and self.control.hits and self.server.process.poll() is None:
            try:
                if not is_right(self.server):
                    time.sleep(0.2)
                    if self.server.process.poll() is None and not is_right(self.server):
                        fault = "does not answer correctly afterwards"
            except TimeoutError:
                self.server.process.kill()
                fault = "hangs afterwards"
        if self.server.process.poll() is not None:
            self.server.reader.join(WAIT_S)
        return fault or self.ended_well()

    def places(self, act, depth):
        self.fresh()
        self.control.know([])
        self.control.arm(inject.RECORD, depth)
        act(self.server)
        self.control.disarm()
        return self.control.sites

    def run(self, name, depth, step):
        """(places that failed, failures)"""
        act = ACTIONS[name][0]
        self.may_end = name == "end"
        failures = []
        failed = 0
        for place in self.places(act, depth)[::step]:
            self.fresh()
            self.control.arm(inject.PLACE, depth, place=place)
            fault = self.go(act)
            failed += self.control.hits > 0
            if fault:
                failures.append(f"serve, {name}: {fault}, where this fails:\n"
                                + inject.symbolise(self.control.stack, self.program))
        self.close(failures, name)
        return failed, failures

    def close(self, failures, name):
        if self.server is None or self.server.process.returncode is not None:
            return
        self.control.disarm()
        code = self.server.end()
        if code != 0:
            failures.append(f"serve, {name}: ends with {code} afterwards:\n"
                            + self.server.text[-3000:])

    def start(self, depth, step):
        """(places that failed, failures) for everything up to the first answers."""
        self.control.know([])
        self.control.arm(inject.RECORD, depth)
        server = Server(self.program, self.folder, self.early, *self.options)
        server.serving()
        self.control.disarm()
        server.end()
        failures = []
        failed = 0
        for place in self.control.sites[::step]:
            fault = self.start_once(depth, place)
            failed += self.control.hits > 0
            if fault:
                failures.append(f"serve, start: {fault}, where this fails:\n"
                                + inject.symbolise(self.control.stack, self.program))
        return failed, failures

    def start_once(self, depth, place):
        self.control.arm(inject.PLACE, depth, place=place)
        self.server = server = Server(self.program, self.folder, self.early, *self.options)
        try:
            server.serving()
            fault = wrong_answers(server)
        except Ended:
            fault = None
        except TimeoutError:
            server.process.kill()
            fault = "hangs"
        code = server.end()
        if fault or code == 0:
            return fault
        if code == 2 and server.text.strip():
            return None
        return self.ended_well()
