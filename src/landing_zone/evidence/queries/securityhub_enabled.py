"""Security Hub is on, with the standard that is in scope."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::SecurityHub::Hub"
_STANDARDS = {"pci-dss-4.0.1": "standards/pci-dss/v/4.0.1"}
"""Framework to the end of the ARN of Security Hub's standard for it."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the hub and its standards; a hub that was never switched on is a failure."""
    client = place.client("securityhub")
    # The errors of the service where it is off: see DescribeHub in its API reference.
    hub = absent(client.describe_hub, "InvalidAccessException", "ResourceNotFoundException")
    if hub is None:
        yield place.judged(place.arn("securityhub", "hub/default"), _TYPE, place.name, "", ["has Security Hub off"], {})
        return
    standards = {
        item["StandardsArn"]: item["StandardsStatus"]
        for item in place.pages("securityhub", "get_enabled_standards", "StandardsSubscriptions")
    }
    problems = []
    for framework in place.design.zone.frameworks:
        wanted = _STANDARDS.get(framework)
        if wanted is None:
            continue
        status = next((status for arn, status in standards.items() if arn.endswith(wanted)), "off")
        if status != "READY":
            problems.append(f"has the standard for {framework} {status.lower()}")
    facts = {
        "hub": {key: hub.get(key) for key in ("HubArn", "SubscribedAt", "AutoEnableControls")},
        "standards": standards,
    }
    yield place.judged(hub["HubArn"], _TYPE, f"Security Hub of {place.name}", "is on", problems, facts)


QUERY = Query(
    id="securityhub_enabled",
    title="Security Hub is on, with the standard that is in scope",
    controls=(
        "securityhub",
        "securityhub-organisation",
    ),
    level=Level.ENVIRONMENT,
    actions=(
        "securityhub:DescribeHub",
        "securityhub:GetEnabledStandards",
    ),
    ask=ask,
)
