# SPDX-License-Identifier: Apache-2.0
import json


def check(text):
    answers = [json.loads(line)["response"] for line in text.splitlines()]
    assert [one["uid"] for one in answers] == ["u-1", "u-2", "u-1"] + ["u-1", "u-2"] * 2
