"""Every page of the site, with the values of its template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from landing_zone.assessment.model import FrameworkEntry, RequirementEntry, RequirementStatus
from landing_zone.reports.answers import answer_groups, covered_findings, rank
from landing_zone.reports.documents.document import Document
from landing_zone.reports.documents.pages import document_pages, document_path, documents_by_requirement
from landing_zone.reports.glossary import GLOSSARY
from landing_zone.reports.held import held_rows
from landing_zone.reports.page import Page
from landing_zone.reports.paths import control_path, framework_path, requirement_path, stack_path
from landing_zone.reports.rows import ControlView
from landing_zone.reports.statuses import PACKS
from landing_zone.reports.view import View

_OPEN = (
    RequirementStatus.NOT_MET,
    RequirementStatus.PARTLY_MET,
    RequirementStatus.WAIVED,
    RequirementStatus.RUN_TIME_ONLY,
    RequirementStatus.ORGANISATIONAL,
    RequirementStatus.INHERITED,
)
"""Every status that needs attention; the worst first."""

Gaps = list[tuple[FrameworkEntry, list[tuple[RequirementStatus, list[RequirementEntry]]]]]


def pages(view: View) -> Iterator[Page]:
    """Yield every page of the site, the first page first."""
    assessment = view.assessment
    yield Page("index.html", "index.html.j2", "Compliance report", {})
    yield Page("controls.html", "controls.html.j2", "Controls", {})
    yield Page("waivers.html", "waivers.html.j2", "Waivers", {})
    yield Page("gaps.html", "gaps.html.j2", "What is not covered", {"gaps": gaps(view)})
    overruled = [group for group in view.problems(view.assessment.checks) if group.word == "overruled"]
    lists = {"open_unmapped": view.problems(view.unmapped_checks), "overruled": overruled}
    yield Page("checks.html", "checks.html.j2", "All checks", lists)
    yield Page("evidence.html", "evidence.html.j2", "Evidence from running accounts", {})
    yield Page("changes.html", "changes.html.j2", "What changed", {})
    yield Page("environments.html", "environments.html.j2", "Environments", {})
    yield Page("stacks.html", "stacks.html.j2", "Stacks", {})
    yield Page("reading.html", "reading.html.j2", "How to read this report", {"packs": PACKS})
    yield Page("glossary.html", "glossary.html.j2", "Glossary", {"glossary": GLOSSARY})
    yield Page("provenance.html", "provenance.html.j2", "Provenance", {})
    for stack in assessment.stacks:
        kinds = view.claims.of_stack(stack.name)
        yield Page(stack_path(stack.name), "stack.html.j2", f"Stack {stack.name}", {"stack": stack, "kinds": kinds})
    yield from document_pages(view)
    fed = documents_by_requirement(assessment)
    for framework in assessment.frameworks:
        yield Page(framework_path(framework.id), "framework.html.j2", framework.title, {"framework": framework})
        for requirement in framework.requirements:
            yield _requirement(view, framework, requirement, fed.get((framework.id, requirement.id), []))
    for control in assessment.controls:
        one = view.control_view(control.id)
        yield Page(
            control_path(control.id),
            "control.html.j2",
            control.title,
            {
                "c": one,
                "resources": view.resources([one]),
                "problems": view.problems_of([one]),
                "operation": view.operation([control.id]),
                "held": held_rows(control, assessment, view.checks, view.environments),
                "places": _as_a_whole([one]),
                "watching": view.watching(control),
            },
        )


def gaps(view: View) -> Gaps:
    """Return, for each framework, the tested requirements that nothing or not everything answers, by status.

    What does not apply, or is superseded, is not a gap.
    """
    found: Gaps = []
    for framework in view.assessment.frameworks:
        tested = [r for r in framework.requirements if r.tested]
        found.append((framework, [(status, [r for r in tested if r.status == status]) for status in _OPEN]))
    return found


def search_index(view: View) -> list[list[str]]:
    """Return id, title, status and page of everything that can be looked up by its id; "" for what has no status."""
    rows = [
        [
            requirement.id,
            f"{framework.id}: {requirement.title}",
            str(requirement.status),
            requirement_path(framework.id, requirement.id),
        ]
        for framework in view.assessment.frameworks
        for requirement in framework.requirements
    ]
    rows += [[c.id, f"control: {c.title}", str(c.status), control_path(c.id)] for c in view.assessment.controls]
    rows += [[s.name, "stack", "", stack_path(s.name)] for s in view.assessment.stacks]
    return rows


def _requirement(view: View, framework: FrameworkEntry, requirement: RequirementEntry, fed: list[Document]) -> Page:
    """Build a requirement's page; one with parts shows in full only the controls that are mapped to itself."""
    views = [view.control_view(control, framework.id, requirement.id) for control in requirement.controls]
    own = [one for one in views if one.mapping is not None]
    return Page(
        requirement_path(framework.id, requirement.id),
        "requirement.html.j2",
        f"{requirement.id} {requirement.title}",
        {
            "framework": framework,
            "requirement": requirement,
            "above": view.ancestors(framework, requirement),
            "below": view.below(framework.id, requirement.id),
            # What the organisation must do has its own line.
            "missing": [text for text in dict.fromkeys(requirement.missing) if text != requirement.organisation],
            "controls": own,
            "answers": answer_groups(requirement, own),
            "controls_below": sorted((one for one in views if one.mapping is None), key=lambda one: rank(one.control)),
            "covered": covered_findings(requirement, view.assessment.checks, view.waivers),
            "resources": view.resources(own),
            "places": _as_a_whole(own),
            "problems": view.problems_of(own),
            "operation": view.operation(requirement.controls),
            "documents": [(document_path(document.id), document) for document in fed],
        },
    )


def _as_a_whole(views: Iterable[ControlView]) -> bool:
    """Return whether a check of some controls passes on something other than a resource."""
    return any(row.entry.elsewhere for view in views for row in view.checks)
