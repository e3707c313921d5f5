"""AWS Config finds no resource that breaks a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Config::ConfigRule"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each rule by its findings; the answer is evidence for the controls that name the managed rule.

    A rule that was evaluated without a resource in its scope has no compliance, and gets no answer. One that was never
    evaluated, or whose last evaluation failed, is undetermined.
    """
    compliance = {
        item["ConfigRuleName"]: item.get("Compliance", {})
        for item in place.pages("config", "describe_compliance_by_config_rule", "ComplianceByConfigRules")
    }
    status = {
        item["ConfigRuleName"]: item
        for item in place.pages("config", "describe_config_rule_evaluation_status", "ConfigRulesEvaluationStatus")
    }
    for rule in place.pages("config", "describe_config_rules", "ConfigRules"):
        answer = _rule(place, rule, compliance.get(rule["ConfigRuleName"], {}), status.get(rule["ConfigRuleName"], {}))
        if answer is not None:
            yield answer


def _rule(
    place: QueryTarget, rule: Mapping[str, Any], compliance: Mapping[str, Any], status: Mapping[str, Any]
) -> Answer | None:
    identifier = rule.get("Source", {}).get("SourceIdentifier", "")
    subject = f"{place.account.id}/{place.region}/{rule['ConfigRuleName']}"  # as in the aggregator, which has no ARN
    name = f"Rule {rule['ConfigRuleName']} in {place.name}"
    found = compliance.get("ComplianceType", "")
    facts = {
        "arn": rule.get("ConfigRuleArn"),
        "identifier": identifier,
        "state": rule.get("ConfigRuleState"),
        "compliance": compliance,
        "status": status,
    }
    if found in {"COMPLIANT", "NON_COMPLIANT"}:
        number = compliance.get("ComplianceContributorCount", {}).get("CappedCount", 0)
        more = "+" if compliance.get("ComplianceContributorCount", {}).get("CapExceeded") else ""
        return place.judged(
            subject,
            _TYPE,
            name,
            "found no resource that breaks it",
            [f"found {number}{more} that break it"] if found == "NON_COMPLIANT" else [],
            facts,
            controls=place.design.by_config_rule.get(identifier, ()),
        )
    if status.get("LastErrorCode"):
        why = f"its last evaluation failed: {status['LastErrorCode']}"
        return place.not_readable(subject, _TYPE, name, why)
    if not status.get("FirstEvaluationStarted") and not status.get("LastSuccessfulEvaluationTime"):
        return place.not_readable(subject, _TYPE, name, "it was never evaluated")
    return None


QUERY = Query(
    id="config_rules",
    title="AWS Config finds no resource that breaks a rule",
    controls=("config-managed-rules",),
    level=Level.ENVIRONMENT,
    actions=(
        "config:DescribeConfigRules",
        "config:DescribeComplianceByConfigRule",
        "config:DescribeConfigRuleEvaluationStatus",
    ),
    ask=ask,
)
