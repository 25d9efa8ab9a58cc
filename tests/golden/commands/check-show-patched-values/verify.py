# SPDX-License-Identifier: Apache-2.0
import pathlib

import yaml


def check(text):
    [got] = [one for one in yaml.safe_load_all(text) if one]
    want = yaml.safe_load((pathlib.Path(__file__).parent / "web.yaml").read_text())
    keys = got["metadata"]["annotations"]
    for added in keys.pop("ingress-warden.dev/managed").split(","):
        del keys[added]
    assert got == want, f"{got} is not {want}"
