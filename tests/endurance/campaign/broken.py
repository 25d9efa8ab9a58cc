# SPDX-License-Identifier: Apache-2.0
"""Unusable files: what is in force stays in force, and the log names the reason."""

import os
import ssl
import subprocess

import harness
from campaign import EXAMPLE, Load, cases_of
from mutate import Pairs, Policies
from pairs import Authority, Mounted, bundle, contents, openssl
from rotations import IN_FORCE

POLICY_REFUSED = "the policy does not load; the one in force stays"
PAIR_REFUSED = "the certificate cannot be put in force; the old one stays"
A_GOOD_ONE_EVERY = 50


def refused(run, words, names, files):
    """What the program's own check reports about files that are not in their place yet."""
    folder = run.path(f"judged-{run.number()}")
    os.mkdir(folder)
    for name in names:
        path = os.path.join(folder, name)
        if callable(files[name]):
            return True  # these are not regular files
        with open(path, "wb") as file:
            file.write(files[name])
    arguments = [os.path.join(folder, word) if word in names else word for word in words]
    done = subprocess.run([harness.PROGRAM, *arguments], capture_output=True, timeout=60)
    run.check(done.returncode in (0, 1, 2), f"{words} ends with {done.returncode}: {done.stderr[-500:]}")
    return done.returncode != 0


class Siege:
    """Bad files one after another, with a good one now and then."""

    def __init__(self, run, server, mounted, message):
        self.run, self.server, self.mounted, self.message = run, server, mounted, message
        self.why, self.reasons = {}, set()

    def send(self, what, files):
        """Swap the files in; the log must name the reason for refusing them."""
        since = self.server.mark()
        self.mounted.swap(files)
        try:
            line = self.server.wait_log(
                lambda line: line["msg"] in (self.message, IN_FORCE, "policy in force"), since)
        except AssertionError:
            self.run.check(False, f"{what}: nothing is said about it")
            return
        self.run.check(line["msg"] == self.message and line.get("error"),
                       f"{what}: {line} after {str(files)[:3000]}")
        self.why[what] = self.why.get(what, 0) + 1
        self.reasons.add(str(line.get("error"))[-60:])

    def told(self, metric, n):
        server, run = self.server, self.run
        run.check(server.metric(f"ingress_warden_{metric}_load_ok") == 0, "load_ok says so")
        run.check(server.metric(f"ingress_warden_{metric}_load_failures_total") >= n,
                  "each failure is counted")
        run.check(server.ops("/readyz").status == 200, "and it is ready, with the old one")


def broken_policies(run):
    "Row 13: bad policies by the hundred; the verdicts stay those of the policy in force."
    authority = Authority(run, "ca")
    with open(EXAMPLE) as file:
        good = file.read()
    mounted = Mounted(run.path("config"), ("policy.yaml",))
    mounted.swap({"policy.yaml": good.encode()})
    server = run.serve(mounted.path("policy.yaml"), *authority.pair())
    load = Load(run, f"https://localhost:{server.port}", bundle(run, authority), cases_of(),
                workers=4, pause="20ms")
    load.goes_on()
    siege, mutations = Siege(run, server, mounted, POLICY_REFUSED), Policies(good)
    n = valid = 0
    last = None
    while n < run.count:
        what, content = mutations.next()
        if content == last:
            continue
        if not refused(run, ("lint", "policy.yaml"), ("policy.yaml",), {"policy.yaml": content}):
            valid += 1
            continue
        siege.send(what, {"policy.yaml": content})
        last, n = content, n + 1
        siege.told("policy", n)
        load.goes_on(1)
        if n % A_GOOD_ONE_EVERY == 0 or n == run.count:
            since = server.mark()
            mounted.swap({"policy.yaml": good.encode()})
            server.wait_message("policy in force", since)
    report = load.stop()
    run.unharmed(report)
    run.check(server.metric("ingress_warden_policy_load_ok") == 1, "the good one at the end is taken")
    run.note(f"{n} broken policies of {len(siege.why)} kinds, {len(siege.reasons)} reasons; "
             f"{valid} mutations were valid; {report['reviews']} reviews, {report['failed']} wrong")


def wrong_pairs(run, authority, other, in_force):
    """Pairs that are well-formed but wrong."""
    def own(name, subject="/CN=ingress-warden", keys=("rsa:2048",), extensions=None, more=()):
        base = run.path("own-" + name)
        words = ("-addext", extensions) if extensions else ()
        openssl("req", "-x509", "-newkey", *keys, "-nodes", "-days", "2", "-subj", subject,
                *words, *more, "-keyout", base + ".key", "-out", base + ".crt")
        return contents((base + ".crt", base + ".key"))

    good, another = contents(authority.pair()), contents(other.pair("rsa"))
    locked = run.path("locked.key")
    openssl("ec", "-in", authority.pair()[1], "-aes128", "-passout", "pass:x", "-out", locked)
    sealed = open(locked, "rb").read()
    ca = open(authority.cert, "rb").read()
    names = "subjectAltName=DNS:localhost"
    return [
        ("expired", contents(authority.pair(begin_s=-9000, end_s=-60))),
        ("not yet valid", contents(authority.pair(begin_s=7200))),
        ("key of another", {**good, "tls.key": another["tls.key"]}),
        ("key of the one in force", {**good, "tls.key": in_force["tls.key"]}),
        ("certificate and key exchanged", {"tls.crt": good["tls.key"], "tls.key": good["tls.crt"]}),
        ("no alternative name", own("no-names")),
        ("for clients only", own("client", extensions="extendedKeyUsage=clientAuth",
                                 more=("-addext", names))),
        ("RSA with 1024 bits", own("short", keys=("rsa:1024",), extensions=names)),
        ("CA before the leaf", {**good, "tls.crt": ca + good["tls.crt"]}),
        ("CA instead of the leaf", {**good, "tls.crt": ca}),
        ("key under a passphrase", {**good, "tls.key": sealed}),
        ("key is a certificate", {**good, "tls.key": ca}),
        ("twice the key", {"tls.crt": good["tls.key"], "tls.key": good["tls.key"]}),
        ("chain with rubbish", {**good, "tls.crt": good["tls.crt"] + good["tls.crt"][:200]}),
    ]


def served(server):
    with server.raw() as sock:
        return sock.getpeercert(True)


def broken_certificates(run):
    "Row 12: bad pairs by the hundred; new handshakes are shown the old certificate each time."
    authority, other = Authority(run, "ca"), Authority(run, "other")
    pair = authority.pair()
    in_force = contents(pair)
    mounted = Mounted(run.path("secret"), ("tls.crt", "tls.key"))
    mounted.swap(in_force)
    server = run.serve(EXAMPLE, mounted.path("tls.crt"), mounted.path("tls.key"))
    der = ssl.PEM_cert_to_DER_cert(in_force["tls.crt"].decode())
    load = Load(run, f"https://localhost:{server.port}", bundle(run, authority), cases_of(),
                workers=2, fresh=2, pause="20ms")
    load.goes_on()
    siege = Siege(run, server, mounted, PAIR_REFUSED)
    mutations = Pairs(contents(authority.pair()), wrong_pairs(run, authority, other, in_force))
    n = valid = 0
    while n < run.count:
        what, files = mutations.next()
        if not refused(run, ("certs", "check", "--cert", "tls.crt", "--key", "tls.key"),
                       ("tls.crt", "tls.key"), files):
            valid += 1
            continue
        siege.send(what, files)
        n += 1
        siege.told("certificate", n)
        run.check(served(server) == der, f"{what}: another certificate is served")
        if n % A_GOOD_ONE_EVERY == 0 or n == run.count:
            since = server.mark()
            mounted.swap(in_force)
            server.wait_message(IN_FORCE, since)
    report = load.stop()
    run.unharmed(report)
    run.check(report["certificates"] == 1, "the client has seen one certificate only")
    run.check(server.metric("ingress_warden_certificate_load_ok") == 1, "the good one is taken")
    run.note(f"{n} broken pairs of {len(siege.why)} kinds, {len(siege.reasons)} reasons; "
             f"{valid} mutations were valid; {report['reviews']} reviews, {report['failed']} wrong")
