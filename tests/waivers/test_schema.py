"""The JSON schema that editors use."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from landing_zone.waivers.model import WaiverFile
from landing_zone.yaml.json_schema import schema_file, schema_text

POLICIES = Path(__file__).parents[2] / "policies"


def test_the_schema_in_the_repository_is_up_to_date() -> None:
    """It equals the schema of the model."""
    assert (POLICIES / "schemas" / "waivers.schema.json").read_text(encoding="utf-8") == schema_text(WaiverFile)


def test_a_stale_schema_is_reported_and_fixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--check`` fails on a missing and on a changed file, and passes on a written one."""
    path = tmp_path / "waivers.schema.json"
    assert schema_file(WaiverFile, path, ["--check"]) == 1
    assert schema_file(WaiverFile, path, []) == 0
    assert schema_file(WaiverFile, path, ["--check"]) == 0
    path.write_text(path.read_text() + " ")
    assert schema_file(WaiverFile, path, ["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert schema_file(WaiverFile, path, ["--chekc"]) == 2


def test_the_shipped_waivers_fit_the_schema() -> None:
    """An editor shows no mistake in the file that we ship."""
    data = yaml.load((POLICIES / "waivers.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    schema = yaml.safe_load(schema_text(WaiverFile))
    for waiver in data["waivers"]:
        if "matches" in waiver:
            waiver["matches"] = int(waiver["matches"])
    jsonschema.validate(data, schema)
