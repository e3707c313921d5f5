"""OSCAL documents are valid by two validators that know nothing of each other: NIST's schema, and trestle's."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment
from landing_zone.reports.encode import Files
from landing_zone.reports.oscal import render
from landing_zone.reports.oscal.trestle_file import _MODELS
from tests.reports import validators

NAMES = (
    "assessment-plan.json",
    "assessment-results.json",
    "catalog-gdpr.json",
    "catalog-pci-dss-4.0.1.json",
    "component-definition.json",
    "plan-of-action-and-milestones.json",
    "profile.json",
    "system-security-plan.json",
)


@pytest.fixture(scope="module")
def files(assessment: Assessment) -> Files:
    """The documents of the small assessment, which has hostile texts in every field."""
    return render(assessment)


def test_every_document_is_there(files: Files) -> None:
    """One catalogue a framework, and one of each other kind."""
    assert tuple(files) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_nists_schema_takes_it(files: Files, name: str) -> None:
    """And takes no document with a field too many, a bad id, or a bad UUID."""
    document = json.loads(files[name])
    assert validators.complaints(validators.oscal(), document) == []
    (root,) = document
    for change in ({"colour": "red"}, {"uuid": "1234"}):
        assert validators.complaints(validators.oscal(), {root: document[root] | change}) != []


def test_nists_schema_takes_those_of_the_example_zone(gated: Path) -> None:
    """Whatever texts its own catalogue, engines and templates hold."""
    for name, content in render(read_assessment(gated / "assessment.json")).items():
        assert validators.complaints(validators.oscal(), json.loads(content)) == [], name


@pytest.mark.parametrize("name", NAMES)
def test_trestle_takes_it(files: Files, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All its validators: duplicates, references, links, catalogue, and the profile resolved down to the catalogues."""
    _workspace(files, tmp_path, monkeypatch)
    assert _trestle_says(tmp_path / name)


def test_trestle_finds_what_is_broken(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A UUID that occurs twice is found: so the validators above do look."""
    document = json.loads(files["plan-of-action-and-milestones.json"])
    items = document["plan-of-action-and-milestones"]["poam-items"]
    items[1]["uuid"] = items[0]["uuid"]
    broken = files | {"plan-of-action-and-milestones.json": json.dumps(document).encode()}
    _workspace(broken, tmp_path, monkeypatch)
    assert not _trestle_says(tmp_path / "plan-of-action-and-milestones.json")


def test_a_document_that_breaks_the_standard_is_never_written(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trestle's model refuses it where it is built."""
    from landing_zone.reports.oscal import profile

    def without_imports(source: Any) -> dict[str, Any]:
        return {"uuid": "1234", "metadata": source.metadata("x"), "imports": []}

    monkeypatch.setattr(profile, "build", without_imports)
    with pytest.raises(ValueError, match="imports"):
        render(assessment)


def _workspace(files: Files, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay the documents out as trestle wants them: it follows links from its workspace's root."""
    (folder / ".trestle").mkdir()
    (folder / ".trestle" / "config.ini").write_text("", encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    monkeypatch.chdir(folder)


def _trestle_says(file: Path) -> bool:
    from trestle.common import const
    from trestle.core.validator_factory import validator_factory

    (root,) = json.loads(file.read_bytes())
    module, name = _MODELS[root]
    model = getattr(import_module(f"trestle.oscal.{module}"), name).oscal_read(file)
    every = validator_factory.get(argparse.Namespace(mode=const.VAL_MODE_ALL))
    return bool(every.model_is_valid(model, True, file.parent))
