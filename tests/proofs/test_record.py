"""A proof counts only where it was carried out: what the record makes of rules, and what is refused in it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from landing_zone.assessment.read import read_assessment
from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.cli.main import app
from landing_zone.console.verdict_text import print_verdict
from landing_zone.errors import UserError
from landing_zone.files.policies_folder import PolicySources
from landing_zone.gate import prove as gate_prove
from landing_zone.gate.judge import Policies, load_policies
from landing_zone.gate.prove import entry_of
from landing_zone.proofs import current_digests
from landing_zone.proofs.current_digests import CurrentDigests
from landing_zone.proofs.load import load_proofs
from landing_zone.proofs.record import RECORD, ControlSeen, Seen, read_record, what_was_seen, write_record
from landing_zone.proofs.run_proofs import Outcome
from landing_zone.waivers.waivers import Waivers

CONTROL = "kms-rotation"
RULES = {"assertion::kms-rotation.rotation-on", "AwsSolutions::AwsSolutions-KMS5", "checkov::CKV_AWS_7"}
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def catalogue(root: Path) -> Catalogue:
    """The project's own."""
    return load_catalogue(root / "policies")


@pytest.fixture
def folder(root: Path, tmp_path: Path, catalogue: Catalogue) -> Path:
    """Policies with three controls whose proofs were carried out; a pretended run, in place of the engines' minutes."""
    made = tmp_path / "policies"
    for name in (CONTROL, "default-sg-closed", "s3-versioning"):
        for part in ("controls", "proofs"):
            (made / part).mkdir(parents=True, exist_ok=True)
            shutil.copy(root / "policies" / part / f"{name}.yaml", made / part)
    shutil.copytree(root / "policies" / "checks", made / "checks")
    policies = Policies(catalogue, Waivers(), date(2026, 11, 23))
    entries = {}
    for control, proofs in load_proofs(made, catalogue).items():
        held = [Outcome(control, proof, (), (), None) for proof in proofs.proofs]
        entry = entry_of(proofs, held, policies, CurrentDigests(made))
        assert entry is not None
        entries[control] = entry
    write_record(made, entries)
    return made


def seen(folder: Path, catalogue: Catalogue) -> Seen:
    """What the gate counts."""
    return what_was_seen(load_proofs(folder, catalogue), read_record(folder), CurrentDigests(folder))


def test_what_was_carried_out_counts(folder: Path, catalogue: Catalogue) -> None:
    """Each rule, with what was broken; twice written, the record has the same bytes."""
    found = seen(folder, catalogue)
    assert found.stale == {}
    assert set(found.proven) >= RULES
    assert any("EnableKeyRotation becomes false" in text for text in found.proven["checkov::CKV_AWS_7"])
    before = (folder / RECORD).read_bytes()
    write_record(folder, dict(reversed(read_record(folder).items())))
    assert (folder / RECORD).read_bytes() == before


def test_without_a_record_nothing_is_proven(folder: Path, catalogue: Catalogue) -> None:
    """Files of proofs alone show nothing."""
    (folder / RECORD).unlink()
    found = seen(folder, catalogue)
    assert found.proven == {}
    assert found.stale[CONTROL] == "they were never carried out"


@pytest.mark.parametrize(
    ("part", "why"),
    [("controls", "not carried out since its control changed"), ("proofs", "not carried out since its proofs changed")],
)
def test_a_change_voids_the_proofs_of_its_control_alone(
    folder: Path, catalogue: Catalogue, part: str, why: str
) -> None:
    """One byte of the control's file or of its proofs; the others still count."""
    with (folder / part / f"{CONTROL}.yaml").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    found = seen(folder, catalogue)
    assert found.stale == {CONTROL: why}
    assert not set(found.proven) & RULES
    assert "assertion::default-sg-closed.emptied" in found.proven


def test_another_engine_voids_the_proofs_of_its_rules(
    folder: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of checkov: its rules were not seen to fail with that one."""
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "3.3.31" if name == "checkov" else real(name))
    found = seen(folder, catalogue)
    assert found.stale[CONTROL] == "not carried out since checkov changed"
    assert "checkov::CKV_AWS_7" not in found.proven


def test_one_of_our_own_checks_voids_those_of_checkov(folder: Path, catalogue: Catalogue) -> None:
    """They are a part of that engine."""
    with next((folder / "checks" / "checkov").glob("*.py")).open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    assert "checkov changed" in seen(folder, catalogue).stale[CONTROL]


def test_what_decides_over_rules_voids_all_proofs(
    folder: Path, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a rule of an engine fails depends on it."""
    code = tmp_path / "landing_zone"
    shutil.copytree(current_digests._CODE, code, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(current_digests, "_CODE", code)
    recorded = [
        control for control in ("kms-rotation", "default-sg-closed") if control not in seen(folder, catalogue).stale
    ]
    assert recorded
    with (code / "assertions" / "decide.py").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    stale = seen(folder, catalogue).stale
    assert all(stale[control].endswith("proofs changed") for control in recorded)


def test_a_file_of_proofs_that_was_never_run_shows_nothing(root: Path, folder: Path, catalogue: Catalogue) -> None:
    """It is there, it is valid, and the gate does not count it."""
    for part in ("controls", "proofs"):
        shutil.copy(root / "policies" / part / "sns-cmk.yaml", folder / part)
    found = seen(folder, catalogue)
    assert found.stale == {"sns-cmk": "they were never carried out"}


def edited(folder: Path, change: Callable[[dict[str, Any]], None], *, sealed: bool) -> None:
    """Change the first control's entry by hand, with its digest made anew or not."""
    data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    entry = next(e for e in data["controls"] if e["control"] == CONTROL)
    change(entry)
    if sealed:
        entry["digest"] = ControlSeen.model_validate(entry).own_digest
    (folder / RECORD).write_text(json.dumps(data), encoding="utf-8")


def _another_rule(entry: dict[str, Any]) -> None:
    entry["proofs"][0]["seen"].append("zzz::never-seen")


def _fewer(entry: dict[str, Any]) -> None:
    entry["proofs"][0]["seen"].pop()


def _other_words(entry: dict[str, Any]) -> None:
    entry["proofs"][0]["breaks"] = "AWS::KMS::Key is deleted"


def _a_proof_more(entry: dict[str, Any]) -> None:
    entry["proofs"].append({**entry["proofs"][0], "proof": 99})


@pytest.mark.parametrize("change", [_another_rule, _fewer, _other_words, _a_proof_more])
@pytest.mark.parametrize("sealed", [False, True])
def test_an_entry_written_by_hand_is_refused(
    folder: Path, catalogue: Catalogue, change: Callable[[dict[str, Any]], None], sealed: bool
) -> None:
    """By its digest; and where that was made anew, because it does not agree with the proofs."""
    edited(folder, change, sealed=sealed)
    with pytest.raises(UserError, match="by hand"):
        seen(folder, catalogue)


def test_a_digest_edited_to_fit_a_change_is_refused(folder: Path, catalogue: Catalogue) -> None:
    """A control was changed, and its digest in the record with it, without carrying anything out."""
    with (folder / "controls" / f"{CONTROL}.yaml").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    edited(folder, lambda e: e.update(control_file=CurrentDigests(folder).control(CONTROL)), sealed=False)
    with pytest.raises(UserError, match="changed by hand"):
        seen(folder, catalogue)


def test_a_proof_that_did_not_hold_is_not_recorded(folder: Path, catalogue: Catalogue) -> None:
    """And the others of its control do not count either, until it does."""
    policies = Policies(catalogue, Waivers(), date(2026, 11, 23))
    proofs = load_proofs(folder, catalogue)[CONTROL]
    outcomes = [Outcome(CONTROL, proof, (), (), None) for proof in proofs.proofs]
    broken = [replace(outcomes[0], faults=("it does not fail",)), *outcomes[1:]]
    entry = entry_of(proofs, broken, policies, CurrentDigests(folder))
    kept = {c: e for c, e in read_record(folder).items() if c != CONTROL}
    write_record(folder, kept | ({CONTROL: entry} if entry else {}))
    assert CONTROL in seen(folder, catalogue).stale


@pytest.mark.parametrize("text", ["{}x", '{"format": "another"}', '{"controls": [{}]}'])
def test_a_malformed_record_is_refused(folder: Path, text: str) -> None:
    """With its file, and no traceback."""
    (folder / RECORD).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="malformed") as caught:
        read_record(folder)
    assert caught.value.file.endswith(RECORD)
    assert text not in caught.value.value, "the whole file is too long for a value"


def test_the_gate_counts_by_the_record_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is proven once the engines are others."""
    assert load_policies(PolicySources(root / "policies")).proven
    monkeypatch.setattr(current_digests.CurrentDigests, "engines_of", lambda _self, _rules: {})
    policies = load_policies(PolicySources(root / "policies"))
    assert policies.proven == {}
    assert len(policies.stale) > 100


def test_the_command_carries_out_what_is_stale_and_records_it(
    gated: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One control was changed: one is carried out; a second run has nothing to do; a wrong name is refused."""
    policies = Path(shutil.copytree(root / "policies", tmp_path / "policies"))
    monkeypatch.setenv("LZ_AS_OF", "2026-12-07")
    with (policies / "controls" / f"{CONTROL}.yaml").open("a", encoding="utf-8") as file:
        file.write("# a change\n")
    before = read_record(policies)
    command = ["prove", "--assembly", str(gated), "--policies", str(policies)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "carried out for 1 of" in done.output
    after = read_record(policies)
    assert {c for c in after if before[c] != after[c]} == {CONTROL}
    assert after[CONTROL].carried_out == date(2026, 12, 7)
    monkeypatch.setattr(gate_prove, "run_proofs", None)
    done = CliRunner().invoke(app, command)
    assert "carried out for 0 of" in done.output
    error = CliRunner().invoke(app, [*command, "kms-rotatoin"]).exception
    assert isinstance(error, UserError)
    assert CONTROL in error.allowed


def test_a_proof_that_does_not_hold_ends_the_command_with_1(
    gated: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, and its control is taken out of the record."""
    policies = Path(shutil.copytree(root / "policies", tmp_path / "policies"))
    monkeypatch.setenv("LZ_AS_OF", "2026-12-01")
    file = policies / "proofs" / f"{CONTROL}.yaml"
    file.write_text(
        f"control: {CONTROL}\nproofs:\n  - change: [{{type: 'AWS::KMS::Key', set: {{EnableKeyRotation: true}}}}]\n"
        "    fails: ['assertion::kms-rotation.rotation-on']\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["prove", "--assembly", str(gated), "--policies", str(policies)])
    assert done.exit_code == 1, done.output
    assert f"{CONTROL}, proof 1: assertion::kms-rotation.rotation-on does not fail" in done.output
    assert CONTROL not in read_record(policies)


def test_the_verdict_says_whose_proofs_do_not_count(gated: Path) -> None:
    """In one line, with the reason, and what to do; nothing is said where all count."""
    assessment = read_assessment(gated / "assessment.json")
    stale = dict.fromkeys(("a", "b", "c"), "they were never carried out")
    texts = []
    for one in (assessment, assessment.model_copy(update={"stale_proofs": stale})):
        text = io.StringIO()
        print_verdict(one, Console(file=text, width=400, no_color=True))
        texts.append(text.getvalue())
    assert "not proven" not in texts[0]
    assert "not proven the proofs of 3 controls do not count (a: they were never carried out; b: " in texts[1]
    assert "and 1 more): run lz prove" in texts[1]
