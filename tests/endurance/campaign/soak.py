# SPDX-License-Identifier: Apache-2.0
"""Everything at once for some minutes: what grows?"""

import socket
import statistics
import time

import reviews
from campaign import EXAMPLE, Load, cases_of, until
from pairs import Mounted
from rotations import Secrets

RSS, FDS = "process_resident_memory_bytes", "process_open_fds"
# What the allocator may keep after a peak of load.
RSS_DRIFT_MIB = 2.0


def nuisances(server):
    """What unknown and broken clients do; nobody waits for the answers."""
    for text in (b"", b"\x16\x03\x01\x02", b"GET / HTTP/1.1\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
            plain.sendall(text)
    with server.raw() as sock:
        sock.sendall(b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
    server.post("/validate", "no review")
    server.post("/mutate", reviews.review(name="x" * 100000))
    server.ops("/readyz")


def soak(run):
    "Reviews, reloads, rotations and nuisances: memory and descriptors stay what they were."
    secrets = Secrets(run)
    mounted = Mounted(run.path("config"), ("policy.yaml",))
    with open(EXAMPLE, "rb") as file:
        good = file.read()
    mounted.swap({"policy.yaml": good})
    server = run.serve(mounted.path("policy.yaml"), *secrets.options())
    load = Load(run, f"https://localhost:{server.port}", secrets.trusts[1], cases_of(),
                workers=20, fresh=4, pause="4ms")
    end, looks, rounds = time.monotonic() + run.count, [], 0
    while time.monotonic() < end:
        rounds += 1
        secrets.mounted.swap(secrets.pairs[rounds % 2][rounds % len(secrets.pairs[0])])
        mounted.swap({"policy.yaml": good + b"# %d\n" % rounds if rounds % 3 else b"broken: ["})
        for _ in range(5):
            nuisances(server)
            load.goes_on(100)
        looks.append((server.metric(RSS) / 2**20, server.metric(FDS)))
    report = load.stop()
    run.unharmed(report)
    run.figures(report)
    until(lambda: server.metric("ingress_warden_connections") == 0, "no connection is left")
    third = max(1, len(looks) // 3)
    early, late = (statistics.median(rss for rss, _ in part)
                   for part in (looks[third:2 * third] or looks, looks[-third:]))
    fds = [statistics.median(fds for _, fds in part) for part in (looks[:third], looks[-third:])]
    run.note(f"{rounds} rounds in {run.count} s; RSS {early:.1f} -> {late:.1f} MiB "
             f"(at most {max(rss for rss, _ in looks):.1f}); descriptors {fds[0]:.0f} -> {fds[1]:.0f}, "
             f"{server.metric(FDS):.0f} at the end")
    run.check(not run.full or late - early <= RSS_DRIFT_MIB, "memory grows")
    run.check(server.metric(FDS) <= 32, "descriptors are left over")
