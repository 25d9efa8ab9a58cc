# SPDX-License-Identifier: Apache-2.0
"""A slow, plain second reading of what a policy means for an object.

It shares no code with the program and is written from the manual alone.  If both disagree,
one of the two is wrong.
"""
from contract import on
from reference_gateways import GatewayJudge, ListenerSetJudge, RouteJudge
from reference_judge import Judged
from reference_kinds import ROUTES
from reference_mutation import Mutation
from reference_rows import RowJudge
from reference_services import ServiceJudge
from reference_view import FIELD, MANAGED, Unjudgeable

JUDGES = {"Ingress": Mutation, "Service": ServiceJudge, "Gateway": GatewayJudge,
          "ListenerSet": ListenerSetJudge, **dict.fromkeys(ROUTES, RouteJudge)}


def judge_of(policy, request):
    """The judge of a review."""
    if not request.get("namespace"):
        raise Unjudgeable("metadata.namespace")
    return JUDGES.get(policy.kind(request).name, RowJudge)(policy, request)


def foreign(policy, request):
    """Whether the review is allowed without judgement: another kind, operation or subresource."""
    return on("D46") and (
        policy.kind(request).ignored or request["operation"] not in ("CREATE", "UPDATE")
        or request.get("subResource") not in (None, "", "status"))


def previewed(policy, request):
    return policy.preview or policy.kind(request).preview


def mutate(policy, request):
    """The object as it is stored after the mutating stage."""
    if foreign(policy, request) or previewed(policy, request):
        return request["object"]
    try:
        return judge_of(policy, request).mutate()
    except Unjudgeable:
        return request["object"]


def mutation_warnings(policy, request):
    """The keys in the warnings of the mutating stage; in preview, the text of its warning."""
    if foreign(policy, request):
        return set()
    try:
        judge = judge_of(policy, request)
        item = judge.mutate()
    except Unjudgeable:
        return set()
    if not judge.preview:
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
    """(allowed, the judgement of all violations, the tenant's name or None)."""
    tenant = (policy.tenant_of(request["namespace"]) or {}).get("name")
    if foreign(policy, request):
        return True, [], None
    preview = previewed(policy, request)
    try:
        judge = judge_of(policy, request)
        judged = judge.judge(judge.view(judge.mutate()) if preview else judge.new)
    except Unjudgeable as place:
        marker = "would be denied" if preview else ""
        return preview, [Judged("unjudgeable", str(place), "denied", marker)], tenant
    allowed = preview or not any(j.outcome == "denied" for j in judged)
    return allowed, judged, tenant
