# SPDX-License-Identifier: Apache-2.0
"""Manifests of other projects: each object of a kind that we know can be read and judged.

They come with the Go modules of the live tests (tests/deploy/e2e/tools), in the versions
and with the checksums that stand there.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from asking import Tally

TOOLS = Path(__file__).parents[1] / "deploy/e2e/tools"
# Module -> (where its version stands, the folders that are read).
MODULES = {
    "sigs.k8s.io/gateway-api": ("traefik", ["examples"]),
    "github.com/traefik/traefik/v3": ("traefik", ["docs", "integration", "pkg"]),
    "sigs.k8s.io/external-dns": ("externaldns/0.22.0", ["docs", "e2e"]),
}
TEMPLATE = re.compile(r"\{\{")

KINDS = """\
Service Gateway ListenerSet HTTPRoute GRPCRoute TLSRoute TCPRoute UDPRoute IngressRoute.traefik.io
IngressRouteTCP.traefik.io HTTPProxy.projectcontour.io VirtualService.networking.istio.io
Route.route.openshift.io TCPIngress.configuration.konghq.com Certificate.cert-manager.io
DNSEndpoint.externaldns.k8s.io""".split()
# Of these the modules have manifests.
MET = {"Ingress", *KINDS} - {
    "HTTPProxy.projectcontour.io", "VirtualService.networking.istio.io",
    "Route.route.openshift.io", "TCPIngress.configuration.konghq.com",
    "Certificate.cert-manager.io",
}
RULES = """\
class-present class-permitted tenant-known kind-permitted entry-point host-present
host-permitted host-in-class host-label service-type service-address service-port
service-target gateway-infrastructure tls-required dns-annotations annotation-safe
reference-local path-safe canary-host""".split()

POLICY = f"""\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {{name: anything}}
kinds: {{{", ".join(f"{kind}: enforce" for kind in KINDS)}}}
rules: {{{", ".join(f"{rule}: warn" for rule in RULES)}}}
classes: {{any: {{profile: traefik, aliases: [traefik, nginx], domains: ["."]}}}}
tenants:
  - name: all
    namespaces: ["*"]
    kinds: [Gateway, DNSEndpoint.externaldns.k8s.io]
    classes: ["*"]
    domains: ["."]
    services: {{types: [ClusterIP, NodePort, LoadBalancer, ExternalName], externalNames: ["."]}}
"""

# File and line of what is refused, and rightly: Traefik's tests have broken routers, too.
REFUSED = {
    "pkg/provider/kubernetes/crd/fixtures/with_empty_rule_kind.yml:1",
    "pkg/provider/kubernetes/ingress/fixtures/Ingress-with-invalid-pathmatcher-annotation.yml:2",
}


def folder_of(module, tool):
    """Where the module is, once it has been downloaded."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(TOOLS / tool, copy, dirs_exist_ok=True)
        done = subprocess.run(
            ["go", "mod", "download", "-json", module], cwd=copy, check=False,
            capture_output=True, text=True,
            env={**os.environ, "GOTOOLCHAIN": "auto", "GOFLAGS": "-mod=mod"})
    if done.returncode != 0:
        sys.exit(f"conformance: {module} cannot be had: {done.stderr or done.stdout}")
    return Path(json.loads(done.stdout)["Dir"])


def manifests(root, folders):
    """The files with an object of a kind that we know."""
    names = "|".join(["Ingress"] + [kind.partition(".")[0] for kind in KINDS])
    wanted = re.compile(rf"^kind: *\"?({names})\"?\s*$", re.MULTILINE)
    for folder in folders:
        for path in sorted((root / folder).rglob("*.y*ml")):
            text = path.read_text(encoding="utf-8")
            if wanted.search(text) and not TEMPLATE.search(text):
                yield str(path.relative_to(root))


def check(program, root, files):
    """(what is said of each object, what could not be read)."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as policy:
        policy.write(POLICY)
        policy.flush()
        done = subprocess.run(
            [os.path.abspath(program), "check", "--policy", policy.name, "--namespace", "shop",
             "--output", "json", *files],
            cwd=root, check=False, capture_output=True, text=True)
    unread = [line for line in done.stderr.splitlines() if ": error: " in line]
    assert done.stdout, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], unread


def is_broken(judged):
    """It cannot be judged, or a name in it cannot be read."""
    return judged["verdict"] == "unjudgeable" or any(
        violation["rule"] == "host-valid" for violation in judged["violations"])


def run(program):
    tally = Tally("manifests of other projects")
    met = set()
    for module, (tool, folders) in MODULES.items():
        root = folder_of(module, tool)
        objects, unread = check(program, root, list(manifests(root, folders)))
        for judged in objects:
            name = f"{judged['file']}:{judged['line']}"
            holds = is_broken(judged) == (name in REFUSED)
            tally.row(holds, f"of {module}", name, judged["violations"])
            met.add(judged["kind"])
        for line in unread:
            tally.row(False, f"of {module}", module, line)
    tally.row(met >= MET, "look at the kinds met", "kinds without a manifest", sorted(MET - met))
    return tally
