# SPDX-License-Identifier: Apache-2.0
"""Two replicas behind a balancer, restarted in turn, killed, or frozen."""

import signal
import statistics
import time

import harness
from campaign import EXAMPLE, Balancer, Load, cases_of, until
from pairs import Authority, bundle

# Drains are short; the balancer's delay is a sixth of them, as 5 s are of 30.  If the
# machine delays it beyond the drain, the restart proves nothing and is repeated.
DRAIN_MS = {"short": 600, "full": 300}
DELAY = "50ms"
WORKERS = 20


class Fleet:
    """Replicas with names that are never reused, like those of pods."""

    def __init__(self, run, *options):
        self.run, self.options = run, options
        authority = Authority(run, "ca")
        self.pair, self.trust = authority.pair(), bundle(run, authority)
        self.balancer = Balancer(run, DELAY)
        self.servers = {}

    @property
    def url(self):
        return "https://localhost:" + self.balancer.address.rsplit(":", 1)[1]

    def start(self):
        """Its name, once the balancer sends connections to it."""
        name = f"replica-{self.run.number()}"
        server = self.run.serve(EXAMPLE, *self.pair, *self.options)
        self.servers[name] = server
        self.balancer.add(name, server)
        until(lambda: self.balancer.has(name), "a new replica is ready")
        return name

    def forget(self, name):
        self.balancer.drop(name)
        del self.servers[name]

    def load(self, **options):
        load = Load(self.run, self.url, self.trust, cases_of(), **options)
        load.goes_on()
        return load


def rolling_restarts(run):
    "Row 21: two replicas are replaced, one after the other, again and again; no review fails."
    drain_ms = DRAIN_MS["full" if run.full else "short"]
    fleet = Fleet(run, "--drain", f"{drain_ms}ms", "--threads", "2", "--log-level", "warn")
    names = [fleet.start(), fleet.start()]
    load = fleet.load(workers=WORKERS, fresh=2, pause="10ms")
    done = void = forgiven = 0
    ends = []
    while done < run.count:
        name = names.pop(0)
        server, before = fleet.servers[name], load.count()["failed"]
        begun = time.monotonic()
        server.signal(signal.SIGTERM)
        until(lambda name=name: not fleet.balancer.has(name), "a replica that drains is left out")
        out_ms = (time.monotonic() - begun) * 1000
        run.check(server.wait() == 0, "a replica ends well")
        ends.append((time.monotonic() - begun) * 1000)
        fleet.forget(name)
        names.append(fleet.start())
        load.goes_on(5)
        if out_ms > 0.8 * drain_ms:
            void += 1
            forgiven += load.count()["failed"] - before
            assert void <= run.count, "the balancer is always late"
            continue
        done += 1
    report = load.stop()
    report["failed"] -= forgiven
    run.unharmed(report)
    run.figures(report)
    run.note(f"{done} restarts, drain {drain_ms} ms, end after {statistics.median(ends):.0f} ms "
             f"(median), at most {max(ends):.0f}; {void} repeated, since the balancer was late")


def first_answer_ms(run, fleet):
    """From the start of the process to its first correct answer."""
    with open(f"{run.reviews}/create-web.validate.json") as file:
        review = file.read()
    begun = time.monotonic()
    server = run.serve(EXAMPLE, *fleet.pair, *fleet.options, expect_ready=False)
    answer = server.post("/validate", review)
    took = (time.monotonic() - begun) * 1000
    run.check(answer.status == 200 and not answer.review["allowed"], f"{answer.status} {answer.text}")
    return server, took


def kill(run):
    "SIGKILL: what was under way there is lost, nothing elsewhere; a new process serves at once."
    fleet = Fleet(run, "--threads", "2", "--log-level", "warn")
    names = [fleet.start(), fleet.start()]
    load = fleet.load(workers=WORKERS, pause="10ms")
    lost, starts = [], []
    for _ in range(run.count):
        name = names.pop(0)
        before = load.count()["failed"]
        fleet.servers[name].signal(signal.SIGKILL)
        until(lambda name=name: not fleet.balancer.has(name), "a replica that is dead is left out")
        load.goes_on(WORKERS)
        after = load.count()
        load.goes_on(5 * WORKERS)
        run.check(load.count()["failed"] == after["failed"], "the other replica goes on unharmed")
        lost.append(after["failed"] - before)
        fleet.forget(name)
        server, took = first_answer_ms(run, fleet)
        starts.append(took)
        new = f"replica-{run.number()}"
        fleet.servers[new] = server
        fleet.balancer.add(new, server)
        until(lambda new=new: fleet.balancer.has(new), "a new replica is ready")
        names.append(new)
    report = load.stop()
    run.figures(report)
    kinds = set(report["mistakesByKind"] or {})
    run.check(kinds <= {"error", "handshake"}, f"connections end, answers are never wrong: {kinds}")
    run.note(f"{run.count} kills: {sum(lost)} reviews lost, at most {max(lost)} at once; "
             f"start to first answer {statistics.median(starts):.0f} ms (median), "
             f"at most {max(starts):.0f}")


def stop_and_continue(run):
    "SIGSTOP: what comes meanwhile waits and is answered afterwards; nothing is left behind."
    authority = Authority(run, "ca")
    pair = authority.pair()
    server = run.serve(EXAMPLE, *pair, "--threads", "2", "--log-level", "warn")
    load = Load(run, f"https://localhost:{server.port}", bundle(run, authority), cases_of(),
                workers=10, pause="10ms", timeout="60s")
    load.goes_on(50)
    server.signal(signal.SIGSTOP)
    begun = time.monotonic()
    waiting = server.silent_connection()  # the kernel accepts; the handshake has to wait
    time.sleep(run.count)
    frozen = load.count()
    server.signal(signal.SIGCONT)
    load.goes_on(50)
    run.check(time.monotonic() - begun >= run.count, "it was stopped")
    with server.context().wrap_socket(waiting) as late:
        late.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        run.check(harness.read_answer(late)[0] == 404, "a connection made meanwhile is served")
    report = load.stop()
    run.figures(report)
    # Reviews that a thread was processing may be cut: their deadline is over.
    run.check(report["failed"] <= 2, f"{report['failed']} failed: {report['mistakes']}")
    run.check(server.ops("/readyz").status == 200, "it is ready afterwards")
    until(lambda: server.metric("ingress_warden_connections") == 0, "no connection is left")
    run.note(f"stopped for {run.count} s at review {frozen['reviews']}; "
             f"{report['failed']} failed, {report['reviews'] - frozen['reviews']} answered after it")


def frozen_replica(run):
    "A replica that is stopped costs each connection to it one review; then the other has all."
    fleet = Fleet(run, "--threads", "2", "--log-level", "warn")
    names = [fleet.start(), fleet.start()]
    load = fleet.load(workers=10, pause="10ms", timeout="2s")
    frozen = fleet.servers[names[0]]
    frozen.signal(signal.SIGSTOP)
    until(lambda: not fleet.balancer.has(names[0]), "a replica that is frozen is left out")
    # Reviews that still wait there have two seconds.
    time.sleep(2.5)
    after = load.count()
    load.goes_on(100)
    run.check(load.count()["failed"] == after["failed"], "the other replica goes on unharmed")
    frozen.signal(signal.SIGCONT)
    until(lambda: fleet.balancer.has(names[0]), "it comes back")
    load.goes_on(50)
    report = load.stop()
    run.figures(report)
    run.check(report["failed"] <= 30, f"each connection costs one review: {report['failed']}")
    run.check(set(report["mistakesByKind"] or {}) <= {"error", "handshake"}, "and no wrong answer")
    run.note(f"{report['failed']} reviews timed out in all")
