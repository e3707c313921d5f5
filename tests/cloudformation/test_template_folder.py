"""Folders of templates that this project did not synthesize."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.errors import CombinedUserError, UserError

Write = Callable[[str, str | bytes], Path]
VPC = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n"


def test_templates_are_found_recursively_and_the_rest_is_listed(write: Write, tmp_path: Path) -> None:
    """Every template is read, named by its path; every other file of a template's kind is listed with why."""
    write("b/vpc.yaml", VPC)
    write("a.template", VPC)
    write("c/d/e.yml", VPC)
    write("package.json", '{"name": "x"}')
    write("chart.yaml", "a: {{ .Values.x }}\nb: [")
    write("manifest.json", '{"name": "a web application"}')
    write("k8s.yaml", "kind: A\n---\nkind: B\n")
    write("image.json", b"\x89PNG\x00\xff")
    write("fhir.json", '{"Resources": {"one": "two"}}')
    write("README.md", "no template by its suffix")
    write("node_modules/x/t.json", "{")
    write(".git/t.json", "{")
    assembly = load_assembly(tmp_path)

    assert [t.name for t in assembly.templates] == ["a.template", "b/vpc.yaml", "c/d/e.yml"]
    assert [s.file for s in assembly.skipped] == [
        ".git",
        "chart.yaml",
        "fhir.json",
        "image.json",
        "k8s.yaml",
        "manifest.json",
        "node_modules",
        "package.json",
    ]
    assert all(s.why for s in assembly.skipped)


def test_a_broken_template_among_valid_ones_is_never_skipped(write: Write, tmp_path: Path) -> None:
    """A truncated template is not skipped as another kind of file; all mistakes are reported at once."""
    write("good.yaml", VPC)
    write("cut.yaml", VPC + "  Key: {Type: AWS::KMS::Key, Properties: {")
    write("cut.json", '{"Resources": {"A": {"Type": "AWS::S3::Buck')

    with pytest.raises(CombinedUserError) as caught:
        load_assembly(tmp_path)

    assert [Path(e.file).name for e in caught.value.errors] == ["cut.json", "cut.yaml"]


@pytest.mark.parametrize("files", [[], ["package.json"]])
def test_a_folder_without_templates_is_a_users_mistake(write: Write, tmp_path: Path, files: list[str]) -> None:
    """Nothing to judge is not a pass."""
    for name in files:
        write(name, "{}")

    with pytest.raises(UserError, match="holds no CloudFormation template"):
        load_assembly(tmp_path)


def test_links_to_folders_are_listed_and_not_followed(write: Write, tmp_path: Path) -> None:
    """A loop of links ends; a broken link to a template is a mistake."""
    write("t.yaml", VPC)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assembly = load_assembly(tmp_path)

    assert [t.name for t in assembly.templates] == ["t.yaml"]
    assert [(s.file, s.why) for s in assembly.skipped] == [("again", "a symbolic link to a folder: not followed")]

    (tmp_path / "u.yaml").symlink_to(tmp_path / "absent")
    with pytest.raises(UserError, match="does not exist"):
        load_assembly(tmp_path)
