"""The tables of the workbook and of the CSV files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import CheckEntry, FrameworkEntry, RequirementEntry
from landing_zone.assessment.shape import said_of
from landing_zone.reports.held_words import held_words
from landing_zone.reports.results import Outcome, Result, Results
from landing_zone.reports.stage_words import NOT_ASKED
from landing_zone.reports.text import words
from landing_zone.reports.view import View

Cell = str | int
OUT_OF_SCOPE = "out-of-scope"
"""The scope of an environment that has neither card data nor anything connected to it."""

STAGES = ("Designed", "Deployed", "Operating", "Oldest answer, days")
"""Columns beside a status, which is the worst of the stages that were asked."""

_ORDER = {outcome: place for place, outcome in enumerate(Outcome)}


@dataclass(frozen=True)
class SheetTable:
    """A header and rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def requirements(view: View, framework: FrameworkEntry) -> SheetTable:
    """Return every row of a framework, headings too, with the results of the checks that answer it."""
    columns = (
        "Id",
        "Title",
        "Status",
        *STAGES,
        "Answer",
        "What is missing",
        "Controls",
        "Checks passed",
        "Checks failed",
        "Checks undetermined",
        "Checks waived",
        "Checks overruled",
        "The organisation's part",
        "Owner",
        "Evidence usually asked for",
        "Met by AWS",
        "Asks of",
        "Waivers",
        "Applies if the entity is or has",
        "Superseded",
        "Not in this shape",
    )
    return SheetTable(columns, tuple(_requirement(view, entry) for entry in framework.requirements))


def _requirement(view: View, entry: RequirementEntry) -> tuple[Cell, ...]:
    # One check may serve several controls, and counts once.
    checks = {row.rule: row for id_ in entry.controls if id_ in view.controls for row in view.control_view(id_).checks}
    found = checks.values()
    return (
        entry.id,
        entry.title,
        words(entry.status),
        words(entry.designed),
        *_operation(view, entry.deployed, entry.operating, view.operation(entry.controls).age_days),
        entry.why,
        _lines(entry.missing),
        _lines(f"{id_}: {view.controls[id_].title}" if id_ in view.controls else id_ for id_ in entry.controls),
        sum(row.passed for row in found),
        sum(len(row.entry.failed) for row in found),
        sum(len(row.entry.undetermined) for row in found),
        sum(len(row.entry.waived) for row in found),
        sum(len(row.entry.overruled) for row in found),
        entry.organisation,
        entry.owner,
        entry.evidence,
        entry.inherited,
        entry.answerable,
        _lines(entry.waivers),
        _lines(fact.replace("_", " ") for fact in entry.applies_if),
        superseded(entry),
        said_of(entry.lacks),
    )


def superseded(entry: RequirementEntry) -> str:
    """Return by which requirement one is superseded, and since when; "" for one that is asked."""
    if not entry.superseded_by:
        return ""
    return f"by {entry.superseded_by}" + (f" since {entry.superseded_since}" if entry.superseded_since else "")


def _operation(view: View, deployed: Stage, operating: Stage, age_days: int | None) -> tuple[Cell, ...]:
    """Return what running accounts say; without evidence that they were not asked."""
    if view.assessment.evidence is None:
        return NOT_ASKED, NOT_ASKED, ""
    return words(deployed), words(operating), "" if age_days is None else age_days


def controls(view: View) -> SheetTable:
    """Return every control with its verdict and what it answers."""
    columns = (
        "Id",
        "Title",
        "Status",
        *STAGES,
        "Held by",
        "Statement",
        "Remediation",
        "Built by",
        "Requirements",
        "Passed",
        "Failed",
        "Undetermined",
        "Waived",
        "Overruled",
        "AWS Config rules",
        "Security Hub controls",
        "Looked at by a person",
        "Not in this shape",
    )
    rows = (
        (
            c.id,
            c.title,
            words(c.status),
            words(c.designed),
            *_control_operation(view, c.id),
            _lines(held_words(c, view.assessment, view.checks)),
            c.statement,
            c.remediation,
            _lines(c.provided_by),
            _lines(f"{m.framework} {m.requirement} ({m.coverage}, {m.basis})" for m in c.requirements),
            c.passed,
            c.failed,
            c.undetermined,
            c.waived,
            c.overruled,
            _lines(c.config_rules),
            _lines(c.security_hub),
            c.manual,
            said_of(c.lacks),
        )
        for c in view.assessment.controls
    )
    return SheetTable(columns, tuple(rows))


def _control_operation(view: View, control: str) -> tuple[Cell, ...]:
    found = view.evidence.get(control)
    if found is None:
        return _operation(view, Stage.NOT_ASKED, Stage.NOT_ASKED, None)
    return _operation(view, found.deployed, found.operating, found.age_days)


def checks(view: View) -> SheetTable:
    """Return every check with its counts; one that judged nothing has zeros."""
    columns = (
        "Rule",
        "Engine",
        "Title",
        "Controls",
        "Passed",
        "Failed",
        "Undetermined",
        "Waived",
        "Overruled",
        "Same by other rules",
        "Advice, since",
        "Not in this shape",
        "Not asked in",
    )
    rows = (
        (
            c.rule,
            c.engine,
            view.title_of(c),
            _lines(c.controls),
            len(c.passed) + c.passed_elsewhere,
            len(c.failed),
            len(c.undetermined),
            len(c.waived),
            len(c.overruled),
            _lines(c.also),
            c.advice,
            said_of(c.lacks),
            _not_asked_in(view, c),
        )
        for c in view.assessment.checks
    )
    return SheetTable(columns, tuple(rows))


def _not_asked_in(view: View, check: CheckEntry) -> str:
    if check.not_asked:
        return "the whole zone"
    return _lines(view.assessment.environments[position].name for position in check.left_out)


def findings(view: View) -> SheetTable:
    """Return every finding that is not a pass, the worst first."""
    columns = (
        "Outcome",
        "Rule",
        "Controls",
        "Place",
        "Type",
        "Logical id",
        "Account",
        "Region",
        "Code",
        "Message",
        "Waiver",
        "Overruled by",
    )
    found = sorted(Results(view).findings(), key=lambda r: (_ORDER[r.outcome], r.check.rule, r.key, r.message))
    return SheetTable(columns, tuple(_finding(result) for result in found))


def _finding(result: Result) -> tuple[Cell, ...]:
    return (
        result.outcome.value,
        result.check.rule,
        _lines(result.check.controls),
        result.place,
        result.resource.type if result.resource else "",
        result.resource.logical_id if result.resource else "",
        result.account,
        result.region,
        result.source,
        result.message,
        _lines(dict.fromkeys(finding.waiver for finding in result.findings if finding.waiver)),
        result.overruled_by,
    )


def waivers(view: View) -> SheetTable:
    """Return the register of exceptions; days are ISO dates."""
    columns = (
        "Id",
        "Covers",
        "Rules",
        "Resources",
        "Reason",
        "Owner",
        "Approver",
        "Ticket",
        "Approval",
        "Approved",
        "Newly covers",
        "Created",
        "Expires",
        "Days left",
        "Compensating control",
        "Findings covered",
    )
    assessment = view.assessment
    kinds = (("findings", assessment.waivers), ("Security Hub controls", assessment.security_hub_waivers))
    rows = (
        (
            w.id,
            kind,
            _lines(w.rules),
            _lines(w.resources),
            w.reason,
            w.owner,
            w.approver,
            w.ticket,
            w.approval.value,
            w.approved.isoformat() if w.approved else "",
            _lines(f"{name}: not approved there" if name in w.unapproved_in else name for name in w.new_in),
            w.created.isoformat(),
            w.expires.isoformat(),
            w.days_left,
            w.compensating_control,
            w.covers,
        )
        for kind, register in kinds
        for w in register
    )
    return SheetTable(columns, tuple(rows))


def resources_in_scope(view: View) -> SheetTable:
    """Return the resources of every environment that is in scope, and those whose environment is not known."""
    columns = ("Environment", "Scope", "Account", "Region", "Stack", "Construct path", "Logical id", "Type", "Code")
    environments = {f"{e.account_id}/{e.region}": e for e in view.assessment.environments}
    rows: list[tuple[Cell, ...]] = []
    for resource in view.assessment.resources:
        environment = environments.get(resource.environment)
        if environment is not None and environment.scope == OUT_OF_SCOPE:
            continue
        account, _, region = resource.environment.partition("/")
        rows.append(
            (
                environment.name if environment else "",
                environment.scope if environment else "not known",
                account,
                region,
                resource.stack,
                resource.construct_path,
                resource.logical_id,
                resource.type,
                resource.source,
            )
        )
    return SheetTable(columns, tuple(rows))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
