# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import urllib.parse

TABLE = pathlib.Path(__file__).parents[3] / "src/core/policy/rules.def"
N_RULES = TABLE.read_text(encoding="utf-8").count("\nRULE(")


def check(text):
    log = json.loads(text)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "ingress-warden" and driver["version"]
    names = [rule["id"] for rule in driver["rules"]]
    assert len(names) == len(set(names)) == N_RULES > 15
    for result in run["results"]:
        if "ruleIndex" in result:
            assert names[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        [location] = result["locations"]
        check_place(location["physicalLocation"])
    [invocation] = run["invocations"]
    notices = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] == (not notices)
    for notice in notices:
        check_place(notice["locations"][0]["physicalLocation"])


def check_place(place):
    uri = place["artifactLocation"]["uri"]
    assert all(c.isalnum() or c in "-._~/%" for c in uri), uri
    assert urllib.parse.unquote(uri, errors="strict")
    region = place.get("region", {"startLine": 1})
    assert region["startLine"] >= 1 and region.get("startColumn", 1) >= 1
