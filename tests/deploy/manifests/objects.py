#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the objects of manifests/base: objects.py ROOT

The webhooks register the kinds that a policy without `kinds` judges, and nothing else, so that an outage of
the webhook affects only Ingresses.  The pods are as restricted as possible.
"""

import pathlib
import re
import sys

from sources import Claims, documents

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 1}


# The resources that a policy without the section `kinds` judges.
INGRESS = {("networking.k8s.io", "v1", "ingresses"), ("networking.k8s.io", "v1", "ingresses/status")}


def registered(webhook):
    return {(group, version, resource) for rule in webhook["rules"]
            for group in rule["apiGroups"] for version in rule["apiVersions"]
            for resource in rule["resources"]}


def webhooks(claims, root, objects):
    for kind, stage, policy in (("Mutating", "mutate", "Ignore"), ("Validating", "validate", "Fail")):
        configuration = objects[f"{kind}WebhookConfiguration"]
        claims.claim(len(configuration["webhooks"]) == 1, f"{kind}: one webhook")
        webhook = configuration["webhooks"][0]
        claims.same(INGRESS, registered(webhook), f"{kind}: rules")
        for key, wanted in {
                "name": f"{stage}.ingress-warden.dev", "failurePolicy": policy,
                "matchPolicy": "Equivalent", "sideEffects": "None", "timeoutSeconds": 3,
                "admissionReviewVersions": ["v1"]}.items():
            claims.claim(webhook[key] == wanted, f"{kind}: {key} is {webhook[key]}, not {wanted}")
        for rule in webhook["rules"]:
            claims.claim(rule["operations"] == ["CREATE", "UPDATE"], f"{kind}: operations")
            claims.claim(rule["scope"] == "Namespaced", f"{kind}: scope")
        service, there = webhook["clientConfig"]["service"], objects["Service"]
        claims.claim(service["name"] == there["metadata"]["name"], f"{kind}: the service's name")
        claims.claim(service["path"] == f"/{stage}", f"{kind}: path")
        claims.claim(service["port"] in [port["port"] for port in there["spec"]["ports"]],
                     f"{kind}: port")
        claims.claim("objectSelector" not in webhook, f"{kind}: users choose the labels of objects")
        selector = webhook["namespaceSelector"]["matchExpressions"]
        claims.claim(selector == [{
            "key": "kubernetes.io/metadata.name", "operator": "NotIn",
            "values": [service["namespace"], "kube-system"]}], f"{kind}: excluded namespaces")
    mutating = objects["MutatingWebhookConfiguration"]["webhooks"][0]
    validating = objects["ValidatingWebhookConfiguration"]["webhooks"][0]
    claims.claim(mutating["reinvocationPolicy"] == "IfNeeded", "later webhooks may change more")
    claims.claim(mutating["matchConditions"] == validating["matchConditions"],
                 "both stages see the same writes")


def pods(claims, objects):
    deployment = objects["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    container = pod["containers"][0]
    context, security = pod["securityContext"], container["securityContext"]
    claims.claim(deployment["replicas"] == 3, "three replicas")
    claims.claim(len(pod["containers"]) == 1 and "initContainers" not in pod, "one container")
    claims.claim(pod["automountServiceAccountToken"] is False, "no token in the pod")
    claims.claim(objects["ServiceAccount"]["automountServiceAccountToken"] is False,
                 "no token in the service account")
    claims.claim(context["runAsNonRoot"] and context["runAsUser"] > 0, "not root")
    claims.claim(context["seccompProfile"] == {"type": "RuntimeDefault"}, "seccomp")
    claims.claim(security == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                              "capabilities": {"drop": ["ALL"]}}, f"container: {security}")
    claims.claim(container["resources"]["requests"]["memory"] == "16Mi", "requests")
    claims.claim(container["resources"]["limits"] == {"memory": "64Mi"}, "limits")
    claims.claim(all(mount["readOnly"] and "subPath" not in mount
                     for mount in container["volumeMounts"]),
                 "volumes are read only, and whole, so that changes arrive")
    claims.claim(not any("hostPath" in volume for volume in pod["volumes"]), "no host path")
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    for probe, path in (("readinessProbe", "/readyz"), ("livenessProbe", "/healthz")):
        got = container[probe]["httpGet"]
        claims.claim(got == {"path": path, "port": "ops"} and "ops" in ports, f"{probe}: {got}")
    spread = pod["topologySpreadConstraints"][0]
    claims.claim(spread["whenUnsatisfiable"] == "DoNotSchedule" and spread["maxSkew"] == 1 and
                 spread["topologyKey"] == "kubernetes.io/hostname", "hard spread over nodes")
    labels = deployment["template"]["metadata"]["labels"].items()
    for where, selector in (("Service", objects["Service"]["spec"]["selector"]),
                            ("Deployment", deployment["selector"]["matchLabels"]),
                            ("spread", spread["labelSelector"]["matchLabels"]),
                            ("NetworkPolicy", objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"]),
                            ("PodDisruptionBudget",
                             objects["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"])):
        claims.claim(selector and selector.items() <= labels, f"{where} selects the pods")
    claims.claim(objects["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1, "disruptions")
    claims.claim(objects["NetworkPolicy"]["spec"]["egress"] == [], "nothing goes out")
    claims.claim(pod["priorityClassName"] == objects["PriorityClass"]["metadata"]["name"],
                 "the priority class is there")


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(ms|s|m|h|)", text).groups()
    return int(number) * UNITS[unit]


def grace(claims, root, objects):
    """The kubelet does not kill a pod that still answers."""
    pod = objects["Deployment"]["spec"]["template"]["spec"]
    options = dict(arg[2:].split("=", 1) for arg in pod["containers"][0]["args"] if "=" in arg)
    default = re.search(r"\.request_ms = (\d+)",
                        (root / "src/cmd/serve.c").read_text())[1]
    longest = re.search(r"FINISH_MAX_MS +UINT64_C\((\d+)\)",
                        (root / "src/net/server_loop.c").read_text())[1]
    request = seconds(options.get("request-timeout", default + "ms"))
    ending = min(2 * request + 1, int(longest) / 1000)
    needed = seconds(options["drain"]) + ending
    given = pod["terminationGracePeriodSeconds"]
    claims.claim(needed < given, f"terminationGracePeriodSeconds {given}, and {needed} are needed")


def main(root):
    claims = Claims()
    objects = {}
    for path in sorted((root / "manifests/base").glob("*.yaml")):
        if path.name in ("policy.yaml", "kustomization.yaml"):
            continue
        for document in documents(path):
            claims.claim(document["kind"] not in objects, f"two of {document['kind']}")
            objects[document["kind"]] = document
    webhooks(claims, root, objects)
    pods(claims, objects)
    grace(claims, root, objects)
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
