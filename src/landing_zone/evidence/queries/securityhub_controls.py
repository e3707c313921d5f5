"""Security Hub finds no resource that breaks one of its controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_SHOWN = 20
"""Number of resources listed in the facts, which have the total too."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each control of Security Hub in each account and Region, by the findings in the aggregation Region.

    The answer is evidence for the controls of the catalogue that name it. Findings suppressed there, as waivers do,
    are skipped.
    """
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    is_equal = {
        "ProductName": ("Security Hub",),
        "RecordState": ("ACTIVE",),
        "WorkflowStatus": ("NEW", "NOTIFIED", "RESOLVED"),
        "ComplianceStatus": ("FAILED", "WARNING", "PASSED"),
    }
    filters = {
        name: [{"Value": value, "Comparison": "EQUALS"} for value in values] for name, values in is_equal.items()
    }
    for finding in place.pages("securityhub", "get_findings", "Findings", Filters=filters):
        compliance = finding.get("Compliance", {})
        control = compliance.get("SecurityControlId")
        if control in place.design.by_security_hub:
            where = (finding["AwsAccountId"], finding.get("Region", place.region), control)
            resources = [resource["Id"] for resource in finding.get("Resources", ())]
            found.setdefault(where, {}).setdefault(compliance["Status"], []).extend(resources)
    for (account, region, control), by_status in sorted(found.items()):
        yield _answer(place, account, region, control, by_status)


def _answer(place: QueryTarget, account: str, region: str, control: str, by_status: Mapping[str, list[str]]) -> Answer:
    broken = sorted({*by_status.get("FAILED", ())})
    unsure = sorted({*by_status.get("WARNING", ())})
    problems = []
    if broken:
        problems.append(f"is broken by {len(broken)}, the first {broken[0]}")
    if unsure:
        problems.append(f"undetermined for {len(unsure)}, the first {unsure[0]}")
    return place.judged(
        f"{account}/{region}/{control}",
        "AWS::SecurityHub::SecurityControl",
        f"Security Hub control {control} in {account}/{region}",
        "holds",
        problems,
        {"failed": broken[:_SHOWN], "warning": unsure[:_SHOWN], "counts": {s: len(r) for s, r in by_status.items()}},
        controls=place.design.by_security_hub[control],
        account=account,
        region=region,
    )


QUERY = Query(
    id="securityhub_controls",
    title="Security Hub finds no resource that breaks one of its controls",
    controls=("securityhub",),
    level=Level.ORGANISATION,
    asked_in=Role.SECURITY,
    actions=("securityhub:GetFindings",),
    ask=ask,
)
