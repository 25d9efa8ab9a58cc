# SPDX-License-Identifier: Apache-2.0
"""The Big List of Naughty Strings in every text of an Ingress: both stages answer, and say
what the reference in tests/property says, which shares nothing with the program."""
import copy
import json
import subprocess
import sys
from pathlib import Path

import fetch
from asking import Tally

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "property"))

import chance  # noqa: E402
import differential  # noqa: E402
from reference_policy import Policy  # noqa: E402

DATE = "2026-11-22"
UID_MAX = 253
POLICIES = ["acme.yaml", "ranges.yaml"]
KEYS = [
    "external-dns.kubernetes.io/hostname", "external-dns.kubernetes.io/target",
    "external-dns.kubernetes.io/ttl", "external-dns.kubernetes.io/controller",
    "internal-dns.example.net/hostname", "nginx.ingress.kubernetes.io/server-alias",
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/rewrite-target", "cert-manager.io/common-name",
    "kubernetes.io/ingress.class", "projectcontour.io/ingress.class",
    "ingress-warden.dev/managed", "note"]
KIND = {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"}


def base():
    """A good request, in which one text is replaced."""
    item = {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"},
                     "annotations": {"note": "x"}},
        "spec": {"ingressClassName": "external",
                 "tls": [{"hosts": ["shop.example.com"], "secretName": "web-tls"}],
                 "rules": [{"host": "shop.example.com", "http": {"paths": [
                     {"path": "/", "pathType": "Prefix", "backend": {"service": {
                         "name": "web", "port": {"number": 80}}}}]}}]}}
    return {"uid": "u", "kind": KIND, "requestKind": KIND,
            "resource": {"group": "networking.k8s.io", "version": "v1",
                         "resource": "ingresses"},
            "name": "web", "namespace": "shop", "operation": "CREATE",
            "userInfo": {"username": "dev"}, "object": item, "oldObject": None,
            "dryRun": False, "options": None}


def setter(*path):
    """A function that puts the text at the path of a request."""
    def put(request, text):
        at = request
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = text
    return put


def as_key(*path):
    def put(request, text):
        at = request
        for step in path:
            at = at[step]
        at[text] = "x"
    return put


def whole_name(request, text):
    request["name"] = request["object"]["metadata"]["name"] = text


def whole_namespace(request, text):
    request["namespace"] = request["object"]["metadata"]["namespace"] = text


def generate_name(request, text):
    del request["object"]["metadata"]["name"]
    request["object"]["metadata"]["generateName"] = text
    request["name"] = ""


META, SPEC = ("object", "metadata"), ("object", "spec")
PATH = (*SPEC, "rules", 0, "http", "paths", 0)
FIELDS = {
    "name": whole_name, "namespace": whole_namespace, "generateName": generate_name,
    "label": setter(*META, "labels", "app"), "label key": as_key(*META, "labels"),
    "annotation key": as_key(*META, "annotations"),
    "class": setter(*SPEC, "ingressClassName"),
    "host": setter(*SPEC, "rules", 0, "host"), "path": setter(*PATH, "path"),
    "path type": setter(*PATH, "pathType"),
    "service": setter(*PATH, "backend", "service", "name"),
    "tls host": setter(*SPEC, "tls", 0, "hosts", 0),
    "secret": setter(*SPEC, "tls", 0, "secretName"),
    "user": setter("userInfo", "username"), "uid": setter("uid"),
    **{key: setter(*META, "annotations", key) for key in KEYS},
}


def requests(strings):
    """(field, string, request)"""
    for field, put in FIELDS.items():
        for text in strings:
            request = copy.deepcopy(base())
            put(request, text)
            if field != "uid" or 0 < len(text.encode()) <= UID_MAX:
                yield field, text, chance.facts(request, DATE)


def review(program, path, stage, sent):
    """The response to every request; only line feeds end one, not those of Unicode."""
    documents = "\n".join(json.dumps(chance.document(request)) for request in sent)
    out = subprocess.run(
        [program, "review", "--policy", str(path), "--stage", stage, "--date", DATE],
        input=documents.encode(), capture_output=True, check=True).stdout
    answers = [json.loads(line)["response"] for line in out.split(b"\n") if line]
    assert len(answers) == len(sent), "one response a request"
    return answers


def judge(tally, program, path, rows):
    policy = Policy(path)
    sent = [request for _, _, request in rows]
    for stage, differs in (("mutate", differential.mutation_differs),
                           ("validate", differential.validation_differs)):
        answers = review(program, path, stage, sent)
        for (field, text, request), answer in zip(rows, answers):
            wrong = differs(policy, request, answer)
            if answer["uid"] != request["uid"]:
                wrong = (wrong, "another uid")
            tally.row(wrong is None, f"in {path.stem}, {stage}", field,
                      f"{text!r}: {wrong}")


def run(program):
    tally = Tally("blns")
    strings = json.loads(fetch.members("blns")["resources/blns.json"])
    rows = list(requests(strings))
    for name in POLICIES:
        judge(tally, program, HERE.parent / "golden/reviews/policies" / name, rows)
    tally.row(len(strings) == 485, "count", "blns", f"{len(strings)} strings, not 485")
    return tally
