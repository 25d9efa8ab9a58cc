# SPDX-License-Identifier: Apache-2.0
"""Certificates are replaced while reviews continue."""

import hashlib
import ssl

from campaign import EXAMPLE, Load, cases_of
from pairs import Authority, Mounted, bundle, contents

IN_FORCE = "certificate in force"
# Of each ten rotations, the first changes to RSA and the second back to EC.
KINDS = ("rsa", "ec", "ec", "ec", "ec")


class Secrets:
    """Two CAs with some pairs each, and the mounted Secret that the server reads."""

    def __init__(self, run, name="secret"):
        self.run = run
        self.authorities = [Authority(run, f"{name}-ca-{n}") for n in (1, 2)]
        self.pairs = [[contents(one.pair(kind)) for kind in KINDS] for one in self.authorities]
        self.trusts = [bundle(run, self.authorities[0]), bundle(run, *self.authorities),
                       bundle(run, self.authorities[1])]
        self.mounted = Mounted(run.path(name), ("tls.crt", "tls.key"))
        self.mounted.swap(self.pairs[0][-1])

    def options(self):
        return self.mounted.path("tls.crt"), self.mounted.path("tls.key")


def rotate(server, mounted, pair):
    """Swap as kubelet does, and wait until the log names the new pair.  Files that change
    while they are read are read again, so the log may name the last pair twice."""
    der = ssl.PEM_cert_to_DER_cert(pair["tls.crt"].decode())
    fingerprint = hashlib.sha256(der).hexdigest()
    since = server.mark()
    mounted.swap(pair)
    return server.wait_log(lambda line: line["msg"].startswith(IN_FORCE) and
                           line["fingerprint"] == fingerprint, since)


def certificate_rotations(run):
    "Rows 5 and 8: EC to EC, EC to RSA, and from CA to CA with an overlap; nothing fails."
    secrets = Secrets(run)
    server = run.serve(EXAMPLE, *secrets.options())
    load = Load(run, f"https://localhost:{server.port}", secrets.trusts[0], cases_of(),
                workers=20, fresh=5, pause="10ms")
    load.goes_on()
    side, done, shown = 0, 0, set()
    while done < run.count:
        for pair in secrets.pairs[side]:
            shown.add(rotate(server, secrets.mounted, pair)["fingerprint"])
            load.goes_on(2)
            done += 1
        # Change to the other CA: first both are trusted, then only the new one.
        load.tell("ca " + secrets.trusts[1])
        rotate(server, secrets.mounted, secrets.pairs[1 - side][-1])
        load.goes_on(2)
        done += 1
        side = 1 - side
        load.tell("ca " + secrets.trusts[2 * side])
    report = load.stop()
    run.unharmed(report)
    run.figures(report)
    run.note(f"{done} rotations among {len(shown)} certificates, "
             f"{report['certificates']} of them seen in handshakes")
    run.check(report["certificates"] > len(KINDS), "the client has seen both CAs' certificates")
    # A pair whose files change while they are compared is read, and counted, again.
    loads = server.metric("ingress_warden_certificate_loads_total")
    run.check(done < loads <= 2 * (done + 1), f"each rotation is counted: {done}, {loads}")
    run.check(server.metric("ingress_warden_certificate_load_failures_total") == 0,
              "no rotation was tried in vain")


def late_replica(run):
    "Row 9: one replica sees the new files late; both are asked, and in the end they agree."
    secrets = Secrets(run)
    late = Mounted(run.path("late"), ("tls.crt", "tls.key"))
    late.swap(secrets.pairs[0][-1])
    first = run.serve(EXAMPLE, *secrets.options())
    second = run.serve(EXAMPLE, late.path("tls.crt"), late.path("tls.key"))
    loads = [Load(run, f"https://localhost:{server.port}", secrets.trusts[1], cases_of(),
                  workers=3, fresh=2) for server in (first, second)]
    new = rotate(first, secrets.mounted, secrets.pairs[1][-1])
    for load in loads:
        load.goes_on()
    run.check(second.metric("ingress_warden_certificate_loads_total") == 1,
              "the late one serves the old pair")
    late_line = rotate(second, late, secrets.pairs[1][-1])
    run.check(new["fingerprint"] == late_line["fingerprint"], "both serve the same in the end")
    for load in loads:
        load.tell("ca " + secrets.trusts[2])
        load.goes_on()
        run.unharmed(load.stop())
    load = Load(run, f"https://localhost:{second.port}", secrets.trusts[0], cases_of(), workers=1)
    load.goes_on(2)
    run.check(load.stop()["failed"] > 0, "the old CA alone does not do any more")
