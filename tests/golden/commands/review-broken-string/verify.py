# SPDX-License-Identifier: Apache-2.0
import json


def check(text):
    answers = [json.loads(line)["response"] for line in text.splitlines()]
    assert [one["uid"] for one in (answers[0], answers[2])] == ["u-1", "u-2"]
    assert len(answers) == 3 and answers[1]["status"]["code"] == 400
