"""An analyzer: ``GetAnalyzer``, ``ListArchiveRules``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, listed, pascal, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    client = request.client("accessanalyzer")
    name = request.physical_id.rpartition("/")[2]
    answer = answer_or_none(client.get_analyzer, "ResourceNotFoundException", analyzerName=name)
    if answer is None:
        return None
    analyzer = answer["analyzer"]
    properties = {
        "AnalyzerConfiguration": {
            f"{kind[:1].upper()}{kind[1:]}Configuration": pascal(value)
            for kind, value in analyzer.get("configuration", {}).items()
        }
        or None,
        "AnalyzerName": analyzer["name"],
        "Tags": tag_list(analyzer.get("tags")),
        "Type": analyzer["type"],
    }
    if "ArchiveRules" in request.declared:
        rules = listed(client, "list_archive_rules", "archiveRules", analyzerName=name)
        properties["ArchiveRules"] = [
            {
                "RuleName": rule["ruleName"],
                "Filter": [{"Property": key, **pascal(test)} for key, test in sorted(rule["filter"].items())],
            }
            for rule in rules
        ]
    return Reading(properties, {"Arn": analyzer["arn"]})


READER = Reader(
    "AWS::AccessAnalyzer::Analyzer",
    read,
    unordered=frozenset({"ArchiveRules", "ArchiveRules.Filter"}),
    open_lists=frozenset({"Tags"}),
)
