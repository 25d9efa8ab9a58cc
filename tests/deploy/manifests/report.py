#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The CronJob that reports on stored objects: report.py ROOT KUBECTL HELM PROGRAM

kustomize and Helm render the same CronJob.  It is off by default.  Its pods are restricted and
have only the rights that they need, and with the chart they may read the kinds that the policy
judges.
"""

import pathlib
import sys
import tempfile

from sources import Claims
from kinds import WANTED, webhooks
from objects import registered
from rendered import NAME, Renderer, compare

JOB = f"{NAME}-report"
IMAGE = "kubectl.invalid/kubectl"
VALUES = ["--set", f"report.enabled=true,report.kubectlImage={IMAGE}"]
OVERLAY = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../cert-manager]
components: [../../components/report]
"""
WRITES = {"apiGroups": ["openreports.io"], "resources": ["reports"],
          "verbs": ["list", "create", "patch", "delete"]}


def overlay(render, more=""):
    folder = render.manifests / "overlays/report"
    folder.mkdir(exist_ok=True)
    (folder / "kustomization.yaml").write_text(OVERLAY + more)
    return render.kustomize("overlays/report")


def same_objects(claims, render):
    own = ["--set", "namespace.create=true"]
    objects = overlay(render)
    compare(claims, "report", objects, render.chart(*own, *VALUES))
    off = render.chart(*own)
    claims.claim(off == render.kustomize("overlays/cert-manager") and
                 not any(name == JOB for _, _, name in off), "the report is off by default")
    return objects


def values(claims, render):
    for given, wanted in ((["--set", "report.enabled=true"], "report.kubectlImage is missing"),
                          ([*VALUES, "--set", "report.apiServerPorts={0}"], "apiServerPorts"),
                          ([*VALUES, "--set", "report.schedule="], "schedule"),
                          ([*VALUES, "--set", "report.image=x"], "image")):
        done = render.template(*given)
        claims.claim(done.returncode != 0 and wanted in done.stderr,
                     f"{given} must be refused with a word about {wanted}: {done.stderr}")
    objects = render.chart(*VALUES, "--set", "policy.existingConfigMap=mine,policy.moreConfigMaps={more},"
                           "report.apiServerPorts={16443},networkPolicy.enabled=true", policy=False)
    pod = objects["CronJob", NAME, JOB]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    policy, = [volume for volume in pod["volumes"] if volume["name"] == "policy"]
    claims.claim([source["configMap"]["name"] for source in policy["projected"]["sources"]] == ["mine", "more"],
                 f"the policy of the pods: {policy}")
    ports = objects["NetworkPolicy", NAME, JOB]["spec"]["egress"][0]["ports"]
    claims.claim(ports == [{"port": 16443, "protocol": "TCP"}], f"ports: {ports}")


def pods(claims, objects):
    job = objects["CronJob", NAME, JOB]["spec"]
    pod = job["jobTemplate"]["spec"]["template"]["spec"]
    labels = job["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    claims.claim(job["concurrencyPolicy"] == "Forbid", "one at a time")
    for kind, selector in (("Service", ["spec", "selector"]),
                           ("Deployment", ["spec", "selector", "matchLabels"]),
                           ("PodDisruptionBudget", ["spec", "selector", "matchLabels"]),
                           ("NetworkPolicy", ["spec", "podSelector", "matchLabels"])):
        found = objects[kind, NAME, NAME]
        for key in selector:
            found = found[key]
        claims.claim(not found.items() <= labels.items(), f"{kind} of the server selects these pods")
    policy = objects["NetworkPolicy", NAME, JOB]["spec"]
    claims.claim(policy["podSelector"]["matchLabels"].items() <= labels.items() and policy["ingress"] == [],
                 "their own NetworkPolicy selects them")
    context = pod["securityContext"]
    claims.claim(context["runAsNonRoot"] and context["runAsUser"] > 0 and
                 context["seccompProfile"] == {"type": "RuntimeDefault"}, "not root, seccomp")
    claims.claim(pod["automountServiceAccountToken"] is False, "no token unless it is mounted")
    for container in pod["initContainers"] + pod["containers"]:
        name = container["name"]
        claims.claim(container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]}}, f"{name}: {container['securityContext']}")
        claims.claim("memory" in container["resources"]["limits"], f"{name}: a limit")
        has_token = any(mount["name"] == "api-access" for mount in container["volumeMounts"])
        claims.claim(has_token == (container["image"] == IMAGE), f"{name}: the token is for kubectl only")
    claims.claim([container["name"] for container in pod["initContainers"]] == ["dump"],
                 "the dump is whole before it is read")


def rights(claims, objects, resources, where):
    """The rules of the role, and the arguments of kubectl, name exactly these resources."""
    rules = objects["ClusterRole", "", JOB]["rules"]
    claims.claim(rules[-1] == WRITES, f"{where}: {rules[-1]}")
    claims.claim(all(rule["verbs"] == ["list"] for rule in rules[:-1]), f"{where}: verbs of {rules}")
    listed = {(group, resource) for rule in rules[:-1]
              for group in rule["apiGroups"] for resource in rule["resources"]}
    claims.same(resources, listed, f"{where}: readable")
    pod = objects["CronJob", NAME, JOB]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    told, = [entry["value"] for entry in pod["initContainers"][0]["env"] if entry["name"] == "RESOURCES"]
    claims.same({f"{resource}.{group}".rstrip(".") for group, resource in resources}, set(told.split()),
                f"{where}: read")


def rights_of_policies(claims, render, root):
    for name in WANTED:
        policy = root / f"tests/deploy/manifests/policies/{name}.yaml"
        objects = render.chart("--set-file", f"policy.files.policy\\.yaml={policy}", *VALUES, policy=False)
        judged = registered(webhooks(objects)["ValidatingWebhookConfiguration"])
        rights(claims, objects, {(group, resource) for group, _, resource in judged if "/" not in resource}, name)


def elsewhere(claims, render):
    """The component follows an overlay into another namespace, and takes its images."""
    objects = overlay(render, """namespace: platform
transformers: [../../transformers/namespace-cert-manager]
images:
  - {name: ingress-warden, newName: registry.example.net/warden, newTag: "2"}
  - {name: kubectl.invalid/kubectl, newName: registry.example.net/kubectl, newTag: "1"}
""")
    pod = objects["CronJob", "platform", JOB]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    images = {container["name"]: container["image"] for container in pod["initContainers"] + pod["containers"]}
    claims.claim(images == {"dump": "registry.example.net/kubectl:1", "apply": "registry.example.net/kubectl:1",
                            "report": "registry.example.net/warden:2"}, f"images: {images}")
    subject, = objects["ClusterRoleBinding", "", JOB]["subjects"]
    claims.claim(subject["namespace"] == "platform" and ("ServiceAccount", "platform", JOB) in objects,
                 f"the binding: {subject}")


def main(root, kubectl, helm, program):
    claims = Claims()
    with tempfile.TemporaryDirectory() as scratch:
        render = Renderer(root, kubectl, helm, program, pathlib.Path(scratch))
        objects = same_objects(claims, render)
        pods(claims, objects)
        rights(claims, objects, {("networking.k8s.io", "ingresses")}, "the component")
        rights_of_policies(claims, render, root)
        values(claims, render)
        elsewhere(claims, render)
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), *sys.argv[2:4], pathlib.Path(sys.argv[4]).resolve())
