"""Compare two judged assemblies: the entry point of ``lz diff``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.verify import asked
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.diff.answers import claim_changes, control_changes, requirement_changes
from landing_zone.diff.bootstrapped import as_deployed, bootstrap_first
from landing_zone.diff.environments import environment_changes
from landing_zone.diff.exceptions import waiver_changes
from landing_zone.diff.model import Difference
from landing_zone.diff.places import places
from landing_zone.diff.precautions import precautions
from landing_zone.diff.resources import resource_changes
from landing_zone.diff.rights import rights


@dataclass(frozen=True)
class Side:
    """One of the two: how the user named it, its templates, and its assessment."""

    name: str
    assembly: Assembly
    assessment: Assessment


def read_side(folder: Path, name: str = "", *, just_made: bool = False) -> Side:
    """Read a ``cdk.out`` with its assessment.

    Args:
        folder: the assembly.
        name: how the user named it.
        just_made: this process had it synthesized, by another version perhaps; otherwise its seal is asked first.

    Raises:
        UserError: it is not a judged cloud assembly, or not the one that was judged; or its assessment is forged, or of
            another format.
    """
    assembly = load_assembly(folder)
    path = folder / ASSESSMENT
    return Side(name or str(folder), assembly, read_assessment(path) if just_made else asked(path)[0])


def compare(old: Side, new: Side) -> Difference:
    """Return everything that differs, sorted."""
    made = as_deployed(old.assembly, new.assembly)
    there = places(old.assembly, made)
    found = rights(old.assembly, made, there)
    changes = resource_changes(old.assembly, made, there)
    return Difference(
        old=old.name,
        new=new.name,
        requirements=requirement_changes(old.assessment, new.assessment),
        controls=control_changes(old.assessment, new.assessment),
        waivers=waiver_changes(old.assessment, new.assessment),
        claims=claim_changes(old.assessment, new.assessment),
        resources=changes,
        guardrails=found.guardrails,
        rights=found.rights,
        narrowed=found.narrowed,
        environments=environment_changes(old.assembly, made, there, changes, found.own),
        before_you_deploy=(
            *bootstrap_first(old.assembly, made),
            *precautions(old.assembly, made, there, changes),
        ),
    )
