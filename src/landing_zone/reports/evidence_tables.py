"""The tables of a joined run of evidence, for the workbook and the CSV files."""

from __future__ import annotations

from collections import defaultdict

from landing_zone.assessment.evidence_model import ControlEvidence, EvidenceLine
from landing_zone.reports.instant import utc_text
from landing_zone.reports.tables import Cell, SheetTable
from landing_zone.reports.text import words
from landing_zone.reports.view import View


def evidence(view: View) -> SheetTable:
    """Return what the running accounts say of each control; those that fail first."""
    columns = (
        "Control",
        "Title",
        "Status",
        "Deployed",
        "Operating",
        "Answers that pass",
        "Fail",
        "Undetermined",
        "Too old",
        "Oldest answer, days",
        "Oldest answer",
        "Queries",
    )
    rows = sorted(view.evidence.values(), key=lambda row: (-row.failed, -row.undetermined, row.control))
    return SheetTable(columns, tuple(_control(view, row) for row in rows))


def _control(view: View, row: ControlEvidence) -> tuple[Cell, ...]:
    control = view.controls.get(row.control)
    return (
        row.control,
        control.title if control else "",
        words(control.status) if control else "",
        words(row.deployed),
        words(row.operating),
        row.passed,
        row.failed,
        row.undetermined,
        row.stale,
        "" if row.age_days is None else row.age_days,
        _oldest(row),
        "\n".join(row.queries),
    )


def _oldest(row: ControlEvidence) -> str:
    """Return the day of the oldest answer; of one that is too old the assessment has no day, only its age."""
    if row.stale:
        return "before the limit"
    asked = [*(place.oldest for place in row.passes), *(line.asked_at for line in row.problems)]
    return f"{min(asked):%Y-%m-%d}" if asked else ""


def answers(view: View) -> SheetTable:
    """Return every answer that is not a pass, once, with the controls that it is evidence for; failures first."""
    columns = ("Answer", "Controls", "Query", "Environment", "Resource", "Type", "Message", "Asked at", "Digest")
    rows = sorted(problems(view), key=lambda found: (found[0].verdict != "fail", found[0].query, found[0].environment))
    return SheetTable(
        columns,
        tuple(
            (
                line.verdict,
                "\n".join(controls),
                line.query,
                view.environment_name(line.environment),
                line.subject,
                line.resource_type,
                line.sentence,
                utc_text(line.asked_at),
                line.digest,
            )
            for line, controls in rows
        ),
    )


def problems(view: View) -> list[tuple[EvidenceLine, tuple[str, ...]]]:
    """Return every answer that is not a pass, once, with the controls that it is evidence for."""
    found: dict[EvidenceLine, list[str]] = defaultdict(list)
    for row in view.evidence.values():
        for line in row.problems:
            found[line].append(row.control)
    return [(line, tuple(controls)) for line, controls in found.items()]
