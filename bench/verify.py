# SPDX-License-Identifier: Apache-2.0
"""verify: checks the verdict and the patched object of a server before it is timed."""

import base64
import copy
import json

import inputs


class Wrong(Exception):
    """A server gave a wrong answer."""


def parent_of(document, path):
    """Returns (the container of the member at path, its key or index)."""
    words = [word.replace("~1", "/").replace("~0", "~") for word in path.split("/")[1:]]
    at = document
    for word in words[:-1]:
        at = at[int(word)] if isinstance(at, list) else at[word]
    return at, int(words[-1]) if isinstance(at, list) else words[-1]


def apply_patch(document, patch):
    """Applies the operations of RFC 6902 that webhooks use: add, replace, remove of members."""
    patched = copy.deepcopy(document)
    for step in patch:
        holder, word = parent_of(patched, step["path"])
        if step["op"] not in ("add", "replace", "remove") or isinstance(holder, list):
            raise Wrong(f"a patch with {step['op']} of {step['path']} is not expected")
        if step["op"] == "remove":
            del holder[word]
        else:
            holder[word] = step["value"]
    return patched


def expected_object(name):
    """The object of the review, with the annotations that the mutating stage must add."""
    review = json.loads(inputs.REVIEW[name][1]())["request"]
    if inputs.REVIEW[name][0] == "mutate":
        review["object"]["metadata"]["annotations"].update(inputs.added())
    return review["object"]


def check(server, name):
    """Raises Wrong if the answer to the review is not the expected one."""
    stage, make = inputs.REVIEW[name]
    body = make()
    request = json.loads(body)["request"]
    status, text = server.post(stage, body)
    say = f"{server.name} on {name}: "
    if status != 200:
        raise Wrong(say + f"HTTP {status}: {text[:200]!r}")
    if not server.judges:
        return
    review = json.loads(text)
    answer = review["response"]
    if (review["apiVersion"], review["kind"], answer["uid"]) != (
        "admission.k8s.io/v1", "AdmissionReview", request["uid"],
    ):
        raise Wrong(say + "the answer is not to this review")
    if answer["allowed"] != (name not in inputs.DENIED):
        raise Wrong(say + f"allowed is {answer['allowed']}: {answer.get('status')}")
    if stage == "validate" and "patch" in answer:
        raise Wrong(say + "a patch in the validating stage")
    patch = json.loads(base64.b64decode(answer["patch"])) if "patch" in answer else []
    if apply_patch(request["object"], patch) != expected_object(name):
        raise Wrong(say + f"the patched object is not the expected one; the patch: {patch}")
