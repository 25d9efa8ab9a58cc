# SPDX-License-Identifier: Apache-2.0
"""Row 20: packets are lost, and the connection must be given up in time."""

import itertools
import os
import re
import shutil
import subprocess
import time

from campaign import CASES, EXAMPLE, Load, cases_of, until
from pairs import Authority, bundle

OURS, THEIRS = "10.213.7.1", "10.213.7.2"
CONNECTIONS = "ingress_warden_connections"
# The server probes an idle peer after 30 s, and again 10 s later.  Data that is not
# acknowledged within 30 s ends the connection.
IDLE_S, GONE_S = 30, 60


def timers(port):
    """For each established socket of the server: the kind of timer, and the seconds until it
    fires."""
    found = []
    hertz = os.sysconf("SC_CLK_TCK")
    with open("/proc/net/tcp") as table:
        for line in table:
            words = line.split()
            if words[1].endswith(f":{port:04X}") and words[3] == "01":
                kind, when = words[5].split(":")
                found.append((int(kind, 16), int(when, 16) / hertz))
    return found


def idle_connections_are_asked(run):
    "The kernel has a keep-alive timer on each idle connection, of half a minute."
    authority = Authority(run, "ca")
    server = run.serve(EXAMPLE, *authority.pair())
    load = Load(run, f"https://localhost:{server.port}", bundle(run, authority), cases_of(),
                workers=4, pause="1h")
    until(lambda: load.count()["reviews"] == 4, "each worker has had an answer")
    asked = until(lambda: [when for kind, when in timers(server.port) if kind == 2],
                  "idle connections have a keep-alive timer")
    run.check(max(asked) <= IDLE_S + 1, f"it fires within {IDLE_S} s: {asked}")
    run.unharmed(load.stop())


CORKED_MS = 150  # the kernel delays corked data by 200 ms


def answers_are_sent_at_once(run):
    "Every two kinds of answers after one another on one connection: neither waits for the kernel."
    authority = Authority(run, "ca")
    server = run.serve(EXAMPLE, *authority.pair(), "--log-level", "warn")
    texts = {name: open(f"{run.reviews}/{name}.json", "rb").read() for name, _, _ in CASES}
    worst = 0.0
    for first, second in itertools.permutations(texts, 2):
        connection, took = server.connect(), {first: [], second: []}
        for name in (first, second) * 4:
            begun = time.monotonic()
            server.post("/" + name.rsplit(".", 1)[1], texts[name], connection=connection)
            took[name].append((time.monotonic() - begun) * 1000)
        connection.close()
        # The fastest of four: a busy machine is not always busy.
        slowest = max(min(times) for times in took.values())
        worst = max(worst, slowest)
        if not run.check(slowest < CORKED_MS, f"{first}, then {second}: {took}"):
            return
    run.note(f"the slowest of the quickest: {worst:.1f} ms")


class Link:
    """A network namespace, with a virtual cable that can be cut."""

    def __init__(self, run):
        self.name = "iw%d" % os.getpid()
        self.near, self.far = self.name + "n", self.name + "f"
        run.cleanup(lambda: subprocess.run(["ip", "netns", "del", self.name], capture_output=True))
        for words in (("netns", "add", self.name),
                      ("link", "add", self.near, "type", "veth", "peer", "name", self.far),
                      ("link", "set", self.far, "netns", self.name),
                      ("addr", "add", OURS + "/30", "dev", self.near),
                      ("link", "set", self.near, "up"),
                      ("-n", self.name, "addr", "add", THEIRS + "/30", "dev", self.far),
                      ("-n", self.name, "link", "set", self.far, "up"),
                      ("-n", self.name, "link", "set", "lo", "up")):
            subprocess.run(["ip", *words], check=True, capture_output=True)

    def cable(self, state):
        subprocess.run(["ip", "-n", self.name, "link", "set", self.far, state], check=True)

    def loses(self, share):
        """Drop this share of the packets in each direction; False: this kernel cannot."""
        if shutil.which("iptables") is None:
            return False
        for chain in "INPUT", "OUTPUT":
            done = subprocess.run([*self.under, "iptables", "-A", chain, "-m", "statistic", "--mode",
                                   "random", "--probability", str(share), "-j", "DROP"],
                                  capture_output=True)
            if done.returncode != 0:
                return False
        return True

    @property
    def under(self):
        return "ip", "netns", "exec", self.name


def link_or_skip(run):
    try:
        return Link(run)
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", b"") or str(error).encode()
        run.skip("no network namespace may be made here: " + why.decode().strip())
        return None


def open_to(run, server):
    with open(f"/proc/{server.pid}/net/tcp") as table:
        text = table.read()
    return len(re.findall(rf"^ *\d+: \w+:{server.port:04X} \w+:\w+ 01", text, re.MULTILINE))


def dead_peer(run):
    "The cable is cut: the server lets go of the dead connections; plugged in, clients go on."
    link = link_or_skip(run)
    if link is None:
        return
    authority = Authority(run, "ca")
    server = run.serve(EXAMPLE, *authority.pair(), "--listen", OURS + ":0")
    load = Load(run, f"https://{OURS}:{server.port}", bundle(run, authority), cases_of(),
                under=link.under, workers=5, pause="200ms", timeout="5s")
    load.goes_on()
    run.check(load.count()["failed"] == 0, "reviews come over the cable")
    before = server.metric(CONNECTIONS)
    run.check(before > 0 and open_to(run, server) > 0, "connections are open")
    link.cable("down")
    begun = time.monotonic()
    until(lambda: server.metric(CONNECTIONS) == 0, "the connections are let go of", GONE_S + 30)
    took = time.monotonic() - begun
    run.check(open_to(run, server) == 0, "and so does the kernel")
    link.cable("up")
    begun = time.monotonic()
    mark = load.count()
    until(lambda: load.count()["reviews"] - load.count()["failed"] >
          mark["reviews"] - mark["failed"], "clients connect anew")
    again = time.monotonic() - begun
    # Reviews that were sent while the cable was cut may still time out.
    time.sleep(6)
    mark = load.count()
    load.goes_on(30)
    run.check(load.count()["failed"] == mark["failed"], "after that nothing fails")
    report = load.stop()
    run.note(f"{before:.0f} dead connections gone after {took:.0f} s; answers again "
             f"{again:.1f} s after the cable was back")
    run.check(set(report["mistakesByKind"] or {}) <= {"error", "handshake"}, "and no wrong answer")


def packet_loss(run):
    "One packet in twenty is lost, each way: reviews take longer, and none fails."
    link = link_or_skip(run)
    if link is None:
        return
    authority = Authority(run, "ca")
    server = run.serve(EXAMPLE, *authority.pair(), "--listen", OURS + ":0")
    if not link.loses(0.05):
        run.skip("packets are not lost on request here (iptables, statistic)")
        return
    load = Load(run, f"https://{OURS}:{server.port}", bundle(run, authority), cases_of(),
                under=link.under, workers=10, fresh=2, pause="20ms", timeout="30s")
    load.goes_on(run.count)
    report = load.stop()
    run.unharmed(report)
    run.figures(report)
