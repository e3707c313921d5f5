"""The record of what the gate said of each mutant: ``policies/mutants.json``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from landing_zone.engines.engine import digest
from landing_zone.errors import UserError
from landing_zone.proofs.mutants.model import Mutant, Operator
from landing_zone.proofs.mutants.outcome import MutantOutcome, MutantVerdict
from landing_zone.proofs.record import write_canonical
from landing_zone.yaml.pydantic_errors import to_issues

MUTANTS = "mutants.json"
"""In the policies' folder."""
_STRICT = ConfigDict(frozen=True, extra="forbid")
_ASKED_EVERYWHERE = (Operator.ADD, Operator.OUTSIDER, Operator.ADD_RESOURCE)
_COUNTED = (MutantOutcome.BY_CONTROL, MutantOutcome.UNDETERMINED, MutantOutcome.SURVIVED)
_FIX = "run 'lz prove --mutants', and commit policies/mutants.json and policies/constrained.json"


class SurvivorEntry(BaseModel):
    """A mutant that the gate lets pass, or no longer decides on."""

    model_config = _STRICT

    id: str
    type: str
    path: str
    operator: Operator
    change: str
    resource: str = Field(description="Stack and logical id.")


class MutantsRecord(BaseModel):
    """What became of all mutants.

    Args:
        made_from: the digest of all mutants: another one now means that the record is stale.
        mutants: how many.
        counted: of the score: on constrained paths, additions, and outsiders, without equivalents, without those on
            neutral paths that survive, and without those that are killed otherwise.
        killed: of these, by a control.
        by_operator: outcome to number, by operator.
        by_service: outcome to number, by service.
        by_control: the number of mutants that each control kills.
        outcomes: outcome to the ids of its mutants, sorted; in one text each.
        survivors: sorted.
    """

    model_config = _STRICT

    format: Literal["landing-zone-mutants/1"] = "landing-zone-mutants/1"
    made_from: str = Field(pattern=r"^[0-9a-f]{64}$")
    mutants: int
    counted: int
    killed: int
    by_operator: dict[str, dict[MutantOutcome, int]]
    by_service: dict[str, dict[MutantOutcome, int]]
    by_control: dict[str, int]
    outcomes: dict[MutantOutcome, str]
    survivors: tuple[SurvivorEntry, ...]

    @property
    def score(self) -> float:
        """The part of the counted mutants that a control kills."""
        return self.killed / self.counted if self.counted else 0.0

    def outcome_of(self, mutant: str) -> MutantOutcome | None:
        """Return the outcome of a mutant by its id; ``None`` for one that it does not have."""
        return next((outcome for outcome, ids in self.outcomes.items() if mutant in ids.split()), None)


@dataclass(frozen=True, slots=True)
class Classified:
    """A mutant with what became of it."""

    mutant: Mutant
    verdict: MutantVerdict
    outcome: MutantOutcome


def digest_of(mutants: Iterable[Mutant]) -> str:
    """Return the digest of all mutants."""
    return digest(*sorted(f"{one.id} {one.digest}" for one in mutants))


def classified(
    judged: Sequence[tuple[Mutant, MutantVerdict]], equivalent: Iterable[str], neutral: Iterable[tuple[str, str]]
) -> list[Classified]:
    """Return what became of each mutant.

    Args:
        judged: the mutants and the gate's verdicts.
        equivalent: ids of those that are declared equivalent.
        neutral: type and path of what is listed as neutral.
    """
    equivalent, neutral = frozenset(equivalent), frozenset(neutral)
    killed: dict[tuple[str, str], set[int]] = {}
    for mutant, verdict in judged:
        if verdict.outcome is MutantOutcome.BY_CONTROL:
            killed.setdefault((mutant.type, mutant.path), set()).add(mutant.direction)
    found = []
    for mutant, verdict in judged:
        outcome = verdict.outcome
        at = (mutant.type, mutant.path)
        if outcome in (MutantOutcome.SURVIVED, MutantOutcome.UNDETERMINED):
            if mutant.id in equivalent:
                outcome = MutantOutcome.EQUIVALENT
            elif at in neutral:
                outcome = MutantOutcome.NEUTRAL
            elif mutant.narrows or (mutant.direction and {-mutant.direction} == killed.get(at, set()) - {0}):
                outcome = MutantOutcome.STRICTER
        found.append(Classified(mutant, verdict, outcome))
    return found


def constrained_paths(judged: Iterable[tuple[Mutant, MutantVerdict]]) -> set[tuple[str, str]]:
    """Return type and path of each property of which some value changes the verdict of a control."""
    return {
        (mutant.type, mutant.path)
        for mutant, verdict in judged
        if verdict.controls and mutant.path and not mutant.path.startswith("@")
    }


def record_of(all_: Sequence[Classified], constrained: Iterable[tuple[str, str]]) -> MutantsRecord:
    """Return the record of all mutants."""
    constrained = frozenset(constrained)
    counted = [
        one
        for one in all_
        if one.outcome in _COUNTED
        and (one.mutant.operator in _ASKED_EVERYWHERE or (one.mutant.type, one.mutant.path) in constrained)
    ]
    alive = [one for one in all_ if one.outcome in (MutantOutcome.SURVIVED, MutantOutcome.UNDETERMINED)]
    controls = [control for one in all_ for control in one.verdict.controls if one.outcome is MutantOutcome.BY_CONTROL]
    return MutantsRecord(
        made_from=digest_of(one.mutant for one in all_),
        mutants=len(all_),
        counted=len(counted),
        killed=sum(one.outcome is MutantOutcome.BY_CONTROL for one in counted),
        by_operator=_numbers((one.mutant.operator, one.outcome) for one in all_),
        by_service=_numbers((_service(one.mutant.type), one.outcome) for one in all_),
        by_control={control: controls.count(control) for control in sorted(set(controls))},
        outcomes={
            outcome: " ".join(sorted(one.mutant.id for one in all_ if one.outcome is outcome))
            for outcome in MutantOutcome
        },
        survivors=tuple(
            SurvivorEntry(
                id=one.mutant.id,
                type=one.mutant.type,
                path=one.mutant.path,
                operator=one.mutant.operator,
                change=one.mutant.change,
                resource=f"{one.mutant.stack}/{one.mutant.logical_id}",
            )
            for one in alive
        ),
    )


def read_mutants(policies: Path) -> MutantsRecord | None:
    """Return the record; ``None`` when there is none.

    Raises:
        UserError: it cannot be read, or is malformed.
    """
    path = policies / MUTANTS
    try:
        return MutantsRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        what = f"the record of the mutants is malformed: {to_issues(MutantsRecord, error)[0].what}"
        raise UserError(what, file=str(path), fix=_FIX) from None
    except OSError as error:
        raise UserError(f"the record of the mutants cannot be read: {error.strerror}", file=str(path)) from None


def write_mutants(policies: Path, record: MutantsRecord) -> None:
    """Write the record, atomically; the same outcomes give the same bytes.

    Raises:
        UserError: it cannot be written.
    """
    write_canonical(policies / MUTANTS, record, "the record of the mutants")


def refuse_stale(record: MutantsRecord | None, mutants: Iterable[Mutant], policies: Path) -> MutantsRecord:
    """Return the record, when it is of these mutants.

    Raises:
        UserError: there is none, or it is of other mutants: the zone, the schemas or what judges it have changed.
    """
    if record is None or record.made_from != digest_of(mutants):
        what = "there is no record of the mutants" if record is None else "the record of the mutants is stale"
        raise UserError(f"{what}: it is not of those of this zone", file=str(policies / MUTANTS), fix=_FIX)
    return record


def differences(record: MutantsRecord, judged: Iterable[tuple[Mutant, MutantVerdict]]) -> list[str]:
    """Return what a sample says that the record does not: a line for each mutant.

    Args:
        record: of all mutants.
        judged: some of them, with the gate's verdicts.
    """
    found = []
    for mutant, verdict in judged:
        recorded = record.outcome_of(mutant.id)
        now, then = verdict.outcome, recorded
        if then in (MutantOutcome.EQUIVALENT, MutantOutcome.NEUTRAL, MutantOutcome.STRICTER):
            same = now in (MutantOutcome.SURVIVED, MutantOutcome.UNDETERMINED)
        else:
            same = now is then
        if not same:
            where = f"{mutant.type} {mutant.path} of {mutant.stack}/{mutant.logical_id}"
            said = f"{now}, and the record says {then or 'nothing'}"
            found.append(f"{mutant.id} {where}: {mutant.operator}: {mutant.change}: {said}")
    return found


def _numbers(pairs: Iterable[tuple[str, MutantOutcome]]) -> dict[str, dict[MutantOutcome, int]]:
    counted: dict[str, dict[MutantOutcome, int]] = {}
    for name, outcome in pairs:
        of = counted.setdefault(str(name), {})
        of[outcome] = of.get(outcome, 0) + 1
    return {
        name: {outcome: of[outcome] for outcome in MutantOutcome if outcome in of}
        for name, of in sorted(counted.items())
    }


def _service(type_: str) -> str:
    return "::".join(type_.split("::")[:2])
