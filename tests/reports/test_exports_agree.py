"""No export says anything else than the assessment: the worst stage that was asked, and each status by stage."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import Assessment, ControlStatus, RequirementEntry, RequirementStatus
from landing_zone.assessment.read import read_assessment
from landing_zone.bundle.create import _with_evidence
from landing_zone.bundle.statement import agrees_with, statement
from landing_zone.errors import UserError
from landing_zone.evidence.model import Verdict
from landing_zone.reports.encode import Files
from landing_zone.reports.registry import FORMATS
from landing_zone.reports.text import words
from tests.evidence.answers import answer, run_of
from tests.reports import exported, validators
from tests.reports.conftest import HOSTILE
from tests.reports.joined import ROTATION, STOPPED, TRAIL, joined_assessment
from tests.reports.states import every_status
from tests.reports.whole import whole

WHY = "landing-zone.yaml says that entity.multi_tenant is false."
NOT_ASSESSED = (RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED)


def _with_every_status(assessment: Assessment) -> Assessment:
    """The small assessment with evidence, and one more requirement of each status that is not assessed."""
    small = whole(assessment, HOSTILE)
    first, *others = small.frameworks
    one = next(r for r in first.requirements if r.id == "3.7.5")
    more = (
        _like(one, "3.7.8", RequirementStatus.NOT_APPLICABLE, why=WHY, applies_if=("multi_tenant",)),
        _like(one, "3.7.9", RequirementStatus.SUPERSEDED, superseded_by="3.7.4", superseded_since=date(2025, 3, 31)),
    )
    own = tuple(
        r.model_copy(update={"designed": RequirementStatus.CHECKED, "deployed": Stage.FAILS, "operating": Stage.FAILS})
        if r.id == "10.3.4"
        else r
        for r in first.requirements
        if r.id not in {entry.id for entry in more}
    )
    counts = first.counts | {RequirementStatus.NOT_APPLICABLE.value: 1}
    statuses = {"key-rotation": ControlStatus.WATCHED, "logs-copied": ControlStatus.HELD_WITH_WAIVERS}
    return small.model_copy(
        update={
            "frameworks": (first.model_copy(update={"requirements": (*own, *more), "counts": counts}), *others),
            "controls": tuple(
                c.model_copy(update={"status": statuses.get(c.id, c.status), "designed": c.status})
                for c in small.controls
            ),
        }
    )


def _like(entry: RequirementEntry, id_: str, status: RequirementStatus, **more: object) -> RequirementEntry:
    values = entry.model_dump() | {"id": id_, "status": status, "designed": status, **more}
    return RequirementEntry.model_validate(values)


@pytest.fixture(scope="module")
def small(assessment: Assessment) -> Assessment:
    """Every status of a requirement and of a control, with evidence."""
    return _with_every_status(assessment)


@pytest.fixture(scope="module")
def shaped(assessment: Assessment) -> Assessment:
    """A zone without a mirror, with a trail from before, and in one environment a detector from before."""
    return every_status(assessment)


@pytest.fixture(scope="module")
def zone(gated: Path) -> Assessment:
    """The example zone's, without evidence."""
    return read_assessment(gated / "assessment.json")


@pytest.fixture(scope="module")
def joined(zone: Assessment) -> Assessment:
    """The example zone's, with an emulator's answers: a trail was stopped, and a key does not rotate."""
    return joined_assessment(zone)


_MADE: dict[tuple[int, str], tuple[Assessment, Files]] = {}


def rendered(assessment: Assessment, name: str) -> Files:
    """Return a format's files, made once for each assessment of this module."""
    key = (id(assessment), name)
    if key not in _MADE:
        _MADE[key] = (assessment, FORMATS[name].render(assessment))
    return _MADE[key][1]


@pytest.mark.parametrize("which", ["small", "shaped", pytest.param("zone", marks=pytest.mark.slow), "joined"])
def test_all_say_the_same_of_each_requirement_and_control(which: str, request: pytest.FixtureRequest) -> None:
    """Workbook, CSV, OSCAL, JUnit and the PDF's source, by stage; Markdown by the counts."""
    found: Assessment = request.getfixturevalue(which)
    files = {name: rendered(found, name) for name in ("xlsx", "csv", "oscal", "junit", "markdown")}
    asked = found.evidence is not None
    wanted = {
        f"{framework.id} {r.id}": (
            r.status.value,
            r.designed.value,
            *((r.deployed.value, r.operating.value) if asked else ("not-asked", "not-asked")),
        )
        for framework in found.frameworks
        for r in framework.requirements
    }
    for name in ("xlsx", "csv"):
        assert exported.requirements(name, files[name], found) == wanted, name
    planned = exported.requirements("oscal", files["oscal"], found)
    assert planned == {key: wanted[key] for key in planned}
    tested = {f"{f.id} {r.id}": r.status for f in found.frameworks for r in f.requirements if r.tested}
    assert {key for key, status in tested.items() if status in NOT_ASSESSED} <= set(planned)
    results = exported.findings(files["oscal"])
    assert set(results) == {key for key in planned if wanted[key][0] not in NOT_ASSESSED}
    for key, finding in results.items():
        assert exported.props(finding)["status"] == wanted[key][0]
        satisfied = wanted[key][0] in {"proven", "checked"}
        assert (finding["target"]["status"]["state"] == "satisfied") is satisfied
    printed = exported.printed(found)
    assert printed == {key.partition(" ")[2]: words(row[0]) for key, row in wanted.items()}
    counts = [(words(s), n) for f in found.frameworks for s, n in f.counts.items() if n]
    assert sorted(exported.counted(files["markdown"]).elements()) == sorted(counts)
    evidence = {row.control: row for row in found.evidence.controls} if found.evidence else {}
    stages = {id_: (row.deployed.value, row.operating.value) for id_, row in evidence.items()}
    verdicts = {c.id: (c.status.value, c.designed.value, *stages.get(c.id, ("not-asked",) * 2)) for c in found.controls}
    for name in ("xlsx", "csv", "junit"):
        assert exported.controls(name, files[name]) == verdicts, name


@pytest.mark.parametrize("name", exported.PRINTS_A_VERDICT)
def test_the_verdict_is_of_the_worst_stage_that_was_asked(zone: Assessment, joined: Assessment, name: str) -> None:
    """Held by the templates alone; not held once a trail was stopped, whatever the templates say."""
    assert zone.verdict.held
    assert joined.verdict == zone.verdict
    assert exported.verdict(name, rendered(zone, name)) == "held"
    assert exported.verdict(name, rendered(joined, name)) == "not held"


@pytest.mark.parametrize("name", exported.PRINTS_A_VERDICT)
def test_a_stage_that_was_not_asked_is_named(zone: Assessment, joined: Assessment, name: str) -> None:
    """With evidence, an emulator that answered is."""
    texts = b"".join(rendered(zone, name).values()) if name != "xlsx" else _cells(zone)
    assert b"Running accounts were not asked" in texts
    texts = b"".join(rendered(joined, name).values()) if name != "xlsx" else _cells(joined)
    assert b"Running accounts were not asked" not in texts
    assert b"An emulator answered" in texts


def _cells(assessment: Assessment) -> bytes:
    return json.dumps(exported.sheets(rendered(assessment, "xlsx"))["Summary"]).encode()


@pytest.mark.parametrize("name", ["xlsx", "csv", "junit"])
def test_a_control_that_fails_in_operation_is_held_by_design_alone(joined: Assessment, name: str) -> None:
    """The status is the worst; the stages say where."""
    for control in (TRAIL, ROTATION):
        status, designed, _, operating = exported.controls(name, rendered(joined, name))[control]
        assert (status, operating) == ("not-held", "fails")
        assert designed.startswith("held")


def test_a_bundles_statement_says_so_too(zone: Assessment, joined: Assessment) -> None:
    """The outcome is of the worst stage, and the verdict on the templates stays beside it."""
    alone = json.loads(statement({}, zone, "", ["evidence"]))["predicate"]
    assert alone["outcome"] == "held"
    assert [one["outcome"] for one in alone["stages"]] == ["held", None, None]
    assert alone["evidence"] is None
    with_run = json.loads(statement({}, zone, "", [], joined))["predicate"]
    assert with_run["outcome"] == "not-held"
    assert [one["outcome"] for one in with_run["stages"]] == ["held", "undetermined", "not-held"]
    assert with_run["evidence"]["emulated"]
    assert with_run["frameworks"] == {f.id: dict(sorted(f.counts.items())) for f in joined.frameworks}


def test_a_bundle_joins_the_run_that_it_holds(zone: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the later of both days, so that the same parts give the same statement tomorrow."""
    organisation = str((zone.zone or {})["organisation"]["id"])
    later = datetime.combine(zone.as_of + timedelta(days=3), time(6), UTC)
    failing = answer(Verdict.FAIL).model_copy(update={"asked_at": later})
    monkeypatch.setattr("landing_zone.evidence.read.read_run", lambda _: run_of(failing, organisation=organisation))
    found = _with_evidence(zone, Path("run")).evidence
    assert found is not None
    assert [(c.control, c.age_days) for c in found.controls if c.failed] == [(ROTATION, 0)]
    elsewhere = zone.model_copy(update={"zone": None})
    assert _with_evidence(elsewhere, Path("run")) is elsewhere
    monkeypatch.setattr("landing_zone.evidence.read.read_run", lambda _: run_of(failing, organisation="o-another"))
    with pytest.raises(UserError, match="another organisation"):
        _with_evidence(zone, Path("run"))


def test_the_workbook_has_the_evidence_by_control(zone: Assessment, joined: Assessment) -> None:
    """A row a control, those that fail first, with the age of the answers; and each answer that does not pass."""
    book = exported.sheets(rendered(joined, "xlsx"))
    assert [row["Control"] for row in book["Evidence"][:2]] == sorted([TRAIL, ROTATION])
    first = book["Evidence"][0]
    assert (first["Operating"], first["Fail"], first["Oldest answer, days"]) == ("fails", 1, 0)
    assert first["Oldest answer"] == joined.as_of.isoformat()
    assert len(book["Evidence"]) == len(joined.controls)
    assert [row["Answer"] for row in book["Answers that do not pass"]] == ["fail", "fail", "undetermined"]
    assert STOPPED in {row["Message"] for row in book["Answers that do not pass"]}
    assert not {"Evidence", "Answers that do not pass"} & set(exported.sheets(rendered(zone, "xlsx")))


def test_csv_has_the_same_rows(zone: Assessment, joined: Assessment) -> None:
    """Two more files, with evidence alone."""
    files, book = rendered(joined, "csv"), exported.sheets(rendered(joined, "xlsx"))
    for name, sheet in (("evidence.csv", "Evidence"), ("answers.csv", "Answers that do not pass")):
        assert exported.rows_of(files, name) == [{k: str(v) for k, v in row.items()} for row in book[sheet]]
    assert not {"evidence.csv", "answers.csv"} & set(rendered(zone, "csv"))


def test_a_control_that_fails_in_operation_is_a_failing_test(joined: Assessment) -> None:
    """With the answer; and one that gave no answer, or a stack, is an error."""
    text = rendered(joined, "junit")["landing-zone.xml"].decode()
    assert f'name="{TRAIL}" tests=' in text
    assert 'failures="2"' in text.split(">")[1]
    assert 'errors="3"' in text.split(">")[1]
    assert STOPPED in text


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_each_held_control_names_what_holds_it(zone: Assessment, name: str) -> None:
    """Resources, places or a search; a watched one that it is watched, and any other nothing."""
    rows = exported.control_rows(name, rendered(zone, name))
    for control in zone.controls:
        held = control.status in (ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS, ControlStatus.WATCHED)
        assert bool(rows[control.id]["Held by"]) is held, control.id
        assert ("nothing in the templates" in rows[control.id]["Held by"]) is (control.status is ControlStatus.WATCHED)
    assert rows[ROTATION]["Held by"].endswith(" AWS::KMS::Key")


def test_findings_of_templates_stay_findings_of_templates(zone: Assessment, joined: Assessment) -> None:
    """SARIF and Security Hub get none of an account's answers, and name what fails in operation."""
    failing = sorted([TRAIL, ROTATION])
    before, after = (json.loads(rendered(one, "sarif")["landing-zone.sarif"])["runs"][0] for one in (zone, joined))
    assert after["results"] == before["results"]
    assert (before["properties"]["controlsFailingInOperation"], after["properties"]["controlsFailingInOperation"]) == (
        [],
        failing,
    )
    assert validators.complaints(validators.sarif(), json.loads(rendered(joined, "sarif")["landing-zone.sarif"])) == []
    files = rendered(joined, "asff")
    assert {k: v for k, v in files.items() if k != "index.json"} == {
        k: v for k, v in rendered(zone, "asff").items() if k != "index.json"
    }
    assert json.loads(files["index.json"])["controlsFailingInOperation"] == failing


def test_the_summary_names_what_fails_in_operation(joined: Assessment) -> None:
    """Before the frameworks, with the first answer."""
    text = rendered(joined, "markdown")["summary.md"].decode()
    assert "### Controls that fail in operation: 2" in text
    assert STOPPED in text


def test_oscal_has_the_answers_and_plans_what_fails(joined: Assessment) -> None:
    """An observation with the failing answer, a risk, and an item of the plan of action."""
    files = rendered(joined, "oscal")
    result = json.loads(files["assessment-results.json"])["assessment-results"]["results"][0]
    (observation,) = [one for one in result["observations"] if one["title"] == f"{TRAIL} in operation"]
    assert exported.props(observation)["operating"] == "fails"
    assert STOPPED in observation["relevant-evidence"][0]["description"]
    plan = json.loads(files["plan-of-action-and-milestones.json"])["plan-of-action-and-milestones"]
    titles = {item["title"] for item in plan["poam-items"]}
    assert {f"{TRAIL} fails in operation", f"{ROTATION} fails in operation"} <= titles


def test_what_does_not_apply_is_no_finding(small: Assessment) -> None:
    """It is excluded from what is assessed, with the reason; the plan says that it is not applicable, and why."""
    files = rendered(small, "oscal")
    for name, content in files.items():
        assert validators.complaints(validators.oscal(), json.loads(content)) == [], name
    result = json.loads(files["assessment-results.json"])["assessment-results"]["results"][0]
    (selection,) = result["reviewed-controls"]["control-selections"]
    left_out = {one["control-id"] for one in selection["exclude-controls"]}
    assert {"pci-dss-4.0.1-3.7.8", "pci-dss-4.0.1-3.7.9"} <= left_out
    assert not left_out & {one["control-id"] for one in selection["include-controls"]}
    assert WHY in selection["remarks"]
    plan = json.loads(files["system-security-plan.json"])["system-security-plan"]
    planned = plan["control-implementation"]["implemented-requirements"]
    (one,) = [entry for entry in planned if entry["control-id"] == "pci-dss-4.0.1-3.7.8"]
    status = one["by-components"][0]["implementation-status"]
    assert status == {"state": "not-applicable", "remarks": WHY}


def test_what_the_shape_does_not_have_is_in_each_format(shaped: Assessment) -> None:
    """By requirement, control and check, and for the whole; a test that is not asked is skipped, and never passes."""
    mirror, trail, detector = (entry.what for entry in shaped.lacks)
    for name in ("xlsx", "csv"):
        rows = exported.control_rows(name, rendered(shaped, name))
        said = {id_: row["Not in this shape"] for id_, row in rows.items() if row["Not in this shape"]}
        assert said == {"logs-mirrored": mirror, "trail-made": trail, "detector-on": detector}, name
    rows = {row["Id"]: row for row in exported.rows_of(rendered(shaped, "csv"), "requirements.csv")}
    assert (rows["11.2"]["Not in this shape"], rows["8.3"]["Not in this shape"]) == (mirror, "")
    checks = {row["Rule"]: row for row in exported.rows_of(rendered(shaped, "csv"), "checks.csv")}
    assert checks["assertion::logs-mirrored.made"]["Not asked in"] == "the whole zone"
    assert checks["assertion::detector-on.made"]["Not asked in"] == shaped.environments[0].name
    assert mirror in _cells(shaped).decode()
    text = rendered(shaped, "markdown")["summary.md"].decode()
    assert "### What this shape does not have: 3" in text
    assert "| logs-mirrored | pci-dss-4.0.1 11.2 |" in text

    root = ET.fromstring(rendered(shaped, "junit")["landing-zone.xml"])  # noqa: S314 - our own file
    skipped = {
        case.get("name"): element.get("message") for case in root.iter("testcase") for element in case.iter("skipped")
    }
    assert skipped["assertion::logs-mirrored.made"] == f"not in this shape: {mirror}"
    place = f"{shaped.environments[0].account_id}/{shaped.environments[0].region}"
    assert skipped[f"assertion::detector-on.made in {place}"] == f"not in this shape: {detector}"
    assert skipped["the zone has own-trail"] == f"not in this shape: {trail}"

    files = rendered(shaped, "oscal")
    for name, content in files.items():
        assert validators.complaints(validators.oscal(), json.loads(content)) == [], name
    finding = exported.findings(files)["pci-dss-4.0.1 11.2"]
    assert exported.props(finding)["not-in-this-shape"] == "mirror"
    result = json.loads(files["assessment-results.json"])["assessment-results"]["results"][0]
    assert f"Not in this shape: {mirror}." in result["remarks"]
    plan = json.loads(files["system-security-plan.json"])["system-security-plan"]
    assert f"Not in this shape: {mirror}." in plan["system-characteristics"]["status"]["remarks"]


def test_a_bundles_statement_says_what_the_shape_does_not_have(shaped: Assessment) -> None:
    """One of an earlier version, which did not, agrees with an assessment of a zone that has everything alone."""
    raw = statement({}, shaped, "", [])
    assert json.loads(raw)["predicate"]["lacks"] == ["mirror", "own-trail", "own-detector"]
    assert agrees_with(raw, shaped)
    assert not agrees_with(raw, shaped.model_copy(update={"lacks": ()}))
    document = json.loads(statement({}, shaped.model_copy(update={"lacks": ()}), "", []))
    del document["predicate"]["lacks"]
    earlier = (json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    assert agrees_with(earlier, shaped.model_copy(update={"lacks": ()}))
    assert not agrees_with(earlier, shaped)


def test_what_was_replaced_is_withdrawn_in_the_catalogue(small: Assessment) -> None:
    """With a link to what replaced it, as OSCAL has it."""
    catalog = json.loads(rendered(small, "oscal")["catalog-pci-dss-4.0.1.json"])["catalog"]
    controls = catalog["groups"][0]["groups"][0]["controls"]
    (one,) = [entry for entry in controls if entry["id"] == "pci-dss-4.0.1-3.7.9"]
    assert exported.props(one)["status"] == "withdrawn"
    assert one["links"] == [{"href": "#pci-dss-4.0.1-3.7.4", "rel": "moved-to"}]


def test_a_security_lake_gets_the_answers(joined: Assessment) -> None:
    """An event for each that is not a pass, and one for each query and place that passes; valid as all others."""
    events = [json.loads(line) for line in rendered(joined, "ocsf")["compliance-findings.jsonl"].splitlines()]
    answers = [event for event in events if "in operation" in event["compliance"]["status_details"]]
    assert [event["message"] for event in answers if event["compliance"]["control"] == TRAIL] == [STOPPED]
    assert {event["compliance"]["status"] for event in answers} == {"Fail", "Warning", "Pass"}
    assert all(event["comment"].startswith("An emulator") for event in answers)
    for event in answers:
        assert validators.complaints(validators.ocsf(), event) == []
    assert len({event["finding_info"]["uid"] for event in events}) == len(events)
