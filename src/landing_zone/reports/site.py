"""The auditor's site: a static folder that opens from disk, needs no network, and prints."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from landing_zone.assessment import approvals
from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import Assessment, ControlStatus, Outcome, RequirementStatus
from landing_zone.assessment.shape import adopted, said_of
from landing_zone.assessment.shape import summed_up as shape_summed_up
from landing_zone.assessment.unexamined import summed_up
from landing_zone.config.entity import question
from landing_zone.diff.model import Direction
from landing_zone.errors import UserError
from landing_zone.reports.documents.pages import write_documents
from landing_zone.reports.kinds import kind
from landing_zone.reports.navigation import navigation
from landing_zone.reports.operation import STAGE_MEANINGS
from landing_zone.reports.output_folder import prepare_output_folder
from landing_zone.reports.pages import pages, search_index
from landing_zone.reports.paths import control_path, framework_path, requirement_path, stack_path
from landing_zone.reports.statuses import CONTROL_MEANINGS, REQUIREMENT_MEANINGS
from landing_zone.reports.text import breakable, slug, upper_first, words
from landing_zone.reports.view import View, anchor

_STATIC = ("style.css", "find.js")


def write_site(assessment: Assessment, folder: Path, since: Assessment | None = None) -> int:
    """Write the site, and return how many pages it has.

    Args:
        assessment: a pure function of it: the same assessment gives the same bytes.
        folder: made, or emptied when it has an earlier site.
        since: an earlier assessment, for what changed.

    Raises:
        UserError: the folder contains something that is not an earlier site, or cannot be written; or two ids are so
            alike that their pages would have one name.
    """
    prepare_output_folder(folder)
    environment = template_environment()
    view = View(assessment, since)
    common = template_values(view)
    written: dict[str, str] = {}
    try:
        for page in pages(view):
            name = page.path.casefold()
            if name in written:
                raise UserError(f"two pages would have the name {page.path}: '{written[name]}' and '{page.title}'")
            written[name] = page.title
            html = environment.get_template(page.template).render(
                **common, **page.values, title=page.title, root="../" * page.path.count("/"), here=page.path
            )
            file = folder / page.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, encoding="utf-8", newline="\n")
        write_documents(assessment, folder)
        for name in _STATIC:
            text = resources.files("landing_zone.reports").joinpath("templates", name).read_text(encoding="utf-8")
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        index = json.dumps(search_index(view), ensure_ascii=False, separators=(",", ":"))
        places = json.dumps(view.reach.sets, ensure_ascii=False, separators=(",", ":"))
        script = f"const PAGES = {index};\nconst PLACES = {places};\n"
        (folder / "index.js").write_text(script, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(f"the report cannot be written: {error.strerror}", file=str(error.filename)) from None
    return len(written)


def template_values(view: View) -> dict[str, Any]:
    """Return the values that every template gets."""
    return {
        "a": view.assessment,
        "view": view,
        "navigation": navigation(view),
        "requirement_meanings": REQUIREMENT_MEANINGS,
        "control_meanings": CONTROL_MEANINGS,
        "stage_meanings": STAGE_MEANINGS,
    }


def template_environment() -> jinja2.Environment:
    """Return the templates, with the functions that they use; every text is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("landing_zone.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        requirement_path=requirement_path,
        control_path=control_path,
        framework_path=framework_path,
        stack_path=stack_path,
        anchor=anchor,
        slug=slug,
        kind=kind,
        question=question,
        said_of=said_of,
        adopted=adopted,
    )
    environment.globals.update(
        ControlStatus=ControlStatus,
        Direction=Direction,
        Outcome=Outcome,
        RequirementStatus=RequirementStatus,
        Stage=Stage,
    )
    environment.filters.update(
        approval=approvals.said_of,
        approvals=approvals.summed_up,
        breakable=breakable,
        number=_number,
        upper_first=upper_first,
        words=words,
        shape=shape_summed_up,
        summed_up=summed_up,
    )
    return environment


def _number(value: int) -> str:
    return f"{value:,}"
