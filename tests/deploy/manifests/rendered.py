#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kustomize and Helm make the same objects: rendered.py ROOT KUBECTL HELM PROGRAM

For each overlay of manifests/ the chart is rendered with the equivalent values, and whole
objects are compared, except for the labels by which Helm recognises its objects.  The chart
must also render the same objects from the same values each time, and must refuse values that
cannot work.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

from sources import Claims

HELM_LABELS = ("app.kubernetes.io/managed-by", "helm.sh/chart")
NAME = "ingress-warden"
MADE = ("genCA", "genSelfSignedCert", "genSignedCert", "genPrivateKey", "rand", "lookup", "now")


class Renderer:
    """Renders copies of the manifests, with certificates where they need some."""

    def __init__(self, root, kubectl, helm, program, scratch):
        self.kubectl, self.helm = kubectl, helm
        self.root, self.manifests = root, scratch / "manifests"
        shutil.copytree(root / "manifests", self.manifests,
                        ignore=shutil.ignore_patterns("certs"))
        own = self.manifests / "overlays/own-ca/certs"
        subprocess.run([program, "certs", "make", "--dir", own, "--dns",
                        f"{NAME}.{NAME}.svc"], check=True, capture_output=True)
        mutual = self.manifests / "overlays/mutual-tls/certs"
        mutual.mkdir()
        shutil.copy(own / "ca.crt", mutual / "client-ca.crt")
        self.certs = own

    def kustomize(self, folder):
        done = subprocess.run([self.kubectl, "kustomize", self.manifests / folder],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"kustomize {folder}: {done.stderr}")
        return index(done.stdout)

    def template(self, *values, policy=True):
        file = self.manifests / "base/policy.yaml"
        given = ["--set-file", f"policy.files.policy\\.yaml={file}"] if policy else []
        return subprocess.run(
            [self.helm, "template", NAME, self.manifests / "chart", "--namespace", NAME, *given,
             *values], capture_output=True, text=True, check=False)

    def chart(self, *values, policy=True):
        done = self.template(*values, policy=policy)
        if done.returncode:
            raise SystemExit(f"helm template {values}: {done.stderr}")
        return index(done.stdout)

    def from_files(self):
        return [item for name, file in (("caCrt", "ca.crt"), ("tlsCrt", "tls.crt"), ("tlsKey", "tls.key"))
                for item in ("--set-file", f"certificates.files.{name}={self.certs / file}")
                ] + ["--set", "certificates.from=files"]


def tidy(thing):
    """Returns the object without Helm's labels, and with base64 on one line."""
    labels = thing.get("metadata", {}).get("labels", {})
    for label in HELM_LABELS:
        labels.pop(label, None)
    if thing["kind"] == "Secret":
        thing["data"] = {key: re.sub(r"\s", "", value) for key, value in thing["data"].items()}
    for webhook in thing.get("webhooks", []):
        config = webhook["clientConfig"]
        if "caBundle" in config:
            config["caBundle"] = re.sub(r"\s", "", config["caBundle"])
    return thing


def index(text):
    found = {}
    for thing in yaml.safe_load_all(text):
        if thing:
            metadata = thing["metadata"]
            found[thing["kind"], metadata.get("namespace", ""), metadata["name"]] = tidy(thing)
    return found


def first_difference(left, right, path=""):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            if left.get(key) != right.get(key):
                return first_difference(left.get(key), right.get(key), f"{path}.{key}")
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for at, (one, other) in enumerate(zip(left, right)):
            if one != other:
                return first_difference(one, other, f"{path}[{at}]")
    return f"{path}: kustomize {json.dumps(left)[:200]}, chart {json.dumps(right)[:200]}"


def compare(claims, name, objects, chart):
    claims.same({" ".join(key) for key in objects}, {" ".join(key) for key in chart},
                f"{name}: objects of the chart")
    for key in objects.keys() & chart.keys():
        claims.claim(objects[key] == chart[key],
                     f"{name}: {key[0]} {first_difference(objects[key], chart[key])}")


def same_objects(claims, render):
    own = ["--set", "namespace.create=true"]
    files = own + render.from_files()
    client_ca = render.manifests / "overlays/mutual-tls/certs/client-ca.crt"
    mutual = files + ["--set", "mutualTLS.enabled=true",
                      "--set-file", f"mutualTLS.caCrt={client_ca}"]
    for overlay, values in (("cert-manager", own), ("own-ca", files), ("mutual-tls", mutual),
                            ("preview", own + ["--set", "preview=true"])):
        compare(claims, overlay, render.kustomize(f"overlays/{overlay}"), render.chart(*values))
    monitoring = [item for part in ("podMonitor", "prometheusRule", "dashboard")
                  for item in ("--set", f"monitoring.{part}.enabled=true")]
    more = render.chart(*own, *monitoring)
    plain = render.chart(*own)
    compare(claims, "monitoring", render.kustomize("monitoring"),
            {key: value for key, value in more.items() if key not in plain})


def chart_values(claims, render, root):
    for values, wanted in (
            (["--set", "replica=3"], "replica"),
            (["--set", "webhooks.timeoutSeconds=31"], "timeoutSeconds"),
            (["--set", "webhooks.validate.failurePolicy=Maybe"], "failurePolicy"),
            (["--set", "certificates.from=nowhere"], "certificates"),
            (["--set", "certificates.from=secret"], "caBundle"),
            (["--set", "certificates.from=files"], "caCrt"),
            (["--set", "server.logLevel=loud"], "logLevel"),
            (["--set", "image.digest=latest"], "digest")):
        done = render.template(*values)
        claims.claim(done.returncode != 0 and wanted in done.stderr,
                     f"{values} must be refused with a word about {wanted}: {done.stderr}")
    done = render.template(policy=False)
    claims.claim(done.returncode != 0 and "a policy is missing" in done.stderr, "a policy is demanded")
    for path in (root / "manifests/chart/templates").iterdir():
        for word in MADE:
            claims.claim(not re.search(rf"{{{{[^}}]*\b{word}\w*\b", path.read_text()),
                         f"{path.name} calls {word}: an upgrade would change what is there")
    claims.claim(render.template().stdout == render.template("--is-upgrade").stdout,
                 "an upgrade with the same values changes nothing")
    values = (root / "manifests/chart/values.yaml").read_text()
    schema = json.loads((root / "manifests/chart/values.schema.json").read_text())
    documented(claims, schema, yaml.safe_load(values), "")
    commented(claims, values)
    page = (root / "manifests/chart/README.md").read_text()
    for name in yaml.safe_load(values):
        claims.claim(f"`{name}`" in page, f"manifests/chart/README.md: {name} is not named")
    chart = yaml.safe_load((root / "manifests/chart/Chart.yaml").read_text())
    for field in ("home", "sources", "icon", "maintainers", "keywords"):
        claims.claim(chart.get(field), f"Chart.yaml: {field} is missing")
    existing = render.chart("--set", "policy.existingConfigMap=mine,preview=true,"
                                     "policy.moreConfigMaps={more-a,more-b}", policy=False)
    claims.claim(("ConfigMap", NAME, f"{NAME}-policy") not in existing, "no policy of the chart")
    volume = existing["Deployment", NAME, NAME]["spec"]["template"]["spec"]["volumes"][0]
    claims.claim([source["configMap"]["name"] for source in volume["projected"]["sources"]] ==
                 ["mine", "more-a", "more-b"], f"sources: {volume}")
    secret = render.chart("--set", "certificates.from=secret,certificates.caBundle=QUJD")
    claims.claim(not any(kind in ("Secret", "Certificate", "Issuer") for kind, _, _ in secret),
                 "with a Secret of the user's, the chart makes none")
    moved = render.chart("--set", "server.webhookPort=10250,server.opsPort=9090")
    container = moved["Deployment", NAME, NAME]["spec"]["template"]["spec"]["containers"][0]
    claims.claim("--listen=[::]:10250" in container["args"] and
                 "--ops-listen=[::]:9090" in container["args"] and
                 container["ports"] == [{"name": "webhook", "containerPort": 10250},
                                        {"name": "ops", "containerPort": 9090}], "other ports")


def documented(claims, schema, values, path):
    """The schema and the values have the same keys, everywhere."""
    known = set(schema.get("properties", {})) - {"global"}
    claims.same(known, set(values), f"values.schema.json {path or 'itself'}")
    claims.claim(schema.get("additionalProperties") is False, f"{path}: any key is taken")
    for key, part in schema.get("properties", {}).items():
        if part.get("properties"):
            documented(claims, part, values[key], f"{path}.{key}")


def commented(claims, text):
    """Each group of values has a comment above it."""
    for block in re.split(r"\n\n", text):
        claims.claim("#" in block or block.startswith(("nodeSelector", "resources", "termination")),
                     f"values.yaml does not explain: {block[:60]}")


def renamed(claims, render):
    """The overlay of docs/install.md changes the namespace and the replicas everywhere."""
    folder = render.manifests / "overlays/mine"
    folder.mkdir()
    (folder / "kustomization.yaml").write_text(overlay_of_install(render))
    shutil.copy(render.manifests / "base/policy.yaml", folder / "policy.yaml")
    objects = render.kustomize("overlays/mine")
    namespace = "platform-ingress"
    for key, thing in objects.items():
        claims.claim(key[1] in ("", namespace), f"{key} stays behind")
        claims.claim("ingress-warden.ingress-warden" not in json.dumps(thing) and
                     '"namespace": "ingress-warden"' not in json.dumps(thing) and
                     "ingress-warden/ingress-warden-tls" not in json.dumps(thing),
                     f"{key} still speaks of the old namespace")
    for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
        webhook = objects[kind, "", NAME]["webhooks"][0]
        claims.claim(webhook["clientConfig"]["service"]["namespace"] == namespace, f"{kind}: service")
        excluded = webhook["namespaceSelector"]["matchExpressions"][0]["values"]
        claims.claim(namespace in excluded and "kube-system" in excluded, f"{kind}: {excluded}")
    claims.claim(("Namespace", "", namespace) in objects, "the namespace itself")
    deployment = objects["Deployment", namespace, NAME]["spec"]
    claims.claim(deployment["replicas"] == 5, "replicas")
    claims.claim("policy.yaml" in objects["ConfigMap", namespace, f"{NAME}-policy"]["data"], "policy")


def overlay_of_install(render):
    text = (render.root / "docs/install.md").read_text()
    block = re.search(r"<!-- run: elsewhere tests/deploy/manifests/rendered.py -->\n```yaml\n"
                      r"(apiVersion: kustomize.*?)```", text, re.S)
    if not block:
        raise SystemExit("docs/install.md shows no overlay")
    return block[1].replace("../ingress-warden/manifests/", "../../")


def break_glass(claims, render, root, program):
    """The preview step of Break-glass in docs/operations.md: kubectl accepts the patch for the
    shipped Deployment, and `serve` has the option that it adds."""
    section = (root / "docs/operations.md").read_text().split("\n## Break-glass\n")[1].split("\n## ")[0]
    patch = re.search(r"patch deployment ingress-warden --type json \\\n +--patch '(.*)'$", section, re.M)[1]
    done = subprocess.run([render.kubectl, "patch", "--local", "-f", root / "manifests/base/deployment.yaml",
                           "--type", "json", "--patch", patch, "--output", "yaml"],
                          capture_output=True, text=True, check=False)
    claims.claim(done.returncode == 0, f"break-glass: {done.stderr}")
    container = yaml.safe_load(done.stdout)["spec"]["template"]["spec"]["containers"][0]
    claims.claim(container["args"][-1] == "--preview", f"break-glass: {container['args']}")
    usage = subprocess.run([program, "serve", "--help"], capture_output=True, text=True, check=False)
    claims.claim("--preview" in usage.stdout, "break-glass: serve has no --preview")


def main(root, kubectl, helm, program):
    claims = Claims()
    with tempfile.TemporaryDirectory() as scratch:
        render = Renderer(root, kubectl, helm, program, pathlib.Path(scratch))
        same_objects(claims, render)
        chart_values(claims, render, root)
        renamed(claims, render)
        break_glass(claims, render, root, program)
    claims.end()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), *sys.argv[2:4], pathlib.Path(sys.argv[4]).resolve())
