"""IAM Access Analyzer has no open finding of access from outside."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::AccessAnalyzer::Analyzer"
_OF_ACCESS = frozenset({"ACCOUNT", "ORGANIZATION"})
"""Analyzers of external access; those of unused and of internal access are not evidence for this query."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each analyzer, and each finding that is not archived; no active analyzer is a failure."""
    analyzers = [a for a in place.pages("accessanalyzer", "list_analyzers", "analyzers") if a["type"] in _OF_ACCESS]
    if not analyzers:
        yield place.judged(place.arn("access-analyzer", "analyzer/*"), _TYPE, place.name, "", ["has no analyzer"], {})
    for analyzer in analyzers:
        name = f"Analyzer {analyzer['name']} in {place.name}"
        problems = [] if analyzer["status"] == "ACTIVE" else [f"is {analyzer['status'].lower()}"]
        yield place.judged(analyzer["arn"], _TYPE, name, "looks for access from outside", problems, analyzer)
        filters = {"status": {"eq": ["ACTIVE"]}}
        arn = analyzer["arn"]
        for finding in place.pages("accessanalyzer", "list_findings_v2", "findings", analyzerArn=arn, filter=filters):
            yield place.judged(
                f"{analyzer['arn']}/finding/{finding['id']}",
                finding["resourceType"],
                finding.get("resource") or finding["id"],
                "",
                ["can be reached from outside, and the finding is not archived"],
                finding,
            )


QUERY = Query(
    id="access_analyzer_findings",
    title="No access from outside is open",
    controls=("access-analyzer",),
    level=Level.ENVIRONMENT,
    actions=(
        "access-analyzer:ListAnalyzers",
        "access-analyzer:ListFindings",
    ),
    ask=ask,
)
