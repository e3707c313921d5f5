"""A web application firewall protects what the internet reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_ACL = "AWS::WAFv2::WebACL"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each internet-facing application load balancer, and the web ACL of an account that must have one.

    CloudFront distributions name their web ACL themselves; AWS Config's rule judges them.
    """
    waf = place.client("wafv2")
    acls = list(place.pages_by_token(waf.list_web_acls, "WebACLs", "NextMarker", Scope="REGIONAL"))
    if place.account.internet_facing:
        problems = [] if acls else ["has no web ACL, though the internet reaches it"]
        subject = acls[0]["ARN"] if acls else place.arn("wafv2", "regional/webacl/*")
        yield place.judged(subject, _ACL, place.name, "has a web ACL", problems, {"web_acls": acls})
    balancers = [
        balancer
        for balancer in place.pages("elbv2", "describe_load_balancers", "LoadBalancers")
        if balancer.get("Scheme") == "internet-facing" and balancer.get("Type") == "application"
    ]
    yield from place.each(balancers, _BALANCER, lambda b: b["LoadBalancerArn"], lambda b: _balancer(place, waf, b))


def _balancer(place: QueryTarget, waf: Any, balancer: Mapping[str, Any]) -> Answer:
    arn = balancer["LoadBalancerArn"]
    acl = absent(lambda: waf.get_web_acl_for_resource(ResourceArn=arn).get("WebACL"), "WAFNonexistentItemException")
    return place.judged(
        arn,
        _BALANCER,
        f"Load balancer {balancer['LoadBalancerName']} in {place.name}",
        "has a web ACL",
        [] if acl else ["faces the internet without a web ACL"],
        {"web_acl": acl.get("ARN") if acl else None, "dns": balancer.get("DNSName")},
    )


QUERY = Query(
    id="waf_associated",
    title="A web application firewall protects what the internet reaches",
    controls=("waf-present",),
    level=Level.ENVIRONMENT,
    actions=(
        "wafv2:ListWebACLs",
        "wafv2:GetWebACLForResource",
        "wafv2:GetWebACL",
        "elasticloadbalancing:DescribeLoadBalancers",
    ),
    ask=ask,
)
