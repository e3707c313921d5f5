"""Mutants that are not a weakening, declared with the reason and AWS's page: ``policies/equivalent-mutants.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.errors import UserError
from landing_zone.proofs.mutants.model import Mutant, Operator
from landing_zone.yaml.yaml_file import read_yaml

EQUIVALENTS = "equivalent-mutants.yaml"
"""In the policies' folder."""
MOST = 0.05
"""The part of all mutants that may be declared equivalent."""
_STRICT = ConfigDict(frozen=True, extra="forbid")


class EquivalentEntry(BaseModel):
    """Mutants that are not a weakening. ``*`` and ``?`` are wildcards in path and change, where brackets are plain."""

    model_config = _STRICT

    type: str = Field(description="Resource type.")
    path: str = Field(description="Pattern of the property's path, as the record writes it.")
    operator: Operator | None = Field(default=None, description="Kind of change; every kind without it.")
    change: str = Field(default="*", description="Pattern of what it is changed to, as the record writes it.")
    reason: str = Field(min_length=20, description="Why it is not a weakening.")
    source: str = Field(
        pattern=r"^https://([\w-]+\.)*(aws\.amazon\.com|amazon\.com|awsstatic\.com)/", description="AWS's page."
    )

    def means(self, mutant: Mutant) -> bool:
        """Return whether it declares a mutant."""
        return (
            self.type == mutant.type
            and self.operator in (None, mutant.operator)
            and _matches(mutant.path, self.path)
            and _matches(mutant.change, self.change)
        )


class Equivalents(BaseModel):
    """The file."""

    model_config = _STRICT

    equivalent: tuple[EquivalentEntry, ...] = ()


def load_equivalents(policies: Path) -> tuple[EquivalentEntry, ...]:
    """Return the entries; none without the file.

    Raises:
        UserError: the file is malformed.
    """
    file = policies / EQUIVALENTS
    return read_yaml(file).parse(Equivalents).equivalent if file.exists() else ()


def declared_equivalent(
    entries: Sequence[EquivalentEntry], mutants: Iterable[Mutant], file: Path
) -> Mapping[str, EquivalentEntry]:
    """Return each mutant that an entry declares, by its id, to the entry.

    Raises:
        UserError: an entry declares none; or more than a twentieth of all are declared.
    """
    mutants = tuple(mutants)
    found: dict[str, EquivalentEntry] = {}
    for number, entry in enumerate(entries, 1):
        meant = [one for one in mutants if entry.means(one)]
        if not meant:
            raise UserError(
                f"entry {number} of the equivalent mutants declares none: the zone, or the mutants, have changed",
                file=str(file),
                value=f"{entry.type} {entry.path} {entry.change}",
                fix="remove the entry, or correct its patterns by policies/mutants.json",
            )
        found.update((one.id, entry) for one in meant)
    if len(found) > MOST * len(mutants):
        raise UserError(
            f"{len(found)} of {len(mutants)} mutants are declared equivalent, and {MOST:.0%} at most may be",
            file=str(file),
            fix="write a control for those that are weaker, or list their path as neutral in the facts of its type",
        )
    return found


def _matches(text: str, pattern: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]"))
