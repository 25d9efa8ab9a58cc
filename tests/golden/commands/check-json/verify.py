# SPDX-License-Identifier: Apache-2.0
import json

FIELDS = {"file", "line", "kind", "namespace", "name", "verdict", "violations", "warnings"}


def check(text):
    objects = [json.loads(line) for line in text.splitlines()]
    assert [one["verdict"] for one in objects] == ["allowed", "denied", "allowed", "denied"]
    for one in objects:
        assert FIELDS <= set(one)
        for finding in one["violations"] + one["warnings"]:
            assert set(finding) == {"rule", "mark", "field", "message", "line", "column"}
            assert finding["line"] > 0 and finding["column"] > 0
    assert objects[0]["warnings"][0]["rule"] == "tls-required"
    assert objects[0]["added"]["example.net/owner"] == "shop"
