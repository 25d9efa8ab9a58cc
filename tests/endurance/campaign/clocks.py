# SPDX-License-Identifier: Apache-2.0
"""Certificates around their first and last second, and clocks that are wrong.

The server uses the real clock: certificates are made that become valid or expire within a few
seconds.  The client can set its own clock.
"""

import shutil
import subprocess
import time

import harness
from campaign import EXAMPLE, Load, cases_of, until
from pairs import Authority, Mounted, bundle, contents
from rotations import IN_FORCE

DAY = 86400
SOON_S = 6  # until a certificate becomes valid or expires, also on a slow machine
NOT_AFTER = "ingress_warden_certificate_not_after_timestamp_seconds"


class Site:
    """A server with a mounted pair and a mounted policy, which can be touched."""

    def __init__(self, run, name, authority, *pair_arguments, **pair_options):
        self.mounted = Mounted(run.path(name), ("tls.crt", "tls.key"))
        self.pair = contents(authority.pair(*pair_arguments, **pair_options))
        self.mounted.swap(self.pair)
        self.policy = run.path(name + ".yaml")
        shutil.copy(EXAMPLE, self.policy)
        self.server = run.serve(self.policy, self.mounted.path("tls.crt"),
                                self.mounted.path("tls.key"), "--log-level", "warn")

    def touch(self):
        """A write to any file makes the server compare all files, and check the dates."""
        shutil.copy(EXAMPLE, self.policy)

    def says(self, begin, since=0):
        """Wait for the line; touch again, in case the server looked too early."""
        def said():
            self.touch()
            return next((line for line in self.server.lines[since:]
                         if line["msg"].startswith(begin)), None)
        end = time.monotonic() + harness.PATIENCE_S
        while not (line := said()):
            assert time.monotonic() < end, f"never said: {begin}: {self.server.lines[since:]}"
            time.sleep(0.3)
        return line


def certificate_expires(run):
    "Row 6: served to its last second, announced before, not ready after, and mended in place."
    authority = Authority(run, "ca")
    trust = bundle(run, authority)
    announced = {days: Site(run, f"days-{days}", authority, end_s=days * DAY + SOON_S)
                 for days in (30, 7, 1)}
    site = Site(run, "ends", authority, end_s=2 * SOON_S)
    server = site.server
    ends = server.metric(NOT_AFTER)
    url = f"https://localhost:{server.port}"
    load = Load(run, url, trust, cases_of(), workers=3, fresh=2, pause="20ms")
    load.goes_on()
    run.check(load.count()["failed"] == 0, "before its end it serves")
    run.check(server.metric("ingress_warden_ready") == 1, "and is ready")

    for days, other in announced.items():
        line = other.says("the certificate expires on")
        run.check(line["level"] == "warn", f"{days} days: {line}")
        run.check(other.server.ops("/readyz").status == 200, f"{days} days before it is ready")

    until(lambda: server.ops("/readyz").status == 503, "not ready once it has expired")
    run.check(time.time() > ends, "and not before")
    run.check("the certificate has expired" in server.ops("/readyz").text, "it says why")
    run.check(server.metric("ingress_warden_ready") == 0, "the metric says so too")
    run.check(site.says("the certificate has expired on")["level"] == "error", "and so does the log")
    report = load.stop()
    refused = [text for text in report["mistakes"] or [] if "has expired" in text]
    run.check(len(refused) > 0, f"clients refuse it from then on: {report['mistakes']}")

    rotate_quietly(site, contents(authority.pair()))
    run.check(server.metric(NOT_AFTER) > time.time() + DAY, "the renewed one is in force")
    run.check(server.ops("/readyz").status == 200, "and it is ready, without a restart")
    load = Load(run, url, trust, cases_of(), workers=3)
    load.goes_on()
    run.unharmed(load.stop())


def rotate_quietly(site, pair):
    """As rotate(), with a log of warnings only."""
    loads = "ingress_warden_certificate_loads_total"
    before = site.server.metric(loads)
    site.mounted.swap(pair)
    until(lambda: site.server.metric(loads) > before, "the pair is in force")


def clock_behind(run):
    "Row 7: a pair that begins later is refused, the old one serves on, and later it is taken."
    authority = Authority(run, "ca")
    mounted = Mounted(run.path("secret"), ("tls.crt", "tls.key"))
    mounted.swap(contents(authority.pair()))
    policy = run.path("policy.yaml")
    shutil.copy(EXAMPLE, policy)
    server = run.serve(policy, mounted.path("tls.crt"), mounted.path("tls.key"))
    trust = bundle(run, authority)
    load = Load(run, f"https://localhost:{server.port}", trust, cases_of(), workers=3, fresh=2)
    load.goes_on()
    since = server.mark()
    mounted.swap(contents(authority.pair(begin_s=SOON_S)))
    line = server.wait_message("the certificate cannot be put in force", since)
    run.check("valid only from" in line["error"] and "clock" in line["error"], f"it says why: {line}")
    run.check(server.ops("/readyz").status == 200, "the old one serves on")
    # A pair that becomes valid is loaded although no file changes: within the minute
    # between two comparisons of files, or sooner after a write.
    begun = time.monotonic()

    def taken():
        if not run.full:
            shutil.copy(EXAMPLE, policy)
            time.sleep(0.3)
        return server.metric("ingress_warden_certificate_load_ok") == 1

    until(taken, "it is taken when its time has come", 90)
    server.wait_message(IN_FORCE, since)
    run.note(f"a pair that begins in {SOON_S} s: taken after {time.monotonic() - begun:.0f} s")
    load.goes_on()
    run.unharmed(load.stop())

    pair = authority.pair(begin_s=2 * 3600)
    done = subprocess.run([harness.PROGRAM, "serve", "--policy", EXAMPLE, "--tls-cert", pair[0],
                           "--tls-key", pair[1]], capture_output=True, text=True, timeout=60)
    run.check(done.returncode == 2 and "valid only from" in done.stderr and "clock" in done.stderr,
              f"it does not start with such a pair, and says why: {done}")


def clients_clock(run):
    "Row 7: `certs make` dates back by an hour, so a client half an hour behind is served."
    made = run.path("made")
    subprocess.run([harness.PROGRAM, "certs", "make", "--dir", made, "--dns", "localhost"],
                   check=True, capture_output=True)
    server = run.serve(EXAMPLE, made + "/tls.crt", made + "/tls.key")
    url = f"https://localhost:{server.port}"
    for skew, fails in (("-30m", False), ("30m", False), ("-2h", True), ("2h", False)):
        load = Load(run, url, made + "/ca.crt", cases_of(), workers=1, fresh=1, skew=skew)
        load.goes_on(5)
        report = load.stop()
        if not fails:
            run.unharmed(report, f"reviews with a clock {skew} off")
            continue
        run.check(report["failed"] == report["reviews"], f"a clock {skew} off is refused")
        run.check(any("not yet valid" in text for text in report["mistakes"]),
                  f"the client says why: {report['mistakes'][:1]}")
    run.check(server.ops("/readyz").status == 200, "the server does not mind")
