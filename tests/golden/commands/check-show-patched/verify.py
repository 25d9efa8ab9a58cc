# SPDX-License-Identifier: Apache-2.0
import yaml


def check(text):
    objects = [one for one in yaml.safe_load_all(text) if one]
    assert len(objects) == 1
    assert objects[0]["spec"]["ingressClassName"] == "internal"
    keys = objects[0]["metadata"]["annotations"]
    assert keys["nginx.ingress.kubernetes.io/whitelist-source-range"] == "198.51.100.0/24"
    assert objects[0]["spec"]["rules"][0]["http"]["paths"][0]["backend"] == {
        "service": {"name": "web", "port": {"number": 80}}
    }
