"""Web ACLs log every request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::WAFv2::WebACL"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each regional web ACL."""
    waf = place.client("wafv2")
    acls = place.pages_by_token(waf.list_web_acls, "WebACLs", "NextMarker", Scope="REGIONAL")
    yield from place.each(acls, _TYPE, lambda acl: acl["ARN"], lambda acl: _acl(place, waf, acl))


def _acl(place: QueryTarget, waf: Any, acl: Mapping[str, Any]) -> Answer:
    logging = absent(
        lambda: waf.get_logging_configuration(ResourceArn=acl["ARN"]).get("LoggingConfiguration"),
        "WAFNonexistentItemException",
    )
    problems = []
    if not (logging or {}).get("LogDestinationConfigs"):
        problems.append("logs nothing")
    elif (logging or {}).get("LoggingFilter", {}).get("DefaultBehavior") == "DROP":
        problems.append("drops requests from its log")
    return place.judged(
        acl["ARN"], _TYPE, f"Web ACL {acl['Name']} in {place.name}", "logs", problems, {"found": logging}
    )


QUERY = Query(
    id="waf_logging",
    title="Web ACLs log every request",
    controls=("waf-logging",),
    level=Level.ENVIRONMENT,
    actions=(
        "wafv2:ListWebACLs",
        "wafv2:GetLoggingConfiguration",
    ),
    ask=ask,
)
