#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A report is well-formed, loads nothing and runs nothing, whatever a policy and a dump
contain: report.py PROGRAM [SEED [ROUNDS]]

Hostile texts are put into every string: names, reasons, keys, values, hosts, paths, file
names, the title.  The pages are read strictly (markup.py), JSON and policy reports by other
readers.  The report counts what `check` reports for the same objects, and two runs write the
same bytes.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile

import markup
import yaml

HOSTILE = [
    "<script>alert(1)</script>",
    "</title><script>hacked=1</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="hacked=1',
    "' autofocus onfocus='hacked=1",
    "]]>",
    "<!--",
    "--><svg/onload=hacked=1>",
    "&lt;b&gt; &amp; &#60;",
    "\u202egnp.exe\u202c",
    "a\x00b",
    "\x1b[31mred\x07",
    "\u2028\u2029\u200b\ufeff",
    "javascript:hacked=1",
    "{{constructor.constructor('hacked=1')()}}",
    "<a href=//evil.example>x</a>",
    "x" * 300,
    "<" * 200,
    "`${hacked}`",
    "\U0001f4a9 \U000e0041 \ufffe",
]
NAMESPACES = ["shop", "shop-eu", "lab", "nobody", "<b>", "a/b", "\u202ex"]
HOSTS = ["shop.example.com", "a.shop.example.com", "lab.example.com", "b.example.org", "*.example.com"]
CLASSES = ["external", "internal", "<i>", "none"]
DATE = "2026-11-29"

POLICY = {
    "apiVersion": "ingress-warden.dev/v1",
    "kind": "IngressPolicy",
    "networks": {"office": ["198.51.100.0/24"]},
    "externalDNS": {"public": {"annotationPrefixes": ["external-dns.kubernetes.io/"]}},
    "classes": {
        "external": {
            "profile": "ingress-nginx",
            "domains": ["example.com"],
            "tls": "required",
            "externalDNS": {"instance": "public", "target": "edge.example.com"},
            "sourceRanges": {"mode": "open"},
        },
        "internal": {"profile": "ingress-nginx", "sourceRanges": {"mode": "narrow", "networks": ["office"]}},
    },
    "rules": {
        "tls-required": {"action": "warn", "then": "deny", "from": "2027-03-01"},
        "path-safe": {"action": "allow", "then": "deny", "from": "2027-06-01"},
        "annotation-safe": "audit",
    },
}
TENANTS = [
    {"name": "shop", "namespaces": ["shop", "shop-*"], "classes": ["external"], "domains": ["shop.example.com"]},
    {"name": "all", "namespaces": ["*"], "classes": ["external", "internal"], "domains": ["{namespace}.example.com"]},
]
# The fields of the CRDs: field -> type, or the fields below it.
RESULT = {
    "policy": str, "rule": str, "category": str, "source": str, "result": str, "severity": str, "scored": bool,
    "message": str, "resources": [{"apiVersion": str, "kind": str, "namespace": str, "name": str, "uid": str}],
    "timestamp": {"seconds": int, "nanos": int}, "properties": {"*": str},
}
REPORT = {
    "apiVersion": str, "kind": str,
    "metadata": {"name": str, "namespace": str, "labels": {"*": str}},
    "summary": {"pass": int, "fail": int, "warn": int, "error": int, "skip": int},
    "results": [RESULT],
}
SHAPES = {
    "openreports": {**REPORT, "source": str},
    "policyreport": REPORT,
}
RESULTS = {"pass": "info", "fail": "high", "warn": "medium", "error": "info", "skip": "info"}


def fits(value, shape, where):
    if isinstance(shape, type):
        assert type(value) is shape, f"{where} is {type(value).__name__}"
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for item in value:
            fits(item, shape[0], where)
    else:
        for key, item in value.items():
            assert key in shape or "*" in shape, f"{where}.{key} is not known"
            fits(item, shape.get(key, shape.get("*")), f"{where}.{key}")


def dump(documents):
    """Random JSON texts, one after another, in ASCII with escapes."""
    return "".join(f"{json.dumps(document)}\n" for document in documents)


class Round:
    def __init__(self, program, chance, folder):
        self.program = program
        self.chance = chance
        self.folder = folder

    def hostile(self):
        return self.chance.choice(HOSTILE)

    def some(self, harmless):
        return self.hostile() if self.chance.random() < 0.3 else harmless

    def policy(self):
        """The policy with hostile texts wherever it accepts them."""
        policy = json.loads(json.dumps(POLICY))
        policy["tenants"] = json.loads(json.dumps(TENANTS))
        candidates = [
            lambda: policy.__setitem__("metadata", {"name": self.hostile()}),
            lambda: policy.__setitem__("contact", self.hostile()),
            lambda: policy["tenants"][1].__setitem__("name", self.hostile()),
            lambda: policy["classes"].__setitem__(self.hostile(), {"profile": "traefik"}),
            lambda: policy.__setitem__(
                "exemptions",
                [
                    {"name": self.hostile(), "reason": self.hostile(), "expires": "2027-01-31",
                     "namespaces": ["shop"], "rules": ["tls-required", "host-permitted"]},
                    {"name": "gone", "reason": self.hostile(), "expires": "2020-01-01", "namespaces": ["lab"],
                     "rules": ["host-permitted"]},
                ],
            ),
            lambda: policy.__setitem__("annotations", {"forbid": [{"keys": ["*-snippet"], "reason": self.hostile()}]}),
        ]
        path = self.folder / "policy.yaml"
        for change in candidates:
            before = json.loads(json.dumps(policy))
            change()
            path.write_text(dump([policy]))
            if subprocess.run([self.program, "lint", path], capture_output=True).returncode != 0:
                policy.clear()
                policy.update(before)
        path.write_text(dump([policy]))
        return path

    def ingress(self, number):
        pick = self.chance.choice
        annotations = {
            self.some("nginx.ingress.kubernetes.io/server-snippet"): self.hostile(),
            "external-dns.kubernetes.io/hostname": self.some("x.example.com"),
            "external-dns.alpha.kubernetes.io/hostname": self.some("y.example.org"),
            "nginx.ingress.kubernetes.io/whitelist-source-range": self.some("198.51.100.0/28"),
        }
        keys = self.chance.sample(sorted(annotations), self.chance.randint(0, 4))
        host = self.some(pick(HOSTS))
        tls = [{"hosts": [self.some(host)], "secretName": self.hostile()}] if self.chance.random() < 0.5 else []
        return {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": {
                "name": self.some(f"web-{number}"),
                "namespace": pick(NAMESPACES),
                "uid": self.hostile(),
                "annotations": {key: annotations[key] for key in keys},
            },
            "spec": {
                "ingressClassName": pick(CLASSES),
                "tls": tls,
                "rules": [
                    {"host": host, "http": {"paths": [{"path": self.some("/"), "pathType": "Prefix", "backend": {
                        "service": {"name": self.hostile(), "port": {"number": 80}}}}]}},
                ],
            },
        }

    def dump(self):
        path = self.folder / f"{self.chance.choice(['dump', '<b>&', 'a' * 100])}.json"
        objects = [self.ingress(number) for number in range(40)]
        old = {"name": self.hostile(), "namespace": "shop"}
        objects.append({"apiVersion": self.hostile(), "kind": self.hostile(), "metadata": {"name": self.hostile()}})
        objects.append({"apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": old})
        objects.append({**self.ingress(99), "spec": self.hostile()})
        path.write_text(dump(objects))
        return path

    def run(self, *words):
        done = subprocess.run(
            [self.program, *map(str, words)], capture_output=True, cwd=self.folder, timeout=60, check=False
        )
        assert done.returncode in (0, 1, 2), done.stderr.decode(errors="replace")
        assert done.returncode != 1 or words[0] != "report", done
        return done.stdout

    def page(self, data, what):
        page = markup.read(data)
        assert not page.faults, f"{what}: {page.faults[:5]}"
        return page

    def everything(self):
        policy, objects = self.policy(), self.dump()
        common = ("--policy", policy, "--date", DATE, objects.name)
        title = self.hostile().replace("\0", "")
        html = self.run("report", "--title", title, *common)
        self.page(html, "html")
        assert html == self.run("report", "--title", title, *common), "two runs differ"
        assert html.count(b"<code>") > 100, "the objects were not read"
        self.page(self.run("report", "--policy", policy, "--date", DATE), "without dump")
        self.page(self.run("report", "--tenant", "shop", *common), "--tenant")
        self.run("report", "--dir", "out", *common)
        for path in (self.folder / "out").glob("*.html"):
            self.page(path.read_bytes(), path.name)
        self.json(common)
        for form, shape in SHAPES.items():
            self.documents(self.run("report", "-o", form, *common), form, shape)

    def json(self, common):
        data = self.run("report", "-o", "json", *common)
        assert data.count(b"\n") == 1
        report = json.loads(data)
        judged = [json.loads(line) for line in self.run("check", "-o", "json", *common).splitlines()]
        denied = sum(one["verdict"] == "denied" for one in judged)
        summary = report["summary"]
        assert summary["denied"] == denied, (summary, denied)
        assert summary["objects"] == sum(one["verdict"] != "unjudgeable" for one in judged)
        assert summary["objects"] == sum(summary[key] for key in ("denied", "warned", "excused", "fine"))
        assert [one["name"] for one in report["objects"]] == [one["name"] for one in judged]
        for one, checked in zip(report["objects"], judged):
            assert (one["created"] == "denied") == (checked["verdict"] != "allowed"), one
        self.ahead(report, common)
        assert summary["unread"] == len([one for one in report["unread"] if one["severity"] == "error"])

    def ahead(self, report, common):
        """What is denied from a day on is denied by `check` on that day."""
        words = [word for word in common if word != DATE and word != "--date"]

        def denied(day):
            lines = self.run("check", "-o", "json", "--date", day, *words).splitlines()
            judged = [json.loads(line) for line in lines]
            return {(one["namespace"], one["name"]) for one in judged if one["verdict"] == "denied"}

        before = denied(DATE)
        for day in report["next"]:
            after = denied(day["date"])
            named = {(one["namespace"], one["name"]) for one in day["objects"]}
            assert named <= after, (day["date"], named - after)
            assert after - before <= named, (day["date"], after - before - named)
            before = after

    def documents(self, data, form, shape):
        names = set()
        for document in yaml.safe_load_all(data):
            fits(document, shape, form)
            results = document["results"]
            assert 1 <= len(results) <= 500
            place = (document["metadata"]["namespace"], document["metadata"]["name"])
            assert place not in names, place
            names.add(place)
            for result in results:
                assert result["severity"] == RESULTS[result["result"]]
                assert result["scored"] is (result["result"] != "skip")
                assert len(result.get("message", "").encode()) <= 1020
            for word in RESULTS:
                assert document["summary"][word] == sum(result["result"] == word for result in results)


def main(program, seed="1", rounds="6"):
    program = str(pathlib.Path(program).resolve())
    passed = failed = 0
    for number in range(int(rounds)):
        with tempfile.TemporaryDirectory() as folder:
            one = Round(program, random.Random(f"{seed} {number}"), pathlib.Path(folder))
            try:
                one.everything()
                passed += 1
            except AssertionError as error:
                failed += 1
                print(f"seed {seed}, round {number}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
