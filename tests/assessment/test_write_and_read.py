"""The assessment as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.write import render, write_assessment
from landing_zone.errors import ExitCode, UserError

Build = Callable[..., Any]


@pytest.fixture
def assessment(framework: Build, control: Build, finding: Build, judge: Build) -> Assessment:
    """One with passes, a failure and characters beyond ASCII."""
    findings = [finding("pass checkov::KEY Logs/AKey"), finding("fail checkov::KEY Data/Bucket", message="Schlüssel")]
    result: Assessment = judge(framework(("1", "infrastructure", {})), [control("key", "1")], findings)
    return result


def test_what_is_written_is_read_again(assessment: Assessment, tmp_path: Path) -> None:
    """Nothing is lost, and writing again gives the same bytes."""
    path = tmp_path / "cdk.out" / "assessment.json"
    write_assessment(assessment, path)
    first = path.read_bytes()
    again = read_assessment(path)
    assert again == assessment
    write_assessment(again, path)
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == ["assessment.json"]


def test_the_form_is_canonical(assessment: Assessment) -> None:
    """Keys are sorted, lists have one line an element, the file ends with a line feed."""
    text = render(assessment)
    data = json.loads(text)
    assert list(data) == sorted(data)
    assert list(data["verdict"]) == sorted(data["verdict"])
    assert text.endswith("}\n")
    assert "Schlüssel" in text
    lines = sum(len(value) + 2 if isinstance(value, list) and value else 1 for value in data.values()) + 2
    assert len(text.splitlines()) == lines


def test_what_is_written_fits_the_schema(assessment: Assessment, root: Path) -> None:
    """The schema in the repository describes the file."""
    text = (root / "policies" / "schemas" / "assessment.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(json.loads(render(assessment)), json.loads(text))


def _change(**values: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda data: {**data, **values}


MALFORMED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "another format": (_change(format="landing-zone-assessment/5"), "does not read"),
    "the format before this one": (_change(format="landing-zone-assessment/3"), "does not read"),
    "no format": (lambda data: {k: v for k, v in data.items() if k != "format"}, "does not read"),
    "a list": (lambda data: [data], "does not read"),
    "a field too many": (_change(extra=1), "malformed: extra: there is no such key"),
    "a field too few": (
        lambda data: {k: v for k, v in data.items() if k != "verdict"},
        "malformed: the file: the key 'verdict' is missing",
    ),
    "a wrong status": (
        lambda data: {**data, "controls": [{**data["controls"][0], "status": "fine"}]},
        "malformed: controls[0].status: 'fine' is not allowed here",
    ),
    "no day": (_change(as_of="yesterday"), "malformed: as_of: "),
    "a resource that is not there": (
        lambda data: {**data, "checks": [{**data["checks"][0], "passed": [3]}]},
        "checkov::KEY names the resource at position 3",
    ),
    "a position below zero": (
        lambda data: {
            **data,
            "checks": [{**data["checks"][0], "failed": [{**data["checks"][0]["failed"][0], "resource": -1}]}],
        },
        "position -1",
    ),
}


@pytest.mark.parametrize(("change", "expected"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_assessment_is_refused(
    change: Callable[[dict[str, Any]], Any], expected: str, assessment: Assessment, tmp_path: Path
) -> None:
    """The error names file and mistake, and the exit code says that there is no verdict."""
    path = tmp_path / "assessment.json"
    path.write_text(json.dumps(change(json.loads(render(assessment)))), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_assessment(path)
    assert expected in caught.value.what
    assert caught.value.file == str(path)
    assert caught.value.exit_code is ExitCode.BROKEN


BROKEN = {
    "empty": (b"", "not JSON"),
    "half": (b'{"format":"landing-zone-assessment/3",', "not JSON"),
    "not text": (b"\xff\xfe\x00", "cannot be read"),
    "deep": (b"[" * 200_000, "not JSON"),
}


@pytest.mark.parametrize(("data", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_json_is_refused(data: bytes, expected: str, tmp_path: Path) -> None:
    """Half a file is none."""
    path = tmp_path / "assessment.json"
    path.write_bytes(data)
    with pytest.raises(UserError, match=expected):
        read_assessment(path)


def test_a_missing_assessment_is_refused(tmp_path: Path) -> None:
    """An assembly without one was never judged."""
    with pytest.raises(UserError, match="never judged"):
        read_assessment(tmp_path / "assessment.json")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A path that is not a file is a user's mistake."""
    with pytest.raises(UserError, match="cannot be read"):
        read_assessment(tmp_path)
