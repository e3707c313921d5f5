"""The JSON schemas that editors use are those of the models, and the catalogue's files fit them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from landing_zone.catalogue.schema import SCHEMAS, main, render_schema
from landing_zone.yaml.yaml_file import read_yaml


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_fresh(name: str, root: Path) -> None:
    """The committed schema is the one that the model generates."""
    committed = (root / "policies" / "schemas" / name).read_text(encoding="utf-8")
    assert committed == render_schema(SCHEMAS[name]), (
        "the schema is stale: run '.venv/bin/python -m landing_zone.catalogue.schema' and commit it"
    )


@pytest.mark.parametrize(
    ("folder", "name"), [("controls", "control.schema.json"), ("frameworks", "framework.schema.json")]
)
def test_files_fit(folder: str, name: str, root: Path) -> None:
    """The schema accepts every file of the catalogue."""
    schema = json.loads((root / "policies" / "schemas" / name).read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((root / "policies" / folder).glob("*.yaml")):
        assert [e.message for e in validator.iter_errors(read_yaml(path).data)] == [], path.name


def test_schema_refuses_a_misspelt_key() -> None:
    """The schema refuses an unknown key."""
    schema = json.loads(render_schema(SCHEMAS["control.schema.json"]))
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors({"id": "a", "titel": "x"}))
    assert any("titel" in e.message for e in errors)


def test_command_writes_then_finds_nothing_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--check`` fails on a missing file and names it; after writing it passes; a changed file fails again."""
    root = ["--root", str(tmp_path)]
    assert main(["--check", *root]) == 1
    assert "policies/schemas/control.schema.json: it is stale" in capsys.readouterr().err
    assert main(root) == 0
    assert main(["--check", *root]) == 0
    (tmp_path / "policies/schemas/framework.schema.json").write_text("{}", encoding="utf-8")
    assert main(["--check", *root]) == 1
