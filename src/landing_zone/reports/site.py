"""The auditor's site: a static folder that opens from disk, needs no network, and prints."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from landing_zone.assessment.model import Assessment, ControlStatus, FrameworkEntry, RequirementEntry, RequirementStatus
from landing_zone.errors import UserError
from landing_zone.reports.statuses import CONTROL_MEANINGS, REQUIREMENT_MEANINGS, TERMS
from landing_zone.reports.view import View, slug

RESOURCES_ON_A_REQUIREMENT = 200
"""A requirement's page names at most so many resources; the pages of its controls name all."""

_STATIC = ("style.css", "find.js")
_MARKER = ".landing-zone-report"
"""Lies in every site that was written, so that no other folder is ever emptied."""


@dataclass(frozen=True)
class Page:
    """One page: where it stands in the site, the template, and what the template gets."""

    path: str
    template: str
    title: str
    values: dict[str, Any]


def write_site(assessment: Assessment, folder: Path) -> int:
    """Write the site, and return how many pages it has.

    Args:
        assessment: a pure function of it: the same assessment gives the same bytes.
        folder: made, or emptied when an earlier site stands there.

    Raises:
        UserError: the folder holds something that is not an earlier site, or cannot be written.
    """
    _make_room(folder)
    environment = _environment()
    view = View(assessment)
    common = {
        "a": assessment,
        "view": view,
        "requirement_meanings": REQUIREMENT_MEANINGS,
        "control_meanings": CONTROL_MEANINGS,
    }
    count = 0
    try:
        for page in pages(view):
            root = "../" * page.path.count("/")
            html = environment.get_template(page.template).render(
                **common, **page.values, title=page.title, root=root, here=page.path
            )
            file = folder / page.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, encoding="utf-8", newline="\n")
            count += 1
        for name in _STATIC:
            text = resources.files("landing_zone.reports").joinpath("templates", name).read_text(encoding="utf-8")
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        index = json.dumps(_search_index(view), ensure_ascii=False, separators=(",", ":"))
        (folder / "index.js").write_text(f"const PAGES = {index};\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"the report cannot be written: {error.strerror}", file=str(error.filename)) from None
    return count


def pages(view: View) -> Iterator[Page]:
    """Yield every page of the site."""
    assessment = view.assessment
    counts = Counter(control.status for control in assessment.controls)
    yield Page("index.html", "index.html.j2", "Compliance report", {"control_counts": counts})
    yield Page("controls.html", "controls.html.j2", "Controls", {"control_counts": counts})
    yield Page("waivers.html", "waivers.html.j2", "Waivers", {})
    yield Page("gaps.html", "gaps.html.j2", "What is not covered", {"gaps": _gaps(view)})
    yield Page("checks.html", "checks.html.j2", "All checks", {})
    yield Page("stacks.html", "stacks.html.j2", "Environments and stacks", {})
    yield Page("reading.html", "reading.html.j2", "How to read this report", {"terms": TERMS})
    for framework in assessment.frameworks:
        yield Page(
            f"frameworks/{slug(framework.id)}.html", "framework.html.j2", framework.title, {"framework": framework}
        )
        for requirement in framework.requirements:
            controls = [view.control_view(c, framework.id, requirement.id) for c in requirement.controls]
            yield Page(
                requirement_path(framework.id, requirement.id),
                "requirement.html.j2",
                f"{requirement.id} {requirement.title}",
                {
                    "framework": framework,
                    "requirement": requirement,
                    "above": view.ancestors(framework, requirement),
                    "below": view.children.get((framework.id, requirement.id), []),
                    "controls": controls,
                    "resources": view.resources(controls),
                    "limit": RESOURCES_ON_A_REQUIREMENT,
                    "problems": view.problems_of(controls),
                },
            )
    for control in assessment.controls:
        one = view.control_view(control.id)
        yield Page(
            control_path(control.id),
            "control.html.j2",
            control.title,
            {"c": one, "resources": view.resources([one]), "problems": view.problems_of([one])},
        )


def requirement_path(framework: str, requirement: str) -> str:
    """Return where a requirement's page stands."""
    return f"requirements/{slug(framework)}/{slug(requirement)}.html"


def control_path(control: str) -> str:
    """Return where a control's page stands."""
    return f"controls/{slug(control)}.html"


def _gaps(view: View) -> list[tuple[FrameworkEntry, list[tuple[RequirementStatus, list[RequirementEntry]]]]]:
    """Return, for each framework, the leaves that nothing or not everything answers, by status."""
    wanted = (
        RequirementStatus.NOT_MET,
        RequirementStatus.PARTLY_MET,
        RequirementStatus.WAIVED,
        RequirementStatus.RUN_TIME_ONLY,
        RequirementStatus.ORGANISATIONAL,
        RequirementStatus.INHERITED,
    )
    found = []
    for framework in view.assessment.frameworks:
        leaves = [r for r in framework.requirements if (framework.id, r.id) not in view.children]
        found.append((framework, [(status, [r for r in leaves if r.status == status]) for status in wanted]))
    return found


def _search_index(view: View) -> list[list[str]]:
    """Return id, title, status and page of everything that can be looked up by its id."""
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
    return rows


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("landing_zone.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(requirement_path=requirement_path, control_path=control_path, slug=slug)
    environment.globals.update(ControlStatus=ControlStatus, RequirementStatus=RequirementStatus)
    return environment


def _make_room(folder: Path) -> None:
    try:
        if folder.is_dir() and any(folder.iterdir()):
            if not (folder / _MARKER).is_file():
                raise UserError(
                    "the folder holds something that is not an earlier report, so it is not overwritten",
                    file=str(folder),
                    allowed="an empty or new folder, or one of an earlier report",
                    fix="name another with --output, or empty it",
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARKER).write_text(
            "written by lz report; this folder is emptied by the next one\n", encoding="utf-8"
        )
    except OSError as error:
        raise UserError(f"the report cannot be written: {error.strerror}", file=str(folder)) from None
