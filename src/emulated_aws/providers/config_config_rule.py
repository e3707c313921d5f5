"""``AWS::Config::ConfigRule``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider

_SAME = ("Description", "EvaluationModes", "MaximumExecutionFrequency", "Scope", "Source")


def _as_text(parameters: Mapping[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in parameters.items()}


class ConfigRule(Provider):
    """How ``AWS::Config::ConfigRule`` is made, changed and removed."""

    type = "AWS::Config::ConfigRule"
    emulated = frozenset({*_SAME, "ConfigRuleName", "InputParameters"})
    create_only = frozenset({"ConfigRuleName"})

    def make(self, call: Call) -> str:
        return str(call.properties.get("ConfigRuleName") or call.name(128))

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        rule = {"ConfigRuleName": physical_id, **call.picked(*_SAME)}
        if "InputParameters" in call.properties:
            given = call.properties["InputParameters"]
            rule["InputParameters"] = given if isinstance(given, str) else json.dumps(_as_text(given))
        call.client("config").put_config_rule(ConfigRule=rule)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        rules = call.client("config").describe_config_rules(ConfigRuleNames=[physical_id])["ConfigRules"]
        return {"Arn": rules[0]["ConfigRuleArn"], "ConfigRuleId": rules[0]["ConfigRuleId"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("config").delete_config_rule(ConfigRuleName=physical_id)
