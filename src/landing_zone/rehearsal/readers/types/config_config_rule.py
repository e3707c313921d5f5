"""A rule of AWS Config: ``DescribeConfigRules``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("config"),
        "describe_config_rules",
        "ConfigRules",
        "NoSuchConfigRuleException",
        ConfigRuleNames=[request.physical_id],
    )
    if not found or found.get("ConfigRuleState") in ("DELETING", "DELETING_RESULTS"):
        return None
    properties = picked(
        found,
        "ConfigRuleName",
        "Description",
        "EvaluationModes",
        "InputParameters",
        "MaximumExecutionFrequency",
        "Scope",
        "Source",
    )
    return Reading(
        properties,
        {
            "Arn": found["ConfigRuleArn"],
            "ConfigRuleId": found["ConfigRuleId"],
        },
    )


READER = Reader(
    "AWS::Config::ConfigRule",
    read,
    unordered=frozenset({"EvaluationModes", "Scope.ComplianceResourceTypes"}),
    documents=frozenset({"InputParameters"}),
)
