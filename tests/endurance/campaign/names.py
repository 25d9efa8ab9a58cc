# SPDX-License-Identifier: Apache-2.0
"""Row 18: the cost of a review does not grow with the policy."""

import os
import time

from campaign import Load
from pairs import Authority, bundle
from reloads import POLICY

MANY = 100_000
# Linear growth would make the ratio hundreds; cache misses make it 1.1.
AT_MOST = {"short": 3.0, "full": 1.2}
CPU = "process_cpu_seconds_total"


def policy(n):
    """The policy `one`, with n more names of other tenants."""
    text = POLICY % ("names", "shop.example.com")
    for part in range(10):
        text += f"  - name: tenant-{part}\n    namespaces: [tenant-{part}]\n    classes: [external]\n"
        text += "    domains:\n"
        text += "".join(f"      - name-{k}.tenant-{part}.example.org\n" for k in range(n // 10))
    return text


def cost_us(run, server, trust):
    """The server's CPU time for a review."""
    cases = [{"path": "/validate", "file": f"{run.reviews}/create-web.validate.json",
              "verdicts": {"names": "allowed"}}]
    load = Load(run, f"https://localhost:{server.port}", trust, cases, expect="names", workers=4,
                pause="0s")
    load.goes_on(50)
    first, begun = load.count()["reviews"], server.metric(CPU)
    load.goes_on(run.count)
    last, ended = load.count()["reviews"], server.metric(CPU)
    run.unharmed(load.stop())
    return (ended - begun) / (last - first) * 1e6


def hundred_thousand_names(run):
    "The same review under 10 names and under 100,000, in turns: CPU time, the best of each."
    authority = Authority(run, "ca")
    pair, trust = authority.pair(), bundle(run, authority)
    servers = {}
    for n in (10, MANY):
        path = run.path(f"policy-{n}.yaml")
        with open(path, "w") as file:
            file.write(policy(n))
        begun = time.monotonic()
        servers[n] = run.serve(path, *pair, "--threads", "1", "--log-level", "warn",
                               "--policy-memory", "32MiB")
        run.note(f"{n} names, {os.path.getsize(path) >> 10} KiB: loaded in "
                 f"{servers[n].metric('ingress_warden_policy_load_seconds') * 1000:.0f} ms, "
                 f"ready after {(time.monotonic() - begun) * 1000:.0f} ms")
    costs = {n: [] for n in servers}
    for _ in range(5 if run.full else 3):
        for n, server in servers.items():
            costs[n].append(cost_us(run, server, trust))
    few, many = min(costs[10]), min(costs[MANY])
    run.note(f"CPU for a review: {few:.0f} us with 10 names, {many:.0f} us with {MANY}; "
             f"ratio {many / few:.2f}")
    run.check(many / few <= AT_MOST["full" if run.full else "short"], "the cost does not grow")
