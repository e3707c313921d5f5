"""What is generated is up to date, and `make check-generated` fails when it is not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from landing_zone.catalogue.control import Control
from landing_zone.yaml.json_schema import DIALECT, schema_text
from landing_zone.yaml.yaml_file import read_yaml
from scripts.generate import MODELS, main

ROOT = Path(__file__).parents[1]
PAGE = Path("docs/configuration.md")
HALF_WRITTEN = {
    PAGE: "Whether customers depend on it.",
    Path("docs/deployment.md"): "Each account is in the organisation, and active.",
}
"""Pages that people wrote half of, each with a sentence of the other half."""
FILES = sorted(
    [
        *(Path(f"policies/schemas/{name}.schema.json") for name in (*MODELS, "landing-zone")),
        PAGE,
        Path("docs/cli.md"),
        Path("docs/controls.md"),
        Path("docs/deliveries.md"),
        Path("docs/deployment.md"),
        Path("docs/moto.md"),
        Path("docs/stopping.md"),
        Path("policies/checks/cfn_lint_rules.txt"),
        Path("policies/checks/checkov_rules.txt"),
    ]
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A root folder with a copy of every generated file."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _make(target: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run the recipe of a target of the Makefile on another root."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition(f"\n{target}: ")[2].splitlines()[1]
    command = [*recipe.replace("python", sys.executable, 1).split(), "--root", str(root)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_stale_files_fail_the_check_and_are_written_again(copy: Path) -> None:
    """The check names each stale file and the command, and changes nothing; `make generate` writes them."""
    fresh = _make("check-generated", copy)  # when this fails, run: make generate
    assert (fresh.returncode, fresh.stdout, fresh.stderr) == (0, "", "")
    for name in FILES:
        text = (copy / name).read_text(encoding="utf-8")
        changed = text + " "
        if name in HALF_WRITTEN:
            assert HALF_WRITTEN[name] in text
            changed = text.replace(HALF_WRITTEN[name], "Whatever.")
        (copy / name).write_text(changed, encoding="utf-8")
    (copy / FILES[-1]).unlink()
    stale = _make("check-generated", copy)
    assert stale.returncode == 1
    assert sorted(stale.stderr.split("error: ")[1:]) == [f"{n} is stale\n  fix     run: make generate\n" for n in FILES]
    assert "Whatever." in (copy / PAGE).read_text(encoding="utf-8")
    assert not (copy / FILES[-1]).exists()
    written = _make("generate", copy)
    assert (written.returncode, sorted(written.stdout.splitlines())) == (0, [f"wrote {name}" for name in FILES])
    assert [name for name in FILES if (copy / name).read_bytes() != (ROOT / name).read_bytes()] == []


def test_a_page_that_lost_its_generated_part_is_an_error(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema can be made of nothing, the page cannot: people wrote half of it."""
    page = copy / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("<!-- generated: end -->", ""), encoding="utf-8")
    assert main(["--root", str(copy)]) == 2
    page.unlink()
    assert main(["--root", str(copy)]) == 2
    errors = capsys.readouterr().err
    assert "the page has lost its markers" in errors
    assert "the page does not exist" in errors


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("controls/*.yaml", "control"),
        ("frameworks/*.yaml", "framework"),
        ("preparation/*.yaml", "preparation"),
        ("proofs/*.yaml", "proofs"),
    ],
)
def test_the_policies_fit_their_schema(pattern: str, name: str) -> None:
    """An editor that checks a file against the schema has nothing to mark."""
    schema = json.loads((ROOT / f"policies/schemas/{name}.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((ROOT / "policies").glob(pattern)):
        data = json.loads(json.dumps(read_yaml(path).data, default=str))  # dates are texts for an editor
        assert [e.message for e in validator.iter_errors(data)] == [], path.name


@pytest.mark.parametrize("name", ["waivers", "approvals"])
def test_the_waivers_fit_their_schema(name: str) -> None:
    """Dates are texts for an editor."""
    data = json.loads(json.dumps(read_yaml(ROOT / f"policies/{name}.yaml").data, default=str))
    jsonschema.validate(data, json.loads((ROOT / f"policies/schemas/{name}.schema.json").read_text(encoding="utf-8")))


def test_a_schema_marks_a_misspelt_key() -> None:
    """The schema knows the model's keys alone, and names the dialect that editors need."""
    schema = json.loads(schema_text(Control.model_json_schema()))
    assert schema["$schema"] == DIALECT
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors({"id": "a", "titel": "x"}))
    assert any("titel" in e.message for e in errors)
