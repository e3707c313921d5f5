"""What the assembly says of the landing zone: the evidence is asked of that, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landing_zone.assembly.load import load_assembly
from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.read import read_assessment
from landing_zone.config import LandingZone
from landing_zone.config.account import Account, Role
from landing_zone.errors import UserError


@dataclass(frozen=True, order=True)
class Guardrail:
    """An organisation's policy that the templates declare, and where it is to be attached."""

    name: str
    type: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Design:
    """The landing zone as it was synthesized.

    Args:
        zone: the configuration in the assembly's snapshot.
        digest: SHA-256 of that snapshot, canonical.
        guardrails: of all templates, sorted.
        by_config_rule: identifier of an AWS managed Config rule, to the controls that name it.
        by_security_hub: id of a Security Hub control, to the controls that name it.
    """

    zone: LandingZone
    digest: str
    guardrails: tuple[Guardrail, ...] = ()
    by_config_rule: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_security_hub: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def account_with(self, role: Role) -> Account:
        """Return the one account of a role."""
        return self.zone.account_with_role(role)


def read_design(folder: Path) -> Design:
    """Read an assembly of this landing zone.

    Args:
        folder: ``cdk.out``, judged.

    Raises:
        UserError: it is no assembly of a landing zone, or was never judged.
    """
    assembly = load_assembly(folder)
    if assembly.zone is None:
        raise UserError(
            "this is no cloud assembly of a landing zone, so there are no accounts to ask",
            file=str(folder),
            fix="name the folder that 'cdk synth' wrote: cdk.out",
        )
    controls = read_assessment(folder / ASSESSMENT).controls
    bodies = (r.body for template in assembly.templates for r in template.resources.values())
    return Design(
        zone=LandingZone.from_snapshot(assembly.zone),
        digest=hashlib.sha256(json.dumps(assembly.zone, sort_keys=True).encode()).hexdigest(),
        guardrails=_guardrails(bodies),
        by_config_rule=_index((control.id, control.config_rules) for control in controls),
        by_security_hub=_index((control.id, control.security_hub) for control in controls),
    )


def _index(pairs: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for control, names in pairs:
        for name in names:
            found[name].add(control)
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def _guardrails(bodies: Iterable[Mapping[str, Any]]) -> tuple[Guardrail, ...]:
    found = []
    for body in bodies:
        if body.get("Type") == "AWS::Organizations::Policy":
            properties = body.get("Properties", {})
            targets = tuple(sorted(str(target) for target in properties.get("TargetIds", ())))
            found.append(Guardrail(str(properties.get("Name")), str(properties.get("Type")), targets))
    return tuple(sorted(found))
