"""Every proof is run: what a check guards is broken in the example's assembly, and the check fails.

The status *proven* rests on the record of this. A check that cannot fail, or a zone that no longer has what a proof
changes, fails a test.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from landing_zone.assessment.assess import assess
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.console.verdict_text import print_verdict
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.judge import Policies
from landing_zone.gate.prove import entry_of
from landing_zone.proofs.current_digests import CurrentDigests
from landing_zone.proofs.load import load_proofs, proven_rules
from landing_zone.proofs.mutate import mutate, write_mutation
from landing_zone.proofs.record import ControlSeen, read_record
from landing_zone.proofs.run_proofs import Outcome
from landing_zone.waivers.waivers import Waivers

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue(ROOT / "policies")
PROOFS = load_proofs(ROOT / "policies", CATALOGUE)
CASES = [(control, number) for control, of in PROOFS.items() for number in range(len(of.proofs))]
ENGINES_AND_ASSERTIONS = ("s3-versioning", "guardduty", "rds-encryption")

Outcomes = dict[tuple[str, int], Outcome]


@pytest.mark.parametrize("case", CASES, ids=[f"{control}-{number}" for control, number in CASES])
def test_each_proof_makes_its_rules_fail(case: tuple[str, int], outcomes: Outcomes) -> None:
    """Each rule of the proof passes before and fails after it, at the changed resource, and no waiver covers that."""
    assert outcomes[case].faults == ()


@pytest.mark.parametrize("control", sorted(CATALOGUE.controls))
def test_the_verdict_names_the_control(
    control: str, outcomes: Outcomes, zone: Assembly, policies: Policies, unproven: dict[str, str]
) -> None:
    """For each control there is a broken assembly for which the printed verdict is NOT HELD, and names the control."""
    if control in unproven:
        pytest.skip(unproven[control])
    assert (control, 0) in outcomes, f"{control} has no proof: write policies/proofs/{control}.yaml (docs/proofs.md)"
    outcome = outcomes[control, 0]
    assert outcome.mutation is not None, outcome.faults
    text = _verdict(outcome, zone, policies)
    assert "NOT HELD" in text
    assert f"{control}: {CATALOGUE.controls[control].title}" in text
    assert any(_names_the_place(text, finding) for finding in outcome.failures), text


def _verdict(outcome: Outcome, zone: Assembly, policies: Policies) -> str:
    """The text of ``lz check``, for the findings that the changes of a proof cause."""
    assert outcome.mutation is not None
    assert zone.zone is not None
    landing_zone = landing_zone_from_snapshot(zone.zone)
    assessment = assess(
        outcome.mutation.after,
        outcome.failures,
        (),
        policies.catalogue,
        Waivers(),
        (),
        date(2026, 11, 23),
        landing_zone,
        landing_zone.frameworks,
    )
    text = io.StringIO()
    print_verdict(assessment, Console(file=text, width=400, no_color=True))
    return text.getvalue()


def _names_the_place(text: str, finding: Finding) -> bool:
    """Return whether a text names the resource, else the stack, else the environment's Region."""
    names = (finding.construct_path, finding.logical_id, finding.stack, finding.environment.rpartition("/")[2])
    return next(name for name in names if name) in text


def test_an_undetermined_finding_is_not_a_proof(outcomes: Outcomes) -> None:
    """Only a failure proves a check; an undetermined finding proves nothing."""
    assert {finding.status for outcome in outcomes.values() for finding in outcome.failures} == {Status.FAIL}


def test_lz_check_on_disk_fails_and_names_each_control(gated: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """As in a pipeline: templates changed on disk, ``lz check``, exit code 1, and the controls named."""
    folder = Path(shutil.copytree(gated, tmp_path / "cdk.out", ignore=shutil.ignore_patterns("*.lock")))
    proofs = {control: next(p for p in PROOFS[control].proofs if not p.template) for control in ENGINES_AND_ASSERTIONS}
    for proof in proofs.values():
        write_mutation(mutate(load_assembly(folder), proof), folder)

    done = run(Path(sys.executable).with_name("lz"), "check", folder, "--verbose")

    assert done.code == 1, done.err
    for control, proof in proofs.items():
        assert f"FAILS  {control}: " in done.out
        for rule in proof.fails:
            assert rule in done.out


def test_every_rule_is_proven_or_listed(unproven: dict[str, str]) -> None:
    """A rule of a control without a proof, or a control without one, is in unproven.txt with the reason."""
    rules = {rule for control in CATALOGUE.controls.values() for rule in control.all_rules}
    missing = (rules - proven_rules(PROOFS)) | (set(CATALOGUE.controls) - set(PROOFS))

    assert sorted(missing - set(unproven)) == [], "write a proof (docs/proofs.md), or list it with the reason"
    assert sorted(set(unproven) - missing) == [], "it is proven, or gone: take it off the list"


def test_each_reason_says_something(unproven: dict[str, str]) -> None:
    """Every entry has a sentence that says why."""
    assert [rule for rule, reason in unproven.items() if len(reason.split()) < 5] == []


def test_every_assertion_is_proven(unproven: dict[str, str]) -> None:
    """Assertions are our own, so each can be proven: none is listed as unproven."""
    assert [rule for rule in unproven if rule.startswith("assertion::")] == []


def test_the_committed_record_is_what_is_seen(
    root: Path, carried: dict[str, Sequence[Outcome]], policies: Policies
) -> None:
    """Each entry is what carrying its proofs out gives now, but for the day: a record written by hand is found here."""
    now = CurrentDigests(root / "policies")
    seen = {control: entry_of(PROOFS[control], of, policies, now) for control, of in carried.items()}
    recorded = read_record(root / "policies")
    same = {c for c, entry in seen.items() if entry and c in recorded and _dayless(entry) == _dayless(recorded[c])}
    assert sorted(recorded.keys() ^ same) == [], "run: lz prove"
    assert policies.stale == {}
    assert sorted(policies.proven) == sorted(proven_rules(PROOFS))


def _dayless(entry: ControlSeen) -> dict[str, Any]:
    return entry.model_dump(exclude={"carried_out", "digest"})


def test_proofs_do_not_vanish_unnoticed() -> None:
    """The list of proven rules changes by decision alone: run scripts/freeze_proofs.py, and say why in the commit."""
    agreed = (Path(__file__).parent / "proven.txt").read_text(encoding="utf-8").splitlines()
    now = sorted(proven_rules(PROOFS))
    assert now == agreed, f"gone {sorted(set(agreed) - set(now))}, new {sorted(set(now) - set(agreed))}"
