"""Conformance packs are deployed to every account of the organisation."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Config::OrganizationConformancePack"
_DONE = frozenset({"CREATE_SUCCESSFUL", "UPDATE_SUCCESSFUL"})


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each pack of the organisation in each Region; none is a failure."""
    packs = list(
        place.pages("config", "describe_organization_conformance_pack_statuses", "OrganizationConformancePackStatuses")
    )
    if not packs:
        subject = place.arn("config", "organization-conformance-pack/*")
        yield place.judged(subject, _TYPE, place.name, "", ["has no conformance pack of the organisation"], {})
    for pack in packs:
        name = pack["OrganizationConformancePackName"]
        members = list(
            place.pages(
                "config",
                "get_organization_conformance_pack_detailed_status",
                "OrganizationConformancePackDetailedStatuses",
                OrganizationConformancePackName=name,
            )
        )
        problems = (
            [] if pack["Status"] in _DONE else [f"is {pack['Status']}: {pack.get('ErrorMessage', 'no reason given')}"]
        )
        failed = sorted(m["AccountId"] for m in members if m["Status"] not in _DONE)
        if failed:
            problems.append(f"is not deployed to {', '.join(failed)}")
        yield place.judged(
            place.arn("config", f"organization-conformance-pack/{name}"),
            _TYPE,
            f"Pack {name} in {place.region}",
            f"is deployed to {len(members)} accounts",
            problems,
            {"status": pack, "members": members},
        )


QUERY = Query(
    id="conformance_packs",
    title="Conformance packs are deployed to every account of the organisation",
    controls=("config-conformance-packs",),
    level=Level.ENVIRONMENT,
    asked_in=Role.SECURITY,
    actions=(
        "config:DescribeOrganizationConformancePackStatuses",
        "config:GetOrganizationConformancePackDetailedStatus",
    ),
    ask=ask,
)
