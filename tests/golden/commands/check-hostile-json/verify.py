# SPDX-License-Identifier: Apache-2.0
import json


def check(text):
    one = json.loads(text)
    assert one["name"] == "<web>&\"'"
    assert one["verdict"] == "denied"
    assert "\x1b" not in json.dumps(one, ensure_ascii=False)
