"""People sign in through Identity Center."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::SSO::Instance"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the organisation's instance: it is active, and has permission sets.

    No API shows whether it requires a second factor: a person checks that in its console.
    """
    instances = list(place.pages("sso-admin", "list_instances", "Instances"))
    if not instances:
        yield place.judged("arn:aws:sso:::instance/*", _TYPE, "The organisation", "", ["has no Identity Center"], {})
    for instance in instances:
        arn = instance["InstanceArn"]
        sets = list(place.pages("sso-admin", "list_permission_sets", "PermissionSets", InstanceArn=arn))
        problems = []
        if instance.get("Status", "ACTIVE") != "ACTIVE":
            problems.append(f"is {instance['Status']}")
        if not sets:
            problems.append("has no permission set")
        facts = {"instance": instance, "permission_sets": sorted(sets)}
        yield place.judged(arn, _TYPE, "Identity Center", "is active", problems, facts)


QUERY = Query(
    id="identity_center",
    title="People sign in through Identity Center",
    controls=("identity-center",),
    level=Level.ORGANISATION,
    asked_in=Role.MANAGEMENT,
    actions=(
        "sso:ListInstances",
        "sso:ListPermissionSets",
    ),
    ask=ask,
)
