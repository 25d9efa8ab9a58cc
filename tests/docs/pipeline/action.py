#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The GitHub action does what its inputs promise: action.py PROGRAM ROOT

Its steps run with bash in a scratch repository, with a stand-in for `gh`.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import yaml
from checkout import Failed, GitHub, scratch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from claims import Claims

POLICY = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
metadata: {name: platform}
externalDNS: {public: {annotationPrefixes: [external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/]}}
classes:
  external:
    profile: ingress-nginx
    domains: [example.com]
    externalDNS: {instance: public, target: edge.example.com, ttl: 60}
tenants:
  - {name: shop, namespaces: [shop], classes: [external], domains: [shop.example.com]}
"""
CHANGED = POLICY.replace("ttl: 60", "ttl: 120")
TENANTS = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicy
tenants:
  - {name: bakery, namespaces: [bakery], classes: [external], domains: [bakery.example.com]}
"""
TESTS = """\
apiVersion: ingress-warden.dev/v1
kind: IngressPolicyTest
policy: policy.yaml
reach:
  - namespaces: [shop]
    may: {external: [shop.example.com]}
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: external
  rules: [{host: HOST}]
"""
MARKER = "<!-- ingress-warden diff -->"
PULL = {"pull_request": {"number": 12}}
NAMES = ("Lint the policy", "Test the policy", "Judge the manifests", "Compare the policy",
         "Comment on the pull request")
# Texts that must not reach a shell, an option or another file.
HOSTILE = ("$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "x\ntouch pwned",
           "--help", "-", "--output=pwned", "${{ github.token }}", "a b", "*", "|| touch pwned")


class Action(Claims):
    """One run of the action in a repository of its own, and the checks of the result."""

    def __init__(self, program, root):
        super().__init__()
        self.program, self.root = program, root

    def claim(self, is_so, what, more=""):
        super().claim(is_so, f"{what}\n{more}")

    def repository(self, folder, **files):
        checkout = scratch(self.program, self.root, folder)
        checkout.old = checkout.commit(**{"policy.yaml": POLICY, "policy.test.yaml": TESTS,
                                          "deploy/web.yaml": INGRESS.replace("HOST", "shop.example.com"), **files})
        return checkout

    def run(self, checkout, event=None, **inputs):
        github = GitHub(checkout, event)
        results = github.action({"policy": "policy.yaml", **inputs})
        github.results = {step.name: step for step in results}
        github.by_outcome = {name: step.outcome for name, step in github.results.items()}
        return github

    def outcomes(self, github, what, *wanted):
        self.claim(tuple(github.by_outcome.values()) == wanted, what, github.results)

    # The cases.

    def everything(self, checkout):
        checkout.write("policy.yaml", CHANGED)
        github = self.run(checkout, PULL, manifests="deploy", args="--namespace\nshop", old=checkout.old,
                          token="secret")
        self.outcomes(github, "everything is fine", *["success"] * 5)
        self.claim("%)" in github.results[NAMES[1]].output, "coverage", github.results)
        text = github.summary.read_text()
        self.claim("ttl" in text or "Different" in text, "the summary has the comparison", text)
        self.claim(github.outputs == {"different": "true"}, "the output", github.outputs)
        calls = checkout.calls("gh")
        self.claim(len(calls) == 2 and "repos/bakery/platform/issues/12/comments" in calls[1]["arguments"],
                   "one comment is made", calls)
        (body,) = calls[-1]["files"].values()
        self.claim(body.startswith(MARKER + "\n") and body.count(MARKER) == 1 and text.strip() in body,
                   "the comment has the comparison", body)
        self.claim(all(call["token"] == "secret" for call in calls)
                   and not any("secret" in word for call in calls for word in call["arguments"]),
                   "the token is in no argument", calls)

    def replaced(self, checkout):
        """Of two comments by the same account the first is replaced, also by `no difference`."""
        for text, different in ((CHANGED, "true"), (POLICY, "false")):
            checkout.write("policy.yaml", text)
            checkout.answers("IC_first\nIC_second\n")
            github = self.run(checkout, PULL, old="main", token="secret")
            calls = checkout.calls("gh")
            self.claim(github.outputs == {"different": different}, "different", github.results)
            self.claim(len(calls) == 2 and "id=IC_first" in calls[1]["arguments"]
                       and any("updateIssueComment" in word for word in calls[1]["arguments"])
                       and all(body.startswith(MARKER) for body in calls[1]["files"].values()),
                       "the comment is replaced", calls)
        checkout.answers("")
        self.run(checkout, PULL, old="main", token="secret")
        self.claim(len(checkout.calls("gh")) == 1, "no comment says that there is nothing to say")

    def no_comment(self, checkout):
        checkout.write("policy.yaml", CHANGED)
        for event, token in ((PULL, ""), ({}, "secret")):
            github = self.run(checkout, event, old="main", token=token)
            self.outcomes(github, "without a token, or a pull request", *["success"] * 5)
            self.claim(not checkout.calls("gh"), "nothing is called")
        checkout.answers("", 1)
        github = self.run(checkout, PULL, old="main", token="of-a-fork")
        self.outcomes(github, "the token may not write", *["success"] * 5)
        self.claim("::warning" in github.results[NAMES[4]].output, "it is said", github.results)

    def denied(self, checkout):
        checkout.write("deploy/web.yaml", INGRESS.replace("HOST", "www.example.com"))
        github = self.run(checkout, PULL, manifests="\n deploy\n\n".replace(" ", ""), args="-n\nshop", old="main")
        self.outcomes(github, "a manifest is denied", "success", "success", "failure", "success", "success")
        judged = github.results[NAMES[2]]
        self.claim(judged.code == 1 and "::error file=deploy/web.yaml,line=" in judged.output,
                   "the annotation has the file", judged)

    def failing_test(self, checkout):
        checkout.write("policy.test.yaml", TESTS.replace("shop.example.com", "www.example.com"))
        github = self.run(checkout, manifests="deploy", args="-n\nshop")
        self.outcomes(github, "a test fails", "success", "failure", "success", "success", "success")

    def broken(self, checkout):
        checkout.write("policy.yaml", POLICY.replace("classes: [external]", "classes: [extern]"))
        github = self.run(checkout, PULL, manifests="deploy", old="main", token="secret")
        self.outcomes(github, "a broken policy", "failure", *["skipped"] * 4)
        self.claim("policy.yaml:11" in github.results[NAMES[0]].output, "lint says where", github.results)

    def broken_before(self, checkout):
        checkout.commit(**{"policy.yaml": "kind: none\n"})
        checkout.write("policy.yaml", POLICY)
        github = self.run(checkout, PULL, old="main", token="secret")
        self.outcomes(github, "the old policy is broken", "success", "success", "success", "failure", "skipped")
        self.claim(github.results[NAMES[3]].code == 2, "exit code 2", github.results)

    def new(self, checkout):
        checkout.write("other/policy.yaml", POLICY)
        github = self.run(checkout, PULL, policy="other/policy.yaml", old="main", token="secret")
        self.outcomes(github, "a policy that is new", *["success"] * 5)
        self.claim("::warning" in github.results[NAMES[1]].output, "it has no tests", github.results)
        self.claim("is new" in github.summary.read_text() and not checkout.calls("gh"), "it is said")

    def unknown_revision(self, checkout):
        github = self.run(checkout, PULL, old="0" * 40, token="secret")
        self.outcomes(github, "a revision that is not there", "success", "success", "success", "failure", "skipped")
        self.claim("fetch-depth" in github.results[NAMES[3]].output, "the remedy", github.results)

    def folder(self, checkout):
        """Changes of files outside the policy do not matter; a new file of the policy does."""
        old = checkout.commit(**{"platform/policy.yaml": POLICY, "platform/policy.test.yaml": TESTS,
                                 "platform/.hidden.yaml": "{", "platform/README.md": "x",
                                 "platform/deeper/other.yaml": "{"})
        github = self.run(checkout, policy="platform", old=old)
        self.claim(github.outputs == {"different": "false"}, "the same folder", github.results)
        checkout.write("platform/tenants.yaml", TENANTS)
        github = self.run(checkout, policy="platform/", old=old)
        self.outcomes(github, "a policy folder", *["success"] * 5)
        self.claim(github.outputs == {"different": "true"}, "another tenant", github.results)

    def odd_names(self, checkout):
        for name in ("-n.yaml", "a b.yaml", "$(touch pwned).yaml"):
            checkout.commit(**{name: POLICY})
            checkout.write(name, CHANGED)
            github = self.run(checkout, policy=f"./{name}", manifests=f"./{name}\ndeploy", args="-nshop", old="main")
            self.outcomes(github, f"a file called {name}", *["success"] * 5)
            self.claim(github.outputs == {"different": "true"}, name, github.results)
        self.no_trace(checkout, "names of files")

    def hostile(self, checkout):
        """Each text is used as the policy, and as all other inputs."""
        for text in HOSTILE:
            github = self.run(checkout, PULL, policy=text, manifests="deploy", old="main", token="secret")
            self.no_trace(checkout, f"the policy is {text!r}", github.results)
            github = self.run(checkout, PULL, manifests=text, args=text, old=text, token=text)
            self.no_trace(checkout, f"the inputs are {text!r}", github.results)

    def no_trace(self, checkout, what, more=""):
        found = list(checkout.folder.rglob("pwned*"))
        self.claim(not found, f"a command was run: {what}", more)

    def not_installed(self, checkout):
        (checkout.folder / "bin" / "ingress-warden").unlink()
        github = self.run(checkout)
        self.outcomes(github, "without the program", "failure", *["skipped"] * 4)
        self.claim("not in PATH" in github.results[NAMES[0]].output, "it is said", github.results)

    # The text of the action.

    def scripts(self):
        text = (self.root / "action.yml").read_text()
        steps = yaml.safe_load(text)["runs"]["steps"]
        self.claim(tuple(step["name"] for step in steps) == NAMES, "the steps")
        for step in steps:
            self.claim("${{" not in step["run"], f"{step['name']}: an expression in a script")
            self.claim(step["shell"] == "bash", f"{step['name']}: the shell")
            done = subprocess.run(["shellcheck", "--shell=bash", "-"], input=step["run"], text=True,
                                  stdout=subprocess.PIPE, check=False, timeout=60)
            self.claim(done.returncode == 0, f"{step['name']}: shellcheck", done.stdout)
            token = [value for value in step["env"].values() if "token" in value]
            self.claim(not token or step["name"] == NAMES[4], f"{step['name']}: has the token")
        self.claim(set(re.findall(r"inputs\.(\w+)", text)) == set(yaml.safe_load(text)["inputs"]),
                   "each input is used")


def main():
    action = Action(sys.argv[1], pathlib.Path(sys.argv[2]).resolve())
    action.scripts()
    for case in (action.everything, action.replaced, action.no_comment, action.denied, action.failing_test,
                 action.broken, action.broken_before, action.new, action.unknown_revision, action.folder,
                 action.odd_names, action.hostile, action.not_installed):
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(action.repository(folder))
            except (Failed, LookupError, OSError, ValueError) as error:
                action.claim(False, f"{case.__name__}: {type(error).__name__}: {error}")
    action.end()


if __name__ == "__main__":
    main()
