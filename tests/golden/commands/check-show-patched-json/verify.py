# SPDX-License-Identifier: Apache-2.0
import json


def check(text):
    allowed, denied = map(json.loads, text.splitlines())
    assert allowed["patched"]["spec"]["ingressClassName"] == "internal"
    assert denied["verdict"] == "denied"
    assert denied["patched"]["spec"]["ingressClassName"] == "public"
