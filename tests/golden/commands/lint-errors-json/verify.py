# SPDX-License-Identifier: Apache-2.0
import json


def check(text):
    problems = [json.loads(line) for line in text.splitlines()]
    assert len(problems) >= 4
    for problem in problems:
        assert set(problem) == {"file", "line", "column", "severity", "name", "text"}
        assert problem["severity"] == "error" and problem["line"] > 0
