"""Proofs that name an unknown control or rule are refused, with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.errors import CombinedUserError
from landing_zone.proofs.load import load_proofs, proven_rules

GOOD = """\
control: kms-rotation
proofs:
  - change: [{type: 'AWS::KMS::Key', set: {EnableKeyRotation: false}}]
    fails: ['assertion::kms-rotation.rotation-on']
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The project's own."""
    return load_catalogue(Path(__file__).resolve().parents[2] / "policies")


def write(folder: Path, text: str, name: str = "kms-rotation.yaml") -> Path:
    """A policies folder with one file of proofs."""
    (folder / "proofs").mkdir()
    (folder / "proofs" / name).write_text(text)
    return folder


def test_a_valid_file_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    """Its rules are proven."""
    assert proven_rules(load_proofs(write(tmp_path, GOOD), catalogue)) == {"assertion::kms-rotation.rotation-on"}


def test_no_folder_proves_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    """Policies without proofs are allowed."""
    assert load_proofs(tmp_path, catalogue) == {}


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("control: kms-rotation", "control: kms-rotatoin"), 1, "there is no control 'kms-rotatoin'"),
        (("rotation-on", "rotation-of"), 4, "does not name the rule"),
        (("assertion::kms-rotation.rotation-on", "checkov::CKV_AWS_18"), 4, "does not name the rule"),
        (("'assertion::kms-rotation.rotation-on'", ""), 4, "proofs[0].fails: it is empty"),
        ((", set: {EnableKeyRotation: false}", ""), 3, "either deletes it, or sets or removes something"),
        (("set: {EnableKeyRotation: false}", "delete: true, set: {A: 1}"), 3, "either deletes it, or sets"),
        (("type: 'AWS::KMS::Key', set: {EnableKeyRotation: false}", "stack: 'Audit'"), 3, "adds resources or metadata"),
        (("type: 'AWS::KMS::Key', ", ""), 3, "are about resources"),
        (("set:", "sets:"), 3, "there is no such key"),
        (("set:", "where: 'a &', set:"), 3, "not a JMESPath expression"),
        (("'assertion::kms-rotation.rotation-on'", "'checkov::CKV_AWS_7', 'checkov::CKV_AWS_7'"), 3, "rules repeat"),
        (("    fails", "    template: {Outputs: {}}\n    fails"), 3, "it has 'Resources'"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, catalogue: Catalogue, change: tuple[str, str], line: int, what: str
) -> None:
    """A proof that proves nothing, or something else than it says, is refused."""
    folder = write(tmp_path, GOOD.replace(*change))

    with pytest.raises(CombinedUserError) as caught:
        load_proofs(folder, catalogue)

    assert line in {error.line for error in caught.value.errors if what in error.what}, str(caught.value)


def test_the_file_has_the_controls_name(tmp_path: Path, catalogue: Catalogue) -> None:
    """So that a reader finds it by the control's name."""
    with pytest.raises(CombinedUserError, match="differ"):
        load_proofs(write(tmp_path, GOOD, "rotation.yaml"), catalogue)
