"""No page contradicts another, the workbook, or itself: rules over all pages, with and without evidence."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag

import openpyxl
import pytest

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import (
    Assessment,
    ControlEntry,
    ControlStatus,
    Outcome,
    RequirementEntry,
    RequirementStatus,
)
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.stages import stages, worst
from landing_zone.reports import xlsx
from landing_zone.reports.paths import control_path, framework_path, requirement_path
from landing_zone.reports.site import write_site
from landing_zone.reports.text import upper_first, words
from tests.reports.conftest import HOSTILE
from tests.reports.joined import ROTATION, TRAIL, joined_assessment
from tests.reports.said import Said
from tests.reports.states import every_status, in_operation

HOLDS = {ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS}
UNASKED = {RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED}
ALL_PASS = "Every check above passes"
_ANSWERS = re.compile(r"(?:answers it|supports them) by ([\d,]+) controls?:")


@dataclass(frozen=True)
class Site:
    """A site, every page read, and the assessment that it was made of."""

    folder: Path
    assessment: Assessment

    @cached_property
    def pages(self) -> dict[str, Said]:
        """Path from the root to page."""
        return {str(file.relative_to(self.folder)): Said(file) for file in sorted(self.folder.rglob("*.html"))}

    @cached_property
    def requirements(self) -> dict[str, tuple[str, RequirementEntry]]:
        """Path to framework and requirement."""
        return {requirement_path(f.id, r.id): (f.id, r) for f in self.assessment.frameworks for r in f.requirements}

    @cached_property
    def controls(self) -> dict[str, ControlEntry]:
        """Path to control."""
        return {control_path(control.id): control for control in self.assessment.controls}

    def target(self, page: str, link: str) -> str:
        """Return the path from the root of what a link on a page leads to."""
        address = unquote(urldefrag(link).url)
        return str((self.folder / page).parent.joinpath(address).resolve().relative_to(self.folder.resolve()))

    def status_of(self, path: str) -> str:
        """Return the status of the control or requirement of a page; "" for another page."""
        if path in self.controls:
            return self.controls[path].status
        return self.requirements[path][1].status if path in self.requirements else ""

    def designed_of(self, path: str) -> str:
        """Return the same by design."""
        return self.controls[path].designed if path in self.controls else self.requirements[path][1].designed

    def mapped(self, framework: str, requirement: RequirementEntry) -> list[ControlEntry]:
        """Return the controls that are mapped to a requirement itself."""
        found = (self.controls[control_path(id_)] for id_ in requirement.controls)
        wanted = (framework, requirement.id)
        return [c for c in found if wanted in {(m.framework, m.requirement) for m in c.requirements}]


def _plain(assessment: Assessment, _gated: Callable[[], Assessment]) -> Assessment:
    return every_status(assessment)


def _evidenced(assessment: Assessment, _gated: Callable[[], Assessment]) -> Assessment:
    return in_operation(assessment, HOSTILE)


def _example(_assessment: Assessment, gated: Callable[[], Assessment]) -> Assessment:
    return gated()


def _joined(_assessment: Assessment, gated: Callable[[], Assessment]) -> Assessment:
    return joined_assessment(gated())


@pytest.fixture(
    scope="module",
    params=[_plain, _evidenced, pytest.param(_example, marks=pytest.mark.slow), _joined],
    ids=lambda make: make.__name__[1:],
)
def made(request: pytest.FixtureRequest, assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Every status with and without evidence; the example zone, plain, and with a stopped trail and a key unrotated."""

    def gated() -> Assessment:
        folder: Path = request.getfixturevalue("gated")
        return read_assessment(folder / "assessment.json")

    one: Assessment = request.param(assessment, gated)
    folder = tmp_path_factory.mktemp("said") / "site"
    write_site(one, folder)
    return Site(folder, one)


def test_every_page_shows_the_worst_stage_first(made: Site) -> None:
    """The one status of a page is that of the assessment, and each stage is said beside it, by its own name."""
    for path, (_, requirement) in made.requirements.items():
        page = made.pages[path]
        assert page.statuses[0] == requirement.status, path
        if requirement.controls and requirement.status not in UNASKED:
            assert page.terms["Designed"].statuses == [requirement.designed], path
            assert page.terms["Deployed"].statuses == [f"stage-{requirement.deployed}"], path
            assert page.terms["Operating"].statuses == [f"stage-{requirement.operating}"], path
    for path, control in made.controls.items():
        page = made.pages[path]
        entry = made.assessment.evidence.of_control(control.id) if made.assessment.evidence else None
        assert page.statuses[0] == control.status, path
        assert page.terms["Designed"].statuses == [control.designed], path
        assert page.terms["Deployed"].statuses == [f"stage-{entry.deployed if entry else Stage.NOT_ASKED}"], path
        assert page.terms["Operating"].statuses == [f"stage-{entry.operating if entry else Stage.NOT_ASKED}"], path
        assert " ".join(control.title.split()) in page.sections, path


def test_a_status_is_the_same_wherever_it_is_shown(made: Site) -> None:
    """Beside each link to a requirement or control, and in each table with a column for it."""
    compared = 0
    for path, page in made.pages.items():
        for link, status in page.beside:
            if wanted := made.status_of(made.target(path, link)):
                assert status == wanted, f"{path}: {link}"
                compared += 1
        for row in page.rows:
            first = next(iter(row.values()))
            target = made.target(path, first.link) if first.link else ""
            if not made.status_of(target):
                continue
            for name, wanted in (("Status", made.status_of(target)), ("Designed", made.designed_of(target))):
                if name in row:
                    said = row[name].statuses or [" ".join(row[name].text.split())]
                    assert said in ([wanted], [words(wanted)]), f"{path}: {first.text}"
                    compared += 1
    assert compared > len(made.requirements) + len(made.controls)


def test_the_workbook_says_the_same(made: Site) -> None:
    """The status of each requirement and control, in the sheets."""
    content = xlsx.render(made.assessment)["landing-zone.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    wanted = {f.id: {r.id: words(r.status) for r in f.requirements} for f in made.assessment.frameworks}
    wanted["Controls"] = {c.id: words(c.status) for c in made.assessment.controls}
    for sheet, statuses in wanted.items():
        head, *rows = book[sheet].iter_rows(values_only=True)
        number = head.index("Status")
        assert {str(row[0]): row[number] for row in rows} == statuses


def test_nothing_is_said_to_pass_that_does_not(made: Site) -> None:
    """*Every check above passes* needs a check that judged something, and neither a failure nor a waiver anywhere."""
    for path, (framework, requirement) in made.requirements.items():
        text = made.pages[path].text
        controls = made.mapped(framework, requirement)
        judged = any(c.passed + c.failed + c.waived + c.undetermined + c.overruled for c in controls)
        bad = any(c.failed + c.waived + c.undetermined for c in controls)
        broken = requirement.status is RequirementStatus.NOT_MET or Stage.FAILS in (
            requirement.deployed,
            requirement.operating,
        )
        if ALL_PASS in text:
            assert (judged, bad, broken) == (True, False, False), path
        found = _ANSWERS.search(text)
        answering = sum(control.status in HOLDS for control in controls)
        said = int(found[1].replace(",", "")) if found else 0
        assert said == (0 if requirement.status in UNASKED else answering), path


def test_a_control_is_held_by_something_that_its_page_names(made: Site) -> None:
    """A resource, a place, a search, or answers; and a page of one that is not held does not say what holds it."""
    for path, control in made.controls.items():
        page = made.pages[path]
        assert ("What holds it" in page.sections) == (control.status in HOLDS), path
        assert ("What would hold it" in page.sections) == (control.status not in HOLDS), path
        if control.status in HOLDS:
            said = page.sections["What holds it"]
            entry = made.assessment.evidence.of_control(control.id) if made.assessment.evidence else None
            by_answers = entry is not None and entry.passed > 0 and "running accounts" in said
            assert "Nothing in the templates." not in said or by_answers, path
        if control.status is ControlStatus.WATCHED:
            assert "What watches it" in page.sections, path


def test_what_is_not_asked_for_is_not_open(made: Site) -> None:
    """What does not apply, or is superseded, has its reason and no list of what is open, and is not a gap."""
    gaps = {made.target("gaps.html", row["Id"].link) for row in made.pages["gaps.html"].rows if "Id" in row}
    for path, (_, requirement) in made.requirements.items():
        page = made.pages[path]
        if requirement.status in UNASKED:
            assert {"What stays open", "What the organisation must do"}.isdisjoint(page.terms), path
            assert path not in gaps
            assert " ".join(requirement.why.split()) in page.text, path
        elif requirement.missing and requirement.tested and set(requirement.missing) != {requirement.organisation}:
            assert "What stays open" in page.terms, path
        done = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, *UNASKED}
        assert (path in gaps) == (requirement.tested and requirement.status not in done), path


def test_a_waiver_covers_what_the_requirement_says(made: Site) -> None:
    """Each is named with the number of findings that it covers, the same as in what stays open."""
    for path, (_, requirement) in made.requirements.items():
        term = made.pages[path].terms.get("Waivers")
        shown = dict(re.findall(r"(W-\d+), until [\d-]+: covers ([\d,]+) finding", term.text if term else ""))
        assert set(shown) == set(requirement.waivers), path
        for waiver, number in shown.items():
            said = re.findall(rf"{waiver} covers ([\d,]+) finding", " ".join(requirement.missing))
            counts = [int(count.replace(",", "")) for count in said]
            # A finding may be one of several controls.
            assert not counts or max(counts) <= int(number.replace(",", "")) <= sum(counts), f"{path}: {waiver}"


def test_the_first_page_speaks_of_the_worst_stage(made: Site) -> None:
    """Green only where every stage that was asked holds; each stage has a line; every foot says the same."""
    index = made.pages["index.html"]
    outcome = worst(made.assessment).outcome
    assert outcome
    assert index.verdicts[0] == outcome
    asked = [one.outcome for one in stages(made.assessment) if one.outcome]
    assert (index.verdicts[0] == Outcome.HELD) == all(one is Outcome.HELD for one in asked)
    for one in stages(made.assessment):
        said = words(one.outcome) if one.outcome else "not asked"
        assert f"{upper_first(one.stage)}: {said}" in index.text
    first = index.text.index(upper_first(words(outcome)) + " ")
    where = index.text[first:].partition(".")[0].partition(words(outcome)[1:] + " ")[2]
    word = {Outcome.HELD: "held", Outcome.NOT_HELD: "NOT HELD", Outcome.UNDETERMINED: "UNDETERMINED"}[outcome]
    for path, page in made.pages.items():
        assert f": {word} {where}, as of " in page.text, path


def test_the_counts_are_those_of_the_pages(made: Site) -> None:
    """Of the first page and of each framework's: as many as there are pages with the status, superseded ones apart."""
    for framework in made.assessment.frameworks:
        pages = [made.pages[requirement_path(framework.id, r.id)] for r in framework.requirements if r.tested]
        counts = Counter(page.statuses[0] for page in pages)
        superseded = counts.pop(RequirementStatus.SUPERSEDED, 0)
        caption = f"{counts.total()} requirement{'' if counts.total() == 1 else 's'} of {framework.id} by status"
        for path in ("index.html", framework_path(framework.id)):
            text = made.pages[path].text
            assert caption in text
            shown = re.search(rf"(?<!\d){superseded} more", text)
            assert bool(shown) == bool(superseded) or path == "index.html"
            for status, number in counts.items():
                assert f"{words(status)} {number} {100 * number / counts.total():.0f} %" in text, path
    controls = Counter(made.pages[path].statuses[0] for path in made.controls)
    index = made.pages["index.html"].text
    for status, number in controls.items():
        assert re.search(rf"By status, .*\b{number} {words(status)}\b", index), status


def test_a_requirement_with_parts_is_a_row_of_its_own(made: Site) -> None:
    """It can be found by the filters, which a heading cannot."""
    for framework in made.assessment.frameworks:
        html = (made.folder / framework_path(framework.id)).read_text(encoding="utf-8")
        rows = dict(re.findall(r'<tr class="\w+" data-status="[\w-]+" data-id="([^"]+)"([^>]*)>', html))
        assert len(rows) == len(framework.requirements)
        for requirement in framework.requirements:
            assert ("data-heading" in rows[requirement.id]) == (not requirement.tested), requirement.id


@pytest.mark.parametrize("made", [_joined], ids=["joined"], indirect=True)
def test_the_stopped_trail_is_on_every_page_that_rests_on_it(made: Site) -> None:
    """In the example zone with evidence: controls, their requirements, the first page; held by design all the same."""
    index = made.pages["index.html"]
    assert "Not held" in index.text
    listed = {made.target("index.html", row["Control"].link) for row in index.rows if "Answers that fail" in row}
    for id_ in (TRAIL, ROTATION):
        page = made.pages[control_path(id_)]
        assert page.statuses[0] == ControlStatus.NOT_HELD
        assert page.terms["Designed"].statuses == [ControlStatus.HELD]
        assert page.terms["Operating"].statuses == [f"stage-{Stage.FAILS}"]
        assert control_path(id_) in listed
        mapped = made.controls[control_path(id_)].requirements
        assert mapped
        for mapping in mapped:
            requirement = made.pages[requirement_path(mapping.framework, mapping.requirement)]
            assert requirement.statuses[0] in {RequirementStatus.NOT_MET, *UNASKED}
            if requirement.statuses[0] == RequirementStatus.NOT_MET:
                assert requirement.terms["Operating"].statuses == [f"stage-{Stage.FAILS}"]
