"""Judges whether a proof holds: no failure before the change, a failure after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from landing_zone.findings.finding import Finding, Status
from landing_zone.proofs.model import Proof
from landing_zone.proofs.mutate import Mutation

FindingKey = tuple[str, str, str, str, str]
Waived = Callable[[str, str], bool]
"""Qualified rule with detail, and construct path: whether a waiver covers that."""


def newly_failing(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the new failures: neither undetermined, nor failed or undetermined before."""
    broken = {_key(finding) for finding in before if finding.status in (Status.FAIL, Status.UNDETERMINED)}
    return tuple(sorted(f for f in after if f.status is Status.FAIL and _key(f) not in broken))


def _key(finding: Finding) -> FindingKey:
    return finding.rule, finding.stack, finding.logical_id, finding.environment, finding.detail


def faults(
    proof: Proof, mutation: Mutation, before: Iterable[Finding], after: Iterable[Finding], waived: Waived
) -> list[str]:
    """Return the ways in which the checks differ from what a proof promises; none when it holds.

    Args:
        proof: the proof.
        mutation: the assembly before and after its changes.
        before: findings on ``mutation.before``, of the rules that the proof names at least.
        after: findings on ``mutation.after``, likewise.
        waived: whether a waiver would cover a failure, so that the gate would pass.
    """
    was = tuple(before)
    new = newly_failing(was, after)
    passed = {finding.rule for finding in was if finding.status is Status.PASS}
    adds = any(change.add for change in proof.change)
    silent = [f"{rule} passes nowhere before the change" for rule in proof.fails if rule not in passed and not adds]
    return silent + [fault for rule in proof.fails if (fault := _fault(rule, proof, mutation, new, waived))]


def _fault(rule: str, proof: Proof, mutation: Mutation, new: Iterable[Finding], waived: Waived) -> str:
    found = [finding for finding in new if finding.rule == rule]
    if not found:
        return f"{rule} does not fail"
    found = [finding for finding in found if not waived(finding.rule_with_detail, finding.construct_path)]
    if not found:
        return f"{rule} fails, and a waiver covers it"
    if not any(_named(finding, proof, mutation) for finding in found):
        where = sorted({f.construct_path or f.logical_id or f.environment or f.stack for f in found})
        return f"{rule} fails elsewhere, at {', '.join(where[:3])}: say so in 'at'"
    return ""


def _named(finding: Finding, proof: Proof, mutation: Mutation) -> bool:
    """Return whether a finding points to what was changed: it names the resource, or at least the environment."""
    if proof.at:
        places = (finding.environment, finding.construct_path, f"{finding.stack}/{finding.logical_id}")
        return any(place and fnmatchcase(place, proof.at) for place in places)
    touched = (finding.stack, finding.logical_id) in mutation.touched
    return touched or (bool(finding.environment) and finding.environment in mutation.environments)
