"""AWS Config's aggregator finds no resource that breaks a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.config.account import Role
from landing_zone.evidence.aggregator import aggregators, fresh_sources
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Config::ConfigRule"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every rule of every environment whose data the aggregator has; the others are queried one by one.

    The aggregator omits rules without a result, so a rule that was never evaluated gets no answer here.
    Source: https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeAggregateComplianceByConfigRules.html
    """
    for name in aggregators(place):
        known = fresh_sources(place, name)
        for item in place.pages(
            "config",
            "describe_aggregate_compliance_by_config_rules",
            "AggregateComplianceByConfigRules",
            ConfigurationAggregatorName=name,
        ):
            found = item.get("Compliance", {}).get("ComplianceType")
            if (item["AccountId"], item["AwsRegion"]) in known and found in {"COMPLIANT", "NON_COMPLIANT"}:
                yield _answer(place, item, broken=found == "NON_COMPLIANT")


def _answer(place: QueryTarget, item: Mapping[str, Any], *, broken: bool) -> Answer:
    count = item["Compliance"].get("ComplianceContributorCount", {})
    number = f"{count.get('CappedCount', 0)}{'+' if count.get('CapExceeded') else ''}"
    identifier = place.design.config_rule_of(item["ConfigRuleName"])
    return place.judged(
        f"{item['AccountId']}/{item['AwsRegion']}/{item['ConfigRuleName']}",
        _TYPE,
        f"Rule {item['ConfigRuleName']} in {item['AccountId']}/{item['AwsRegion']}",
        "found no resource that breaks it",
        [f"found {number} that break it"] if broken else [],
        {"identifier": identifier, "compliance": item["Compliance"]},
        controls=place.design.by_config_rule.get(identifier, ()),
        account=item["AccountId"],
        region=item["AwsRegion"],
    )


QUERY = Query(
    id="config_rules_aggregated",
    title="AWS Config's aggregator finds no resource that breaks a rule",
    controls=(
        "config-managed-rules",
        "config-aggregator",
    ),
    level=Level.ORGANISATION,
    asked_in=Role.SECURITY,
    replaces="config_rules",
    actions=(
        "config:DescribeConfigurationAggregators",
        "config:DescribeConfigurationAggregatorSourcesStatus",
        "config:DescribeAggregateComplianceByConfigRules",
    ),
    ask=ask,
)
