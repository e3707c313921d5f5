"""What a requirement's page says of the controls that are mapped to it, by what their statuses allow to say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from landing_zone.assessment.model import CheckEntry, ControlEntry, ControlStatus, RequirementEntry
from landing_zone.assessment.requirement_status import HOLDING
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.reports.rows import ControlView

MARKS: dict[ControlStatus, str] = {
    ControlStatus.HELD_WITH_WAIVERS: "with waivers",
    ControlStatus.WATCHED: "watched",
    ControlStatus.NOT_HELD: "not held",
    ControlStatus.WAIVED: "waived",
    ControlStatus.MANUAL: "by hand",
    ControlStatus.NOT_APPLICABLE: "nothing to judge",
    ControlStatus.NOT_IN_THIS_SHAPE: "not in this shape",
}
"""What is added to a control's name where only the name is shown."""

_LEADS: tuple[tuple[Collection[ControlStatus], str], ...] = (
    (HOLDING, ""),
    (
        (ControlStatus.WATCHED,),
        "{n} would find a deviation once deployed; nothing in the templates prevents one:",
    ),
    ((ControlStatus.NOT_HELD,), "{n} should answer it, and {do} not hold:"),
    ((ControlStatus.WAIVED,), "{n} should answer it, and nothing of {them} holds; waivers cover what fails:"),
    ((ControlStatus.MANUAL,), "{n} {are} reviewed by a person:"),
    ((ControlStatus.NOT_APPLICABLE,), "{n} found nothing to judge here, and {do} not answer it:"),
    (
        (ControlStatus.NOT_IN_THIS_SHAPE,),
        "{n} {are} not in this shape of the zone, so no template answers it:",
    ),
)


@dataclass(frozen=True)
class AnswerGroup:
    """Controls of a requirement of which the same can be said.

    Args:
        lead: the sentence before them.
        controls: at least one.
    """

    lead: str
    controls: tuple[ControlView, ...]


@dataclass(frozen=True)
class CoveredFindings:
    """What one waiver covers of a requirement.

    Args:
        waiver: the waiver.
        findings: of the requirement's own controls.
        controls: those whose findings it covers.
        resources: how many the findings are about.
    """

    waiver: WaiverEntry
    findings: int
    controls: tuple[str, ...]
    resources: int


def rank(control: ControlEntry) -> int:
    """Return where a control belongs in a list: before others if it does not hold, else the more it shows."""
    return -1 if control.status is ControlStatus.NOT_HELD else list(ControlStatus).index(control.status)


def answer_groups(requirement: RequirementEntry, controls: Iterable[ControlView]) -> list[AnswerGroup]:
    """Return the controls that are mapped to a requirement, those that answer it first."""
    controls = tuple(controls)
    groups = []
    for statuses, lead in _LEADS:
        if found := tuple(c for c in controls if c.control.status in statuses):
            groups.append(AnswerGroup(_said(lead, len(found)) if lead else _answers(requirement, len(found)), found))
    return groups


def covered_findings(
    requirement: RequirementEntry, checks: Iterable[CheckEntry], waivers: Mapping[str, WaiverEntry]
) -> list[CoveredFindings]:
    """Return what each waiver of a requirement covers of its controls.

    Args:
        requirement: names its waivers and controls.
        checks: all.
        waivers: by id.
    """
    own = set(requirement.controls)
    checks = [check for check in checks if own.intersection(check.controls)]
    rows = []
    for id_ in requirement.waivers:
        found = [(check, finding) for check in checks for finding in check.waived if finding.waiver == id_]
        names = sorted({control for check, _ in found for control in own.intersection(check.controls)})
        resources = {finding.resource for _, finding in found if finding.resource is not None}
        rows.append(CoveredFindings(waivers[id_], len(found), tuple(names), len(resources)))
    return rows


def _answers(requirement: RequirementEntry, number: int) -> str:
    said = _said("{n}", number)
    if requirement.answerable == "organisational":
        return f"People and papers answer it. The landing zone supports them by {said}:"
    return f"The landing zone answers it by {said}:"


def _said(lead: str, number: int) -> str:
    one = number == 1
    return lead.format(
        n=f"{number:,} control" + ("" if one else "s"),
        do="does" if one else "do",
        are="is" if one else "are",
        them="it" if one else "them",
    )
