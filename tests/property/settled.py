# SPDX-License-Identifier: Apache-2.0
"""Laws of the mutating stage for every kind, checked with the program alone."""
import chance
from patches import patched

WRITTEN = {"dns-annotations", "source-ranges", "annotation-required", "class-present",
           "service-port"}


def places(before, after):
    """The places where something was written."""
    out = set()
    for name, form in (("metadata", "metadata.annotations[%s]"), ("spec", "spec.%s")):
        old, new = before.get(name) or {}, after.get(name) or {}
        if name == "metadata":
            old, new = old.get("annotations") or {}, new.get("annotations") or {}
        out |= {form % k for k in new if k not in old or old[k] != new[k]}
    return out


def refused(answer, written):
    """Violations that the validating stage finds in what was written."""
    found = (answer.get("status", {}).get("details") or {}).get("causes", [])
    return sorted((c["reason"], c["field"]) for c in found
                  if c["reason"] in WRITTEN and c["field"] in written)


def broken(review, requests, answers):
    """(stage, request, error or None) for each request that was patched.  The answers of the
    mutating stage are given."""
    held = [(r, patched(r["object"], a)) for r, a in zip(requests, answers) if "patch" in a]
    again = [chance.with_object(r, item) for r, item in held]
    for request, answer in zip(again, review("mutate", again)):
        wrong = patched(request["object"], answer) if "patch" in answer else None
        yield "mutate", request, wrong and {"a second mutation": wrong}
    for (first, item), request, answer in zip(held, again, review("validate", again)):
        wrong = refused(answer, places(first["object"], item))
        yield "validate", request, wrong and {"written and refused": wrong} or None
