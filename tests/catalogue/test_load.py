"""The loader accepts a valid catalogue, and reports every mistake in another by file, line, and fix."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest

from landing_zone.catalogue.load import load_catalogue, load_frameworks
from landing_zone.errors import CombinedUserError

FIXTURES = Path(__file__).parent / "fixtures"
REFUSED = sorted(p.name for p in (FIXTURES / "refused").iterdir())


@pytest.mark.parametrize("case", REFUSED)
def test_refuses(case: str) -> None:
    """Each mistake is refused with exactly the errors of ``expected.txt``: where | what | allowed or fix."""
    folder = FIXTURES / "refused" / case
    expected = [
        [part.strip() for part in line.split("|")] for line in (folder / "expected.txt").read_text().splitlines()
    ]
    with pytest.raises(CombinedUserError) as caught:
        load_catalogue(folder)
    errors = caught.value.errors
    assert [e.where.removeprefix(f"{folder}/") for e in errors] == [where for where, _, _ in expected]
    for error, (_, what, help_) in zip(errors, expected, strict=True):
        assert what in error.what
        assert help_ in f"{error.allowed} {error.fix}"


def test_accepts_a_valid_catalogue() -> None:
    """The catalogue from which every refused fixture differs by one mistake is itself accepted."""
    catalogue = load_catalogue(FIXTURES / "accepted")
    assert list(catalogue.frameworks) == ["pay-1.0"]
    assert list(catalogue.controls) == ["key-rotation"]


def test_frameworks_alone_are_those_of_the_catalogue(tmp_path: Path, root: Path) -> None:
    """The retention requirements can be read before the controls; without any framework that is refused, too."""
    assert load_frameworks(root / "policies") == load_catalogue(root / "policies").frameworks
    with pytest.raises(CombinedUserError, match="no framework at all"):
        load_frameworks(tmp_path)


def test_a_missing_folder_is_not_an_empty_catalogue(tmp_path: Path) -> None:
    """A missing folder is refused, and never read as an empty catalogue without checks."""
    with pytest.raises(CombinedUserError) as caught:
        load_catalogue(tmp_path / "nowhere")
    assert [e.where for e in caught.value.errors] == [
        str(tmp_path / "nowhere" / "frameworks"),
        str(tmp_path / "nowhere" / "controls"),
    ]


def test_ids_are_sorted(root: Path) -> None:
    """Frameworks and controls are in the order of their ids, so that the output is deterministic."""
    catalogue = load_catalogue(root / "policies")
    assert list(catalogue.frameworks) == sorted(catalogue.frameworks)
    assert list(catalogue.controls) == sorted(catalogue.controls)


def test_controls_for_a_requirement(root: Path) -> None:
    """A requirement gives the controls mapped to it, sorted; one without controls, or unknown, gives none."""
    catalogue = load_catalogue(root / "policies")
    found = [c.id for c in catalogue.controls_for("pci-dss-4.0.1", "10.3.4")]
    assert found == ["cloudtrail-validation", "log-object-lock"]
    assert catalogue.controls_for("pci-dss-4.0.1", "12.6.1") == ()
    assert catalogue.controls_for("nothing", "10.3.4") == ()


def test_controls_of_a_rule(root: Path) -> None:
    """A rule gives its controls, with a finding's detail or without; an assertion gives its control."""
    catalogue = load_catalogue(root / "policies")
    assert [c.id for c in catalogue.controls_of_rule("checkov::CKV_AWS_7")] == ["kms-rotation"]
    assert [c.id for c in catalogue.controls_of_rule("AwsSolutions::AwsSolutions-KMS5[Detail::x]")] == ["kms-rotation"]
    assert [c.id for c in catalogue.controls_of_rule("assertion::guardduty.one-detector")] == ["guardduty"]
    assert catalogue.controls_of_rule("checkov::CKV_AWS_99999") == ()


def test_rules_are_those_of_the_controls(root: Path) -> None:
    """The set of rules has rules of engines and assertions of every control, and nothing else."""
    catalogue = load_catalogue(root / "policies")
    assert catalogue.rules() == {rule for c in catalogue.controls.values() for rule in c.all_rules}
    assert "assertion::vpc-flow-logs.accepted-traffic" in catalogue.rules()


def test_requirement(root: Path) -> None:
    """One requirement is found by framework and id."""
    catalogue = load_catalogue(root / "policies")
    found = catalogue.requirement("pci-dss-4.0.1", "10.3.4")
    assert found is not None
    assert found.parent == "10.3"
    assert catalogue.requirement("gdpr", "10.3.4") is None


def test_reading_is_quick(root: Path) -> None:
    """The catalogue is read at each synthesis: in under half a second of this process's own time."""
    policies = root / "policies"
    seconds = []
    gc.disable()  # otherwise objects of other tests are collected, and measured, too
    try:
        for _ in range(3):
            start = time.process_time()
            load_catalogue(policies)
            seconds.append(time.process_time() - start)
    finally:
        gc.enable()
    assert min(seconds) < 0.5
