# SPDX-License-Identifier: Apache-2.0
"""What the patch of a response does to the object."""
import base64
import copy
import json


def patched(item, answer):
    """A copy of the object after the patch: RFC 6902, as far as the program uses it."""
    item = copy.deepcopy(item)
    if "patch" not in answer:
        return item
    for operation in json.loads(base64.b64decode(answer["patch"], validate=True)):
        steps = [s.replace("~1", "/").replace("~0", "~")
                 for s in operation["path"].split("/")[1:]]
        at = item
        for step in steps[:-1]:
            at = at[step]
        if operation["op"] == "remove":
            del at[steps[-1]]
        else:
            at[steps[-1]] = operation["value"]
    return item
