# SPDX-License-Identifier: Apache-2.0
"""Too few descriptors, full disks, and readers of the log that sleep."""

import os
import socket
import subprocess
import tempfile

import harness
from campaign import EXAMPLE, Load, Server, cases_of, until
from pairs import Authority, Mounted, bundle, contents
from rotations import rotate

DROPPED = "ingress_warden_log_lines_dropped_total"
CUT = 'ingress_warden_connections_cut_total{reason="room"}'


def descriptors(run):
    "Too few for the start: one line.  Few: fewer connections, and files are still read."
    authority = Authority(run, "ca")
    mounted = Mounted(run.path("secret"), ("tls.crt", "tls.key"))
    mounted.swap(contents(authority.pair()))
    pair = mounted.path("tls.crt"), mounted.path("tls.key")

    def under(n):
        return "prlimit", f"--nofile={n}:{n}"

    done = subprocess.run([*under(64), harness.PROGRAM, "serve", "--policy", EXAMPLE,
                           "--tls-cert", pair[0], "--tls-key", pair[1], "--listen", "127.0.0.1:0",
                           "--ops-listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
    run.check(done.returncode == 2 and "ulimit -n" in done.stderr and done.stderr.count("\n") == 1,
              f"64 descriptors are too few: {done}")

    server = run.serve(EXAMPLE, *pair, "--threads", "2", under=under(192))
    line = server.wait_log(lambda line: "ulimit -n" in line["msg"])
    most = int(line["msg"].split()[0])
    run.check(0 < most < 192, f"it says how many connections it takes: {line}")
    load = Load(run, f"https://localhost:{server.port}", bundle(run, authority), cases_of(),
                workers=5, fresh=1, pause="10ms")
    load.goes_on()
    silent = []
    # Not all at once: the oldest connection that is still in its handshake makes room.
    while len(silent) < 2 * most:
        silent += [server.silent_connection() for _ in range(10)]
        load.goes_on(10)
    load.goes_on(100)
    for pair_now in (authority.pair(), authority.pair("rsa")):
        rotate(server, mounted, contents(pair_now))
        load.goes_on(5)
    run.check(server.ops("/readyz").status == 200, "and it is ready")
    run.note(f"192 descriptors: {most} connections, {len(silent)} silent ones; "
             f"cut to make room: {server.metric(CUT)}")
    for one in silent:
        one.close()
    report = load.stop()
    # An idle connection may have to make room; the next review finds another.
    run.unharmed(report)
    until(lambda: server.metric("ingress_warden_connections") == 0, "no connection is left")


class Elsewhere(Server):
    """A server that logs to a file; its ports are fixed, because the log cannot be read."""

    def __init__(self, policy, cert, key, *options, log):
        ports = []
        for _ in range(2):
            with socket.create_server(("127.0.0.1", 0)) as taken:
                ports.append(taken.getsockname()[1])
        self.port, self.ops_port = ports
        self.lines = []
        self.process = subprocess.Popen(
            [harness.PROGRAM, "serve", "--policy", policy, "--tls-cert", cert, "--tls-key", key,
             "--listen", f"127.0.0.1:{self.port}", "--ops-listen", f"127.0.0.1:{self.ops_port}",
             "--drain", "0s", *options], stderr=log, stdout=subprocess.DEVNULL)
        until(self.is_ready, "a server without a log is ready")

    def is_ready(self):
        assert self.process.poll() is None, "the server has ended"
        try:
            return self.ops("/readyz").status == 200
        except OSError:
            return False


def loaded(run, server, trust, reviews=300):
    """Reviews with the default log; the client's report."""
    load = Load(run, f"https://localhost:{server.port}", trust, cases_of(), workers=20,
                pause="5ms")
    load.goes_on(reviews)
    report = load.stop()
    run.unharmed(report)
    return report


def log_device_full(run):
    "No room for the log from the first line on: it serves, and counts the lines."
    authority = Authority(run, "ca")
    with open("/dev/full", "w") as full:
        server = Elsewhere(EXAMPLE, *authority.pair(), log=full)
    run.cleanup(lambda: run.leave(server))
    report = loaded(run, server, bundle(run, authority))
    until(lambda: (server.metric(DROPPED) or 0) >= report["reviews"], "each lost line is counted")
    run.figures(report)
    run.note(f"{server.metric(DROPPED):.0f} lines lost")


def log_disk_fills(run):
    "The disk of the log runs full and is emptied again: whole lines before, whole lines after."
    place = tempfile.mkdtemp(dir=run.folder)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", place],
                      capture_output=True).returncode != 0:
        run.skip("a file system of one's own may not be mounted here")
        return
    run.cleanup(lambda: subprocess.run(["umount", "-l", place], check=True))
    path = os.path.join(place, "log")
    authority = Authority(run, "ca")
    with open(path, "a") as log:
        server = Elsewhere(EXAMPLE, *authority.pair(), log=log)
    run.cleanup(lambda: run.leave(server))
    trust = bundle(run, authority)
    report = loaded(run, server, trust, 600)
    lost = until(lambda: server.metric(DROPPED), "lines are lost")
    os.truncate(path, 0)
    loaded(run, server, trust, 20)
    until(lambda: os.path.getsize(path) > 0, "there is room again, and lines come")
    server.stop()
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    torn = [line for line in lines if line and not (line.startswith(b"{") and line.endswith(b"}"))]
    # The part of a line that was written when the disk became full is lost with the file.
    run.check(len(torn) <= 1 and lines[0] not in torn[1:], f"lines are torn: {torn[:3]}")
    run.check(len(lines) > 20, "lines come again")
    run.figures(report)
    run.note(f"{lost:.0f} lines lost while there was no room")


def log_reader_sleeps(run):
    "Nobody reads the pipe: reviews do not wait, lines are counted; then somebody does."
    authority = Authority(run, "ca")
    reading, writing = os.pipe()
    server = Server(EXAMPLE, *authority.pair(), "--drain", "0s", stderr=(reading, writing))
    run.cleanup(lambda: run.leave(server))
    trust = bundle(run, authority)
    load = Load(run, f"https://localhost:{server.port}", trust, cases_of(), workers=20, pause="2ms")
    lost = until(lambda: server.metric(DROPPED), "lines are lost")
    load.goes_on(200)
    report = load.stop()
    run.unharmed(report)
    run.figures(report)
    server.signal(15)
    text = b""
    while piece := os.read(reading, 65536):
        text += piece
    os.close(reading)
    run.check(server.process.wait(harness.PATIENCE_S) == 0, "it ends when it is told to")
    bad = [line for line in text.split(b"\n")[:-1]
           if not (line.startswith(b"{") and line.endswith(b"}"))]
    run.check(not bad, f"whole lines only: {bad[:2]}")
    run.check(text.endswith(b'"msg":"stopping"}\n'), f"the last one is the end: {text[-200:]}")
    run.note(f"{lost:.0f} lines lost at the first look")
