"""Every guardrail is attached to its declared targets, with the declared content."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.design import Guardrail
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::Organizations::Policy"
_CONTROLS = {
    "ai-services-opt-out": ("ai-optout",),
    "protect-accounts": ("scp-account-limits", "org-member", "scp-protect-security"),
    "protect-deployment": ("scp-protect-security",),
    "protect-security": ("scp-protect-security",),
    "region-deny": ("scp-region-deny",),
    "resource-perimeter": ("resource-perimeter",),
    "s3-block-public-access": ("s3-bpa-account",),
}
"""Suffix of a guardrail's name to the controls that it is evidence for; all others count for the limits of accounts."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each guardrail of the templates at each of its targets."""
    client = place.client("organizations")
    attached: dict[tuple[str, str], dict[str, str]] = {}
    for guardrail in place.design.guardrails:
        for target in guardrail.targets:
            if (target, guardrail.type) not in attached:
                attached[target, guardrail.type] = _attached(place, target, guardrail.type)
            yield _guardrail(place, client, guardrail, target, attached[target, guardrail.type])


def _attached(place: QueryTarget, target: str, type_: str) -> dict[str, str]:
    """Return the policies of a type at a target, name to id; a target that does not exist has none."""
    found = absent(
        lambda: list(
            place.pages("organizations", "list_policies_for_target", "Policies", TargetId=target, Filter=type_)
        ),
        "TargetNotFoundException",
    )
    return {policy["Name"]: policy["Id"] for policy in found or ()}


def _guardrail(
    place: QueryTarget, client: Any, guardrail: Guardrail, target: str, attached: Mapping[str, str]
) -> Answer:
    problems, facts = [], {"type": guardrail.type, "target": target, "attached": sorted(attached)}
    if guardrail.name not in attached:
        problems.append(f"is not attached to {target}")
    else:
        content = json.loads(client.describe_policy(PolicyId=attached[guardrail.name])["Policy"]["Content"])
        declared = guardrail.content
        if (json.loads(declared) if isinstance(declared, str) else declared) != content:
            problems.append("does not have the declared content")
            facts |= {"content": content}
    return place.judged(
        f"{target}/{guardrail.name}",
        _TYPE,
        f"Guardrail {guardrail.name}",
        f"is attached to {target}, with the declared content",
        problems,
        facts,
        controls=next((ids for end, ids in _CONTROLS.items() if guardrail.name.endswith(end)), ("scp-account-limits",)),
    )


QUERY = Query(
    id="guardrails_attached",
    title="Every guardrail is attached to its declared targets, with the declared content",
    controls=(
        "scp-account-limits",
        "scp-protect-security",
        "scp-region-deny",
        "resource-perimeter",
        "ai-optout",
        "s3-bpa-account",
        "org-member",
    ),
    level=Level.ORGANISATION,
    asked_in=Role.MANAGEMENT,
    actions=(
        "organizations:ListPoliciesForTarget",
        "organizations:DescribePolicy",
    ),
    ask=ask,
)
