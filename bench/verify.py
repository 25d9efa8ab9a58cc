# SPDX-License-Identifier: Apache-2.0
"""verify: a peer is timed only after it said the right thing, and left the right object."""

import base64
import copy
import json

import inputs


class Wrong(Exception):
    """What a peer answered is not what it is asked to answer."""


def parent_of(document, path):
    """(what holds the path's last word, that word)."""
    words = [word.replace("~1", "/").replace("~0", "~") for word in path.split("/")[1:]]
    at = document
    for word in words[:-1]:
        at = at[int(word)] if isinstance(at, list) else at[word]
    return at, int(words[-1]) if isinstance(at, list) else words[-1]


def apply_patch(document, patch):
    """RFC 6902 as far as admission webhooks go: add, replace and remove of members."""
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
    """The object of the review with what the mutating stage has to add."""
    review = json.loads(inputs.REVIEW[name][1]())["request"]
    if inputs.REVIEW[name][0] == "mutate":
        review["object"]["metadata"]["annotations"].update(inputs.added())
    return review["object"]


def check(server, name):
    """Raises Wrong, or returns."""
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
        raise Wrong(say + f"the patched object is not as it should be; the patch: {patch}")
