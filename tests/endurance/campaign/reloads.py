# SPDX-License-Identifier: Apache-2.0
"""The policy is replaced while reviews continue."""

import array
import hashlib
import math
import time

from campaign import Load, until
from pairs import Authority, Mounted, bundle

POLICY = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {name: %s}
classes:
  external: {profile: ingress-nginx}
tenants:
  - name: shop
    namespaces: [shop]
    classes: [external]
    domains: [%s]
"""
POLICIES = {"one": POLICY % ("one", "shop.example.com"),
            "two": POLICY % ("two", "store.example.com")}

# The policies differ in one domain: under `two` nobody owns the name of these objects.
VERDICTS = [("create-web.validate", {"one": "allowed", "two": "denied"}),
            ("delete-web.validate", {"one": "allowed", "two": "allowed"})]

SLOW_MS = 5
# Windows around the moment at which /metrics shows the reload; and the same windows 50 ms
# earlier, while the server waits for the files to settle: same load, same polling, no
# reload.
WINDOW_MS, CONTROL_MS = (-20, 5), (-70, -45)


def info(name):
    text = POLICIES[name].encode()
    return 'ingress_warden_policy_info{name="%s",hash="%s",mode="enforce"}' % (
        name, hashlib.sha256(text).hexdigest()[:12])


def windowed(samples, moments, window):
    """For the reviews that overlap [moment + window]: their number; the number of slow ones,
    by moment; and the slowest."""
    begin, end = (int(edge * 1e6) for edge in window)
    slow = [0] * len(moments)
    n = at = worst = 0
    for start, took in samples:
        while at < len(moments) and moments[at] + end < start:
            at += 1
        if at < len(moments) and start + took >= moments[at] + begin:
            n += 1
            slow[at] += took > SLOW_MS * 1_000_000
            worst = max(worst, took)
    return n, slow, worst / 1e6


def read_samples(path):
    numbers = array.array("q")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    return sorted(zip(numbers[0::2], numbers[1::2]))


def attribute(run, samples, moments):
    """Whether reviews in a reload's window are slow more often than reviews shortly before."""
    slow = []
    for name, window in (("in reloads", WINDOW_MS), ("before", CONTROL_MS)):
        n, by_moment, worst = windowed(samples, moments, window)
        slow.append(by_moment)
        run.note(f"{name}: {n} reviews, {sum(by_moment)} slower than {SLOW_MS} ms, "
                 f"the slowest {worst:.1f} ms")
    # Slow reviews occur in groups when the machine is busy.  The sum of the differences
    # is noise unless all have the same sign.
    differences = [one - other for one, other in zip(*slow)]
    excess, noise = sum(differences), 3 * math.sqrt(sum(one * one for one in differences) + 1)
    run.note(f"slow because of a reload: {excess} more than before reloads (noise: {noise:.0f})")
    # Latency is judged only if nothing else is running.
    run.check(not run.full or excess <= noise, "reloads make reviews slow")


def policy_reloads(run):
    "Every review is judged by the old policy or the new one, after the reload by the new one."
    authority = Authority(run, "ca")
    mounted = Mounted(run.path("config"), ("policy.yaml",))
    mounted.swap({"policy.yaml": POLICIES["one"].encode()})
    server = run.serve(mounted.path("policy.yaml"), *authority.pair())
    cases = [{"path": "/validate", "file": f"{run.reviews}/{name}.json", "verdicts": verdicts}
             for name, verdicts in VERDICTS]
    record = run.path("record")
    load = Load(run, f"https://localhost:{server.port}", bundle(run, authority), cases,
                expect="one", workers=20, pause="10ms", record=record)
    load.goes_on()
    old, new, moments = "one", "two", []
    for _ in range(run.count):
        load.tell("expect one,two")
        mounted.swap({"policy.yaml": POLICIES[new].encode()})
        until(lambda new=new: server.metric(info(new)) == 1, f"policy {new} is in force")
        moments.append(time.time_ns())
        load.tell("expect " + new)
        run.check(server.metric(info(old)) is None, "the old policy is not in force any more")
        load.goes_on(5)
        old, new = new, old
    report = load.stop()
    run.unharmed(report)
    run.figures(report)
    # A policy whose file changes while it is compared is read, and counted, again.
    loads = server.metric("ingress_warden_policy_loads_total")
    run.check(run.count < loads <= 2 * (run.count + 1), f"each reload is counted: {loads}")
    attribute(run, read_samples(record), moments)
