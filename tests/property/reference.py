"""A slow, plain second reading of what a policy means for an Ingress.

It shares nothing with the program: it is written from the manual alone, and exists to
disagree with the program where one of the two is wrong.
"""
from contract import on
from reference_judge import Judged
from reference_mutation import Mutation
from reference_view import FIELD, MANAGED, Unjudgeable


def foreign(request):
    """Whether it is an Ingress of another group, which is another kind."""
    return on("D46") and request["kind"]["group"] not in ("networking.k8s.io", "extensions", "")


def mutate(policy, request):
    """The object as it is stored after the mutating stage."""
    if foreign(request):
        return request["object"]
    try:
        return request["object"] if policy.preview else Mutation(policy, request).mutate()
    except Unjudgeable:
        return request["object"]


def mutation_warnings(policy, request):
    """The keys that the mutating stage warns of; in preview, what it says."""
    try:
        judge = Mutation(policy, request)
        item = judge.mutate()
    except Unjudgeable:
        return set()
    if not policy.preview:
        return judge.warned
    after = judge.view(item)
    if on("D42"):
        text = judge.preview_text(after)
        return {text} if text else set()
    before = judge.new
    keys = {k for k in {*before.annotations, *after.annotations} - {MANAGED}
            if before.annotations.get(k) != after.annotations.get(k)}
    return keys | ({FIELD} if before.field != after.field else set())


def validate(policy, request):
    """(allowed, the judgement of everything wrong, the tenant's name or None)."""
    tenant = (policy.tenant_of(request["namespace"]) or {}).get("name")
    if foreign(request):
        return True, [], None
    try:
        judge = Mutation(policy, request)
        view = judge.view(judge.mutate()) if policy.preview else judge.new
    except Unjudgeable as place:
        marker = "would be denied" if policy.preview else ""
        return policy.preview, [Judged("unjudgeable", str(place), "denied", marker)], tenant
    judged = judge.judge(view)
    allowed = policy.preview or not any(j.outcome == "denied" for j in judged)
    return allowed, judged, tenant
