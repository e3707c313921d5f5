"""``AWS::AccessAnalyzer::Analyzer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.casing import camel
from emulated_aws.provider import Call, Provider


class Analyzer(Provider):
    """How ``AWS::AccessAnalyzer::Analyzer`` is made, changed and removed."""

    type = "AWS::AccessAnalyzer::Analyzer"
    emulated = frozenset({"AnalyzerConfiguration", "AnalyzerName", "ArchiveRules", "Tags", "Type"})
    create_only = frozenset({"AnalyzerName", "ArchiveRules", "Type"})

    def make(self, call: Call) -> str:
        settings: dict[str, Any] = {}
        if "AnalyzerConfiguration" in call.properties:
            settings["configuration"] = _configuration(call)
        if "ArchiveRules" in call.properties:
            settings["archiveRules"] = [
                {
                    "ruleName": rule["RuleName"],
                    "filter": {
                        test["Property"]: camel({key: value for key, value in test.items() if key != "Property"})
                        for test in rule["Filter"]
                    },
                }
                for rule in call.properties["ArchiveRules"]
            ]
        if "Tags" in call.properties:
            settings["tags"] = {tag["Key"]: tag["Value"] for tag in call.properties["Tags"]}
        made = call.client("accessanalyzer").create_analyzer(
            analyzerName=call.properties.get("AnalyzerName") or call.name(255), type=call.properties["Type"], **settings
        )
        return str(made["arn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None and "AnalyzerConfiguration" in call.properties:
            call.client("accessanalyzer").update_analyzer(
                analyzerName=physical_id.rpartition("/")[2], configuration=_configuration(call)
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("accessanalyzer").delete_analyzer(analyzerName=physical_id.rpartition("/")[2])


def _configuration(call: Call) -> dict[str, Any]:
    given = camel(call.properties["AnalyzerConfiguration"])
    return {kind.removesuffix("Configuration"): value for kind, value in given.items()}
