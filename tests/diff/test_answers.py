"""The differences between two assessments, and the verdict of the comparison."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from landing_zone.assessment.model import Assessment, FindingEntry
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.recompute import rejudged
from landing_zone.assessment.write import write_assessment
from landing_zone.cli.main import app
from landing_zone.diff.answers import claim_changes, control_changes, requirement_changes
from landing_zone.diff.compare import compare, read_side
from landing_zone.diff.markdown import markdown
from landing_zone.diff.model import Direction
from landing_zone.diff.statuses import control_direction, requirement_direction
from landing_zone.diff.synth_commit import is_commit
from landing_zone.errors import UserError


@pytest.fixture(scope="module")
def assessment(gated: Path) -> Assessment:
    """The example zone's."""
    return Assessment.model_validate_json((gated / "assessment.json").read_bytes())


def changed(assessment: Assessment, framework: str, requirement: str, **values: Any) -> Assessment:
    """The assessment with one requirement changed."""
    data = assessment.model_dump(mode="json")
    for entry in data["frameworks"]:
        for leaf in entry["requirements"]:
            if (entry["id"], leaf["id"]) == (framework, requirement):
                leaf.update(values)
    return Assessment.model_validate(data)


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ("proven", "checked", Direction.WORSE),
        ("not-met", "partly-met", Direction.BETTER),
        ("partly-met", "waived", Direction.WORSE),
        ("checked", "organisational", Direction.WORSE),
        ("not-met", "organisational", Direction.OTHER),
        ("organisational", "partly-met", Direction.BETTER),
        ("organisational", "inherited-from-aws", Direction.OTHER),
        ("partly-met", "absent", Direction.WORSE),
        ("absent", "not-met", Direction.OTHER),
        ("organisational", "not-met", Direction.WORSE),
        ("inherited-from-aws", "not-met", Direction.WORSE),
        ("partly-met", "not-applicable", Direction.WORSE),
        ("not-met", "not-applicable", Direction.WORSE),
        ("organisational", "not-applicable", Direction.WORSE),
        ("not-applicable", "partly-met", Direction.OTHER),
        ("not-applicable", "not-met", Direction.WORSE),
        ("not-applicable", "absent", Direction.WORSE),
        ("partly-met", "superseded", Direction.OTHER),
        ("superseded", "not-met", Direction.OTHER),
        ("superseded", "absent", Direction.OTHER),
        ("partly-met", "evidenced-at-run-time-only", Direction.WORSE),
    ],
)
def test_the_direction_of_a_requirement(before: str, after: str, direction: Direction) -> None:
    """A requirement that checks answered, and that now people or nothing answers, got worse."""
    assert requirement_direction(before, after) is direction


def test_the_direction_of_a_control() -> None:
    """One that disappeared, or is left to a person, got worse."""
    assert control_direction("held", "not-held") is Direction.WORSE
    assert control_direction("held", "manual") is Direction.WORSE
    assert control_direction("held", "absent") is Direction.WORSE
    assert control_direction("not-held", "waived") is Direction.BETTER
    assert control_direction("absent", "not-held") is Direction.OTHER
    assert control_direction("manual", "not-held") is Direction.WORSE


def test_the_direction_of_a_control_that_is_watched_or_waived() -> None:
    """Watched is worse than held, and better than waived, where something is known to deviate."""
    assert control_direction("held", "watched") is Direction.WORSE
    assert control_direction("held", "held-with-waivers") is Direction.WORSE
    assert control_direction("held-with-waivers", "watched") is Direction.WORSE
    assert control_direction("watched", "waived") is Direction.WORSE
    assert control_direction("watched", "held") is Direction.BETTER
    assert control_direction("not-applicable", "watched") is Direction.BETTER


@pytest.mark.parametrize("before", ["held", "held-with-waivers", "watched", "waived", "not-held", "manual"])
def test_a_control_that_the_shape_leaves_out_got_worse(before: str) -> None:
    """Also one that failed: leaving it out makes nothing good. One that found nothing to judge is as before."""
    assert control_direction(before, "not-in-this-shape") is Direction.WORSE
    assert control_direction("not-applicable", "not-in-this-shape") is Direction.OTHER
    assert control_direction("not-in-this-shape", "held") is Direction.BETTER
    assert control_direction("not-in-this-shape", "not-held") is Direction.WORSE


def test_a_changed_leaf_is_reported_once(assessment: Assessment) -> None:
    """With its direction, without the requirements above it. Nothing is reported when nothing changed."""
    assert requirement_changes(assessment, assessment) == ()
    worse = changed(assessment, "pci-dss-4.0.1", "3.7.4", status="not-met")
    worse = changed(worse, "pci-dss-4.0.1", "3.7", status="not-met")
    changes = requirement_changes(assessment, worse)
    assert [(c.id, c.after, c.direction) for c in changes] == [("3.7.4", "not-met", Direction.WORSE)]


@pytest.mark.parametrize(
    ("had", "has", "direction"),
    [
        ((), ("W-0099",), Direction.WAIVED),
        (("W-0001",), ("W-0001", "W-0099"), Direction.WAIVED),
        (("W-0001",), ("W-0099",), Direction.OTHER),
    ],
)
def test_one_more_waiver_is_reported_and_is_not_worse(
    assessment: Assessment, had: tuple[str, ...], has: tuple[str, ...], direction: Direction
) -> None:
    """Though the requirement is partly met before and after; one waiver may replace another."""
    old, new = (changed(assessment, "pci-dss-4.0.1", "3.7.4", waivers=ids) for ids in (had, has))
    (change,) = requirement_changes(old, new)
    assert (change.before, change.after) == ("partly-met", "partly-met")
    assert (change.waivers, change.direction) == (("W-0099",), direction)
    assert requirement_changes(old, old) == ()


@pytest.mark.parametrize("status", ["partly-met", "not-met", "checked"])
def test_a_shape_with_less_is_worse_by_requirement(assessment: Assessment, status: str) -> None:
    """Whatever the status says: one that failed is not made good by leaving it out. The reason names what lacks."""
    old = changed(assessment, "pci-dss-4.0.1", "3.7.4", status="not-met" if status == "checked" else status)
    new = changed(assessment, "pci-dss-4.0.1", "3.7.4", status=status, lacks=("mirror",))
    (change,) = requirement_changes(old, new)
    assert (change.after, change.direction) == (status, Direction.WORSE)
    assert change.why.endswith("Not in this shape: the zone has no mirror Region (regions.mirror).")
    assert requirement_changes(new, new) == ()
    (back,) = requirement_changes(new, changed(new, "pci-dss-4.0.1", "3.7.4", lacks=()))
    assert back.direction is Direction.BETTER


def test_claims_appear_and_disappear(assessment: Assessment) -> None:
    """The claims of a control that was removed are gone, and its verdict is absent."""
    control = next(c for c in assessment.controls if c.requirements and c.assertions)
    without = assessment.model_copy(update={"controls": tuple(c for c in assessment.controls if c is not control)})
    gone = claim_changes(assessment, without)
    assert gone
    assert all(change.claim.startswith(f"{control.id} ") and not change.appeared for change in gone)
    assert [(c.id, c.after) for c in control_changes(assessment, without)] == [(control.id, "absent")]
    assert {c.claim for c in claim_changes(without, assessment)} == {c.claim for c in gone}


def test_the_command_ends_with_1_when_a_requirement_got_worse(
    gated: Path, gated_copy: Path, assessment: Assessment
) -> None:
    """0 for two equal assemblies, in each format; JSON has what Markdown shows."""
    run = CliRunner().invoke
    same = run(app, ["diff", str(gated), str(gated_copy), "--format", "markdown"])
    assert same.exit_code == 0, same.output
    assert "nothing differs" in same.output
    write_assessment(_with_a_failure(assessment), gated_copy / "assessment.json")
    for output_format in ("text", "markdown", "json"):
        done = run(app, ["diff", str(gated), str(gated_copy), "--format", output_format])
        assert done.exit_code == 1, done.output
        assert "3.7.4" in done.output
    assert {change["direction"] for change in json.loads(done.output)["requirements"]} == {"worse"}
    better = run(app, ["diff", str(gated_copy), str(gated)])
    assert better.exit_code == 0


def _with_a_failure(assessment: Assessment) -> Assessment:
    """The assessment of a zone in which a key does not rotate, as the gate would have written it."""
    checks = []
    for check in assessment.checks:
        if check.rule == "assertion::kms-rotation.rotation-on":
            failed = FindingEntry(resource=check.passed[0], message="The key does not rotate.")
            check = check.model_copy(update={"passed": check.passed[1:], "failed": (failed,)})
        checks.append(check)
    return rejudged(assessment.model_copy(update={"checks": tuple(checks)}))


def test_an_assembly_that_is_not_what_was_judged_is_refused(gated: Path, gated_copy: Path) -> None:
    """On either side, with exit code 2: a byte changed, or a status."""
    forged = changed(read_assessment(gated / "assessment.json"), "gdpr", "32(1)(a)", status="proven")
    write_assessment(forged, gated_copy / "assessment.json")
    done = CliRunner().invoke(app, ["diff", str(gated_copy), str(gated)])
    assert "gdpr 32(1)(a) is stated as proven" in str(done.exception)
    shutil.copy(gated / "assessment.json", gated_copy / "assessment.json")
    with (gated_copy / "tree.json").open("a") as file:
        file.write(" ")
    done = CliRunner().invoke(app, ["diff", str(gated), str(gated_copy)])
    assert isinstance(done.exception, UserError)
    assert "tree.json is not what was judged" in str(done.exception)
    assert done.exception.exit_code == 2


def test_engines_are_chosen_for_commits_alone(gated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no commit is synthesized the option would have no effect; one commit is enough."""
    run = CliRunner().invoke
    error = run(app, ["diff", str(gated), str(gated), "--stock-engines"]).exception
    assert isinstance(error, UserError)
    assert "no commit is synthesized" in str(error)
    asked = []

    def assembly_of(name: str, _repository: Path, *, stock: bool) -> AbstractContextManager[Path]:
        asked.append((name, stock))
        return nullcontext(gated)

    monkeypatch.setattr("landing_zone.diff.synth_commit.assembly_of", assembly_of)
    done = run(app, ["diff", "HEAD", str(gated), "--stock-engines"])
    assert done.exit_code == 0, done.output
    assert asked == [("HEAD", True)]


def test_markdown_stays_a_table(gated: Path, gated_copy: Path, assessment: Assessment) -> None:
    """A bar or a new line in a title does not break a row; long tables say what they leave out."""
    odd = changed(_with_a_failure(assessment), "pci-dss-4.0.1", "3.7.4", title="a | b\nc")
    (gated_copy / "assessment.json").write_text(odd.model_dump_json(), encoding="utf-8")
    text = markdown(compare(read_side(gated), read_side(gated_copy)))
    assert "| a \\| b c |" in text


def test_what_is_no_commit_is_no_option_of_git_either() -> None:
    """A name that starts with a dash is never handed to git."""
    assert is_commit("HEAD", Path.cwd())
    assert not is_commit("--help", Path.cwd())
    assert not is_commit("no-such-branch-here", Path.cwd())
    done = CliRunner().invoke(app, ["diff", "no-such-branch-here"])
    assert "no such commit" in str(done.exception)
