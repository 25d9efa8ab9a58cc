# SPDX-License-Identifier: Apache-2.0
import json


def check(text):
    answers = [json.loads(line)["response"] for line in text.splitlines()]
    assert len(answers) == 4
    assert answers[1]["allowed"] is False and answers[1]["status"]["code"] == 400
    assert [one["uid"] for one in answers[2:]] == ["u-1", "u-2"]
