#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The webhooks are registered for the kinds of a policy: kinds.py ROOT KUBECTL HELM PROGRAM

For each policy of the folder policies, three results are compared with each other and with
the kinds that the policy judges: the output of `export webhooks`, the same through kustomize,
and the configurations that the chart makes from the policy.
"""

import pathlib
import subprocess
import sys
import tempfile

import yaml

from sources import Claims
from objects import INGRESS, registered
from rendered import NAME, Renderer, index

STATUS = "changes-more-than-the-status"
OWN = "not-the-kubernetes-service"
SERVICES = "not-a-plain-service"
PODS = "pod-that-publishes-names"
GATEWAY = "gateway.networking.k8s.io"


def every(group, *resources):
    return {(group, "*", resource) for resource in resources}


SERVICE = every("", "services", "services/status")

# Policy -> the registered resources, and the match conditions.
WANTED = {
    "every-kind": (
        INGRESS | SERVICE | every("", "pods") | every(
            GATEWAY, "gateways", "listenersets", "httproutes", "grpcroutes", "tlsroutes",
            "tcproutes", "udproutes")
        | every("traefik.io", "ingressroutes", "ingressroutetcps", "middlewares")
        | every("projectcontour.io", "httpproxies")
        | every("networking.istio.io", "virtualservices")
        | every("route.openshift.io", "routes")
        | every("configuration.konghq.com", "tcpingresses")
        | every("externaldns.k8s.io", "dnsendpoints")
        | every("cert-manager.io", "certificates")
        | every("gateway.envoyproxy.io", "securitypolicies")
        | every("example.net", "meshes", "redises", "redis"), [STATUS, OWN, SERVICES, PODS]),
    "ingress-ignored": (SERVICE, [STATUS, OWN, SERVICES]),
    "nothing": (set(), [STATUS]),
    "pods": (INGRESS | every("", "pods"), [STATUS, PODS]),
    "listed-pods": (INGRESS | every("", "pods"), [STATUS]),
    "pods-with-a-row": (INGRESS | every("", "pods"), [STATUS]),
    "rows": (INGRESS | SERVICE | every("", "pods") | every("web.example.net", "siteses")
             | every("example.net", "redis") | every("traefik.containo.us", "ingressroutes"),
             [STATUS, OWN]),
    "fields-of-others": (INGRESS | SERVICE | every(GATEWAY, "httproutes"), [STATUS, OWN, SERVICES]),
}

OVERLAY = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../cert-manager]
components: [../../components/kinds]
"""
SECTIONS = ("kinds", "fields", "externalDNS")


def webhooks(objects):
    """The webhooks by kind of configuration, with sorted rules, since the chart sorts them."""
    found = {}
    for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
        webhook, = objects[kind, "", NAME]["webhooks"]
        found[kind] = {**webhook, "rules": sorted(webhook["rules"], key=str)}
    return found


def export(render, program, policy):
    done = subprocess.run([program, "export", "webhooks", "--policy", policy],
                          capture_output=True, text=True, check=True)
    (render.manifests / "components/kinds/webhooks.yaml").write_text(done.stdout)
    return webhooks(index(done.stdout))


def chart_of(render, policy, *values):
    return webhooks(render.chart("--set-file", f"policy.files.policy\\.yaml={policy}", *values,
                                 policy=False))


def chart_of_sections(render, policy, folder):
    """The chart with policy.sections, for a policy in a ConfigMap that the chart cannot read."""
    text = yaml.safe_load(policy.read_text())
    sections = {key: text[key] for key in SECTIONS if key in text}
    values = folder / "sections.yaml"
    values.write_text(yaml.safe_dump({"policy": {"existingConfigMap": "mine",
                                                 "sections": sections}}))
    return webhooks(render.chart("--values", str(values), policy=False))


def preview(render, folder):
    """Both components together: nothing is refused while no pod answers."""
    (folder / "kustomization.yaml").write_text(
        OVERLAY.replace("kinds]", "kinds, ../../components/preview]"))
    return webhooks(render.kustomize("overlays/kinds"))


def one_policy(claims, render, program, policy, folder):
    exported = export(render, program, policy)
    rules, conditions = WANTED[policy.stem]
    for kind, webhook in exported.items():
        where = f"{policy.name}: {kind}"
        claims.same(rules, registered(webhook), where)
        claims.claim([one["name"] for one in webhook["matchConditions"]] == conditions,
                     f"{where}: conditions")
        claims.claim(all(rule["operations"] == ["CREATE", "UPDATE"] and
                         rule["scope"] == "Namespaced" for rule in webhook["rules"]),
                     f"{where}: operations and scope")
    overlay = render.manifests / "overlays/kinds"
    overlay.mkdir(exist_ok=True)
    (overlay / "kustomization.yaml").write_text(OVERLAY)
    for what, there in (("kustomize", webhooks(render.kustomize("overlays/kinds"))),
                        ("the chart", chart_of(render, policy)),
                        ("the chart with sections", chart_of_sections(render, policy, folder))):
        claims.claim(there == exported, f"{policy.name}: {what} makes {there}, not {exported}")
    claims.claim(preview(render, overlay) == chart_of(render, policy, "--set", "preview=true"),
                 f"{policy.name}: in preview")


def starter(claims, render, program):
    """The shipped component matches the shipped policy, and changes nothing with it."""
    there = webhooks(index((render.manifests / "components/kinds/webhooks.yaml").read_text()))
    claims.claim(there == export(render, program, render.manifests / "base/policy.yaml"),
                 "components/kinds/webhooks.yaml is that of base/policy.yaml")
    claims.claim(there == webhooks(render.kustomize("base")), "it is what base has")


def elsewhere(claims, render):
    """The component touches neither the namespace of an overlay nor its certificates."""
    overlay = render.manifests / "overlays/kinds/kustomization.yaml"
    overlay.write_text(OVERLAY + "namespace: platform\n"
                       "transformers: [../../transformers/namespace-cert-manager]\n")
    for (kind, _, name), thing in render.kustomize("overlays/kinds").items():
        for webhook in thing.get("webhooks", []):
            claims.claim(webhook["clientConfig"]["service"]["namespace"] == "platform" and
                         webhook["namespaceSelector"]["matchExpressions"][0]["values"] ==
                         ["platform", "kube-system"], f"{kind} {name} in another namespace")
            claims.claim(thing["metadata"]["annotations"]["cert-manager.io/inject-ca-from"] ==
                         f"platform/{NAME}-tls", f"{kind} {name}: who writes the caBundle")
    overlay.write_text(OVERLAY.replace("cert-manager", "own-ca"))
    for kind, webhook in webhooks(render.kustomize("overlays/kinds")).items():
        claims.claim("caBundle" in webhook["clientConfig"], f"{kind}: the caBundle stays")


def main(root, kubectl, helm, program):
    claims = Claims()
    policies = sorted((root / "tests/deploy/manifests/policies").glob("*.yaml"))
    claims.same(set(WANTED), {policy.stem for policy in policies}, "policies")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        render = Renderer(root, kubectl, helm, program, folder)
        starter(claims, render, program)
        for policy in policies:
            one_policy(claims, render, program, policy, folder)
        elsewhere(claims, render)
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), *sys.argv[2:4], pathlib.Path(sys.argv[4]).resolve())
