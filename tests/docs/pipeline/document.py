#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Run what docs/pipeline.md shows: document.py PROGRAM ROOT

The blocks are marked as described in run.py, with these additional kinds:

  script FILE     is written to FILE, and accepted by shellcheck
  committed ...   a console, after all changes were committed to the branch main
  wrapper FILE    a script that calls the image instead of the program
  configmap       a console in which kubectl prints the policy as a ConfigMap
  github policy   a workflow of the policy's repository: a change of the policy is compared
  github team     a workflow of a team's repository: a manifest is allowed, another refused
  gitlab ...      the same for GitLab
  pre-commit      a configuration: its hooks exist, and find an error in a bad repository
  argocd, flux, terraform   ignore exactly what the webhook writes on deploy/web.yaml
"""

import hashlib
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile

import yaml
from checkout import Failed, GitHub, GitLab, scratch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import run

DIGEST = "0123456789abcdef" * 4
MANAGED = "ingress-warden.dev/managed"
# A key of the team, which the policy does not know.
OWN = "nginx.ingress.kubernetes.io/proxy-body-size"


def lacks(old, new):
    """The differences of two objects, as (old, new); empty maps are ignored."""
    def whole(value):
        if isinstance(value, dict):
            return {key: item for key, item in ((key, whole(item)) for key, item in value.items()) if item != {}}
        return value
    return None if whole(old) == whole(new) else (old, new)


def need(is_so, *what):
    if not is_so:
        raise run.Wrong("\n".join(str(item) for item in what))


class Pipeline(run.Scratch):
    """The folder of docs/pipeline.md is a checkout with a repository of its own."""

    def __init__(self, program, root, folder):
        self.checkout = scratch(program, root, folder)
        self.root, self.work, self.environment = root, self.checkout.work, self.checkout.environment
        self.ports, self.servers, self.policy, self.base = {}, [], None, {}
        self.archive()

    def archive(self):
        """A release with the program, as far as the installing script needs it."""
        name = f"ingress-warden-{self.run('ingress-warden version').stdout.split()[1]}-linux-amd64"
        path = self.checkout.folder / "downloads" / f"{name}.tar.xz"
        with tarfile.open(path, "w:xz") as archive:
            archive.add(self.checkout.folder / "bin" / "ingress-warden", f"{name}/bin/ingress-warden")
            archive.add(self.root / "policies", f"{name}/share/ingress-warden")
        self.sum = hashlib.sha256(path.read_bytes()).hexdigest()

    def other_checkout(self, path):
        """The policy's repository, inside a folder of the team's."""
        target = self.work / path
        subprocess.run(["git", "clone", "--quiet", str(self.work), str(target)], check=True, timeout=60,
                       env=self.environment)

    def script(self, text, name):
        path = self.checkout.write(name, text)
        path.chmod(0o755)
        done = self.run(f"shellcheck {shlex.quote(name)}")
        need(done.returncode == 0, done.stdout)
        for checksum, is_good in ((self.sum, True), ("0" * 64, False)):
            done = self.run(f"INGRESS_WARDEN_URL=https://x INGRESS_WARDEN_SHA256={checksum} {name} "
                            "&& .ingress-warden/bin/ingress-warden version")
            tests = list((self.work / ".ingress-warden").rglob("*.test.yaml"))
            shutil.rmtree(self.work / ".ingress-warden")
            need((done.returncode == 0) == is_good, f"with the checksum {checksum}:", done.stdout)
            need(not tests, "tests that are not the repository's:", tests)

    def wrapper(self, text, name):
        path = self.checkout.write(name, text.replace("DIGEST", DIGEST))
        path.chmod(0o755)
        for command in (f"shellcheck {name}", f"{name} check --policy policy.yaml deploy/",
                        f"{name} check --policy policy.yaml - <deploy/web.yaml"):
            done = self.run(command)
            need(done.returncode == 0, command, done.stdout)
        calls = self.checkout.calls("docker")
        need(len(calls) == 2 and all(f"{self.work}:/src:ro" in call["arguments"] for call in calls), calls)

    def configmap(self, text):
        whole = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "ingress-warden-policy"},
                 "data": {"policy.yaml": (self.work / "policy.yaml").read_text()}}
        (self.checkout.folder / "kubectl-answer").write_text(yaml.safe_dump(whole))
        ((command, _),) = run.commands(text)
        done = self.run("set -o pipefail\n" + command)
        need(done.returncode == 0 and "1 judged" in done.stdout, done.stdout)
        need(len(self.checkout.calls("kubectl")) == 1, "kubectl is not called")

    def committed(self, text, *codes):
        self.checkout.git("add", "--all")
        self.checkout.git("commit", "--quiet", "--message=state")
        self.console(text, *codes)

    # Pipelines.

    def changed(self, run_pipeline):
        """A good change of the policy passes and is shown; an error of lint or of a test fails."""
        path = self.work / "policy.yaml"
        old = self.checkout.git("show", "main:policy.yaml") + "\n"
        for text, is_good in ((old.replace("ttl: 60", "ttl: 120"), True),
                              (old.replace("classes: [external,", "classes: [extern,"), False),
                              (old.replace("shop.example.com,", "shops.example.com,"), False)):
            path.write_text(text)
            steps = run_pipeline()
            need(all(step.outcome == "success" for step in steps) == is_good, *steps)
        path.write_text(old)

    def judged(self, run_pipeline):
        """One manifest is allowed, and one is refused."""
        path = self.work / "deploy" / "web.yaml"
        text = path.read_text()
        for host, is_good in (("shop.corp.example.net", True), ("bank.corp.example.net", False)):
            path.write_text(text.replace("shop.corp.example.net", host))
            steps = run_pipeline()
            need(all(step.outcome == "success" for step in steps) == is_good, *steps)
            need(is_good or any("host-permitted" in step.output for step in steps)
                 or "host-permitted" in (self.work / "ingress.xml").read_text(), *steps)
            self.clean()
        path.write_text(text)

    def clean(self):
        self.checkout.git("clean", "-ffdxq", "--exclude=deploy")

    def pinned(self, text):
        return text.replace("SUM", self.sum).replace("@COMMIT", "@" + DIGEST[:40])

    def github(self, text, repository):
        event = {"pull_request": {"number": 7, "base": {"sha": self.checkout.git("rev-parse", "main")}}}
        github = GitHub(self.checkout, event, self.other_checkout)

        def steps():
            return github.workflow(self.pinned(text))
        self.checkout.calls()
        if repository == "team":
            self.judged(steps)
            return
        self.changed(steps)
        calls = [call for call in self.checkout.calls("gh") if call["files"]]
        need(calls and "120" in next(iter(calls[0]["files"].values())), "the comment", calls)
        need("120" in github.summary.read_text(), "the summary", github.summary.read_text())
        self.clean()

    def gitlab(self, text, repository):
        pipeline = GitLab(self.checkout, {
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.checkout.git("rev-parse", "main"),
            "CI_JOB_TOKEN": "token", "CI_SERVER_HOST": "gitlab.example.com",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.file://{self.work}.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://gitlab-ci-token:token@gitlab.example.com/bakery/platform-policy.git",
        })

        def steps():
            return pipeline.pipeline(self.pinned(text))
        if repository == "team":
            self.judged(steps)
            return
        (self.work / "policy.yaml").write_text(self.checkout.git("show", "main:policy.yaml").replace(
            "ttl: 60", "ttl: 120") + "\n")
        done = steps()
        need(all(step.outcome == "success" for step in done), *done)
        need("120" in (self.work / "policy-diff.md").read_text(), "policy-diff.md")
        need("<testsuite" in (self.work / "policy-tests.xml").read_text(), "policy-tests.xml")
        need((self.work / "public/index.html").read_text().startswith("<!DOCTYPE html>"), "index.html")
        self.checkout.git("checkout", "--quiet", "policy.yaml")
        self.clean()

    def pre_commit(self, text):
        known = {hook["id"]: hook for hook in yaml.safe_load((self.root / ".pre-commit-hooks.yaml").read_text())}
        found = 0
        for repo in yaml.safe_load(text.replace("DIGEST", DIGEST))["repos"]:
            for given in repo["hooks"]:
                hook = given if repo["repo"] == "local" else {**known[given["id"]], **given}
                words = shlex.split(hook["entry"]) + hook["args"]
                if hook["language"] == "docker_image":
                    words = ["docker", "run", "--rm", *words]
                done = self.run(shlex.join(words))
                need(done.returncode == 0, words, done.stdout)
                re.compile(hook["files"])
                found += 1
        need(found, "no hook")

    # What the webhook writes.

    def stored(self):
        """The manifest of the team in git, and the same object as stored."""
        done = self.run("ingress-warden check --policy policy.yaml --show-patched deploy/web.yaml")
        git = yaml.safe_load((self.work / "deploy/web.yaml").read_text())
        stored = yaml.safe_load(done.stdout)
        need(MANAGED in stored["metadata"]["annotations"] and git != stored, done.stdout)
        return git, stored

    def argocd(self, text):
        """Without these paths, git and the cluster have the same object, as Argo CD compares
        them."""
        (rule,) = yaml.safe_load(text)["spec"]["ignoreDifferences"]
        git, stored = self.stored()
        need((rule["group"], rule["kind"]) == ("networking.k8s.io", "Ingress"), rule)

        def normal(whole):
            for path in rule["jqPathExpressions"]:
                done = subprocess.run(["jq", f"del({path})"], input=json.dumps(whole), text=True, check=False,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
                need(done.returncode == 0, path, done.stdout)
                whole = json.loads(done.stdout)
            return whole
        need(not lacks(normal(git), normal(stored)), normal(git), normal(stored))
        need(OWN in normal(git)["metadata"]["annotations"], "a team's own key is ignored")
        for bare in ({**git, "metadata": {"name": "web"}}, {**git, "spec": {}}):
            normal(bare)

    def flux(self, text):
        """The pointers lead to what only the stored object has, and not to keys from git."""
        (rule,) = yaml.safe_load(text)["spec"]["driftDetection"]["ignore"]
        git, stored = self.stored()
        for pointer in rule["paths"]:
            key = pointer.removeprefix("/metadata/annotations/").replace("~1", "/").replace("~0", "~")
            need(key in stored["metadata"]["annotations"] and key not in git["metadata"]["annotations"], pointer)

    def terraform(self, text):
        """The expressions match each key that the webhook writes, except those that Terraform
        ignores anyway, and no key of a team."""
        body = re.search(r"ignore_annotations = \[\n(.*?)\n  \]", text, re.DOTALL)[1]
        patterns = [re.compile(json.loads(line.strip().rstrip(","))) for line in body.splitlines()]
        git, stored = self.stored()
        written = set(stored["metadata"]["annotations"]) - set(git["metadata"]["annotations"])
        others = {key for key in written if not key.partition("/")[0].endswith("kubernetes.io")}
        need(len(others) >= 3, written)
        for key in others:
            need(any(pattern.search(key) for pattern in patterns), key)
        for key in (OWN, "x.example.com/ingress-warden.dev/managed", "internal-dns-example.net/target"):
            need(not any(pattern.search(key) for pattern in patterns), key)

    def do(self, mark, text):
        kind, *words = (mark or "none").split()
        kinds = {"script": self.script, "wrapper": self.wrapper, "configmap": self.configmap,
                 "committed": self.committed, "github": self.github, "gitlab": self.gitlab,
                 "pre-commit": self.pre_commit, "argocd": self.argocd, "flux": self.flux,
                 "terraform": self.terraform}
        if kind not in kinds:
            super().do(mark, text)
            return
        try:
            kinds[kind](text, *words)
        except (Failed, subprocess.CalledProcessError, OSError, KeyError, ValueError) as error:
            raise run.Wrong(f"{type(error).__name__}: {error}") from error


def main():
    program, root = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    path = root / "docs/pipeline.md"
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        document = Pipeline(program, root, pathlib.Path(folder))
        for line, mark, text in run.blocks(path):
            try:
                document.do(mark, text)
                passed += 1
            except (run.Wrong, yaml.YAMLError) as error:
                failed += 1
                print(f"docs/pipeline.md:{line}: {mark}:\n{error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
