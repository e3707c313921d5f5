"""A finding names the line that made the resource: by number, in every way in which a resource can be made."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.read import read_assessment
from landing_zone.cloudformation.assembly.creation_lines import creation_lines
from landing_zone.reports.sarif import render

Run = Callable[..., Any]
APP = Path(__file__).with_name("lines_app")
MARKER = re.compile(r"# makes ([^#]+)")


def _expected() -> dict[str, str]:
    """Return the id in a construct path to ``file:line`` of the comment that names it."""
    return {
        f"/{name}/": f"{file.name}:{number}"
        for file in APP.glob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for found in MARKER.finditer(line)
        if '"""' not in line
        for name in found[1].split()
    }


def _compare(lines: Iterable[tuple[str, str]], *, lost: tuple[str, ...] = ()) -> None:
    """Assert that each construct with a marker has the marker's line, and that each marker has a construct."""
    expected = _expected()
    met = set()
    for path, line in lines:
        named = [name for name in expected if name in f"/{path}/"]
        if named:
            name = max(named, key=len)
            met.add(name)
            assert line == expected[name], path
    assert len(expected) > 15
    assert met == expected.keys() - {f"/{name}/" for name in lost}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the app, in which it is synthesized."""
    return Path(shutil.copytree(APP, tmp_path / "app"))


@pytest.mark.parametrize(
    "variables", [{"NODE_OPTIONS": "--no-warnings"}, {"LZ_STOCK_ENGINES": "1"}], ids=["own", "jsii"]
)
def test_the_line_is_recorded(folder: Path, run: Run, variables: dict[str, str]) -> None:
    """By our walk over the frames, beside options of the user, and by jsii's own: the same lines."""
    done = run(sys.executable, "app.py", cwd=folder, CDK_OUTDIR=str(folder / "out"), **variables)
    assert done.code == 0, done.err
    _compare(creation_lines(folder / "out", folder).made.items())


def test_with_the_cdk_imported_too_early_no_other_line_is_named(folder: Path, run: Run) -> None:
    """Jsii loses some lines then: the line of the call around them answers, never that of the stack."""
    done = run(sys.executable, "app.py", "early", cwd=folder, CDK_OUTDIR=str(folder / "out"))
    assert done.code == 0, done.err
    lines = creation_lines(folder / "out", folder)
    assert "Shop/network/PublicSubnet1/Subnet" not in lines.made, "jsii keeps it: the workaround can go"
    resources = (f"{path}/network/PublicSubnet1/Subnet" for path in ("Shop", "Test/Shop"))
    _compare([*lines.made.items(), *((path, lines.of(path)) for path in resources)], lost=("role", "direct/Policy"))
    assert lines.of("Shop/gone/Resource") == ""


def test_without_a_record_no_line_is_named(folder: Path, run: Run) -> None:
    """No line is better than a wrong one."""
    done = run(sys.executable, "app.py", "unrecorded", cwd=folder, CDK_OUTDIR=str(folder / "out"))
    assert done.code == 0, done.err
    assert creation_lines(folder / "out", folder).made == {}


def test_findings_and_sarif_name_the_line(folder: Path, run: Run) -> None:
    """Under the CDK CLI, through the gate, in an app that is not a landing zone."""
    done = run("cdk", "synth", "--quiet", "--app", f"{sys.executable} app.py gated", cwd=folder)
    assert done.code == 1, done.err
    assessment = read_assessment(folder / "cdk.out" / "assessment.json")
    judged = {check_place for check in assessment.checks for check_place in check.passed} | {
        finding.resource for check in assessment.checks for finding in (*check.failed, *check.undetermined)
    }
    _compare((r.construct_path, r.source) for n, r in enumerate(assessment.resources) if n in judged)
    log = json.loads(render(assessment)["code-scanning.sarif"])
    places = [place for result in log["runs"][0]["results"] for place in result["locations"]]
    shown = {
        place["logicalLocations"][0]["fullyQualifiedName"]: "{}:{}".format(
            place["physicalLocation"]["artifactLocation"]["uri"], place["physicalLocation"]["region"]["startLine"]
        )
        for place in places
        if place["logicalLocations"][0]["kind"] == "resource"
    }
    sources = {r.construct_path: r.source for r in assessment.resources}
    assert "Shop/direct/Resource" in shown
    assert shown == {path: sources[path] for path in shown}


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        ("__init__ (/app/shop.py:3)", "shop.py:3"),
        ("<module> (/app/My (old) shop/a:1.py:30)", "My (old) shop/a:1.py:30"),
        ("new Shop (/app/lib/shop.ts:10:5)", "lib/shop.ts:10"),
        ("make (/elsewhere/shop.py:3)", "/elsewhere/shop.py:3"),
        ("make (shop.py:3)", "shop.py:3"),
        ("__init__ (/app/.venv/lib/python3.11/site-packages/aws_cdk/aws_s3/__init__.py:9)", ""),
        ("__init__ (/usr/lib/python3/dist-packages/aws_cdk/aws_s3/__init__.py:9)", ""),
        ("...jsii runtime, node internals...", ""),
        ("(no user code in 10 frames, use --stack-trace-limit to capture more)", ""),
    ],
)
def test_a_frame_is_read(tmp_path: Path, frame: str, line: str) -> None:
    """Python's and TypeScript's; a library's is passed over."""
    metadata = {"/Shop/Bucket/Resource": [{"type": "aws:cdk:creationStack", "data": [frame]}]}
    (tmp_path / "Shop.metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    lines = creation_lines(tmp_path, Path("/app"))
    assert lines.of("Shop/Bucket/Resource") == line
    assert lines.of("Shop/Bucket") == line
