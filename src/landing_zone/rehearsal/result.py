"""The result of a rehearsal, and its JSON form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from landing_zone.rehearsal.deliveries import REFUSED, RESULTS, TriedDelivery, by_service

CREATED = "created"
DIFFERING = "differing"
MISSING = "missing"
UNDETERMINED = "undetermined"
NOT_EMULATED = "not-emulated"
STATUSES = (CREATED, DIFFERING, MISSING, UNDETERMINED, NOT_EMULATED)
"""The possible results for a declared resource. *undetermined* and *not-emulated* count neither as pass nor fail."""


@dataclass(frozen=True, slots=True)
class RehearsedResource:
    """One declared resource.

    Args:
        logical_id: its key in the template.
        type: CloudFormation type.
        physical_id: of CloudFormation; "" when it has no such id.
        status: one of :data:`STATUSES`.
        reason: why it is missing, undetermined or not emulated.
        differences: of each differing property its path, the declared value, the value of the service.
        not_emulated: declared properties that the emulator does not pass to the service.
        not_compared: declared properties that no service returns, each with the reason.
    """

    logical_id: str
    type: str
    physical_id: str
    status: str
    reason: str = ""
    differences: tuple[tuple[str, Any, Any], ...] = ()
    not_emulated: tuple[str, ...] = ()
    not_compared: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "logical_id": self.logical_id,
            "type": self.type,
            "physical_id": self.physical_id,
            "status": self.status,
            "reason": self.reason,
            "differences": [
                {"path": path, "declared": declared, "actual": actual} for path, declared, actual in self.differences
            ],
            "not_emulated": list(self.not_emulated),
            "not_compared": [{"path": path, "reason": reason} for path, reason in self.not_compared],
        }


@dataclass(frozen=True, slots=True)
class RehearsedStack:
    """One stack, as CloudFormation has it after the deployment.

    Args:
        name: its name.
        account: account id.
        region: Region.
        status: CloudFormation's status of it; "" when there is no such stack.
        reason: why it failed, when it did.
        resources: its declared resources, sorted by logical id.
    """

    name: str
    account: str
    region: str
    status: str
    reason: str = ""
    resources: tuple[RehearsedResource, ...] = ()

    @property
    def deployed(self) -> bool:
        """Whether CloudFormation reports it; this proves nothing about the resources."""
        return self.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "name": self.name,
            "account": self.account,
            "region": self.region,
            "status": self.status,
            "reason": self.reason,
            "resources": [resource.as_json() for resource in self.resources],
        }


@dataclass(frozen=True, slots=True)
class Removal:
    """The state of a resource after its stack was destroyed.

    Args:
        stack: the stack's name.
        logical_id: its key in the template.
        type: CloudFormation type.
        physical_id: of CloudFormation.
        retained: whether the template retains it (``DeletionPolicy``).
        there: whether its service still has it; ``None`` when that is undetermined.
    """

    stack: str
    logical_id: str
    type: str
    physical_id: str
    retained: bool
    there: bool | None

    @property
    def wrong(self) -> bool:
        """Whether it remains although it should be deleted, or was deleted although it should be retained."""
        return self.there is not None and self.there is not self.retained

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "stack": self.stack,
            "logical_id": self.logical_id,
            "type": self.type,
            "physical_id": self.physical_id,
            "retained": self.retained,
            "there": self.there,
        }


@dataclass(slots=True)
class Rehearsal:
    """The whole result; filled step by step.

    Args:
        assembly: the assembly's path, as it was given.
        stacks: in the order of their names.
        removals: with ``--destroy``, the state of each resource afterwards.
        deliveries: the requests that AWS's services made, sorted.
        failures: output of the CDK CLI when it failed.
        seconds: step to duration.
        memory_bytes: peak memory of the emulator's process.
    """

    assembly: str
    stacks: list[RehearsedStack] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    deliveries: list[TriedDelivery] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    memory_bytes: int = 0

    @property
    def resources(self) -> Iterable[RehearsedResource]:
        """All declared resources."""
        return (resource for stack in self.stacks for resource in stack.resources)

    def counts(self) -> Counter[str]:
        """Return the number of resources with each status."""
        return Counter(resource.status for resource in self.resources)

    def counts_by_type(self) -> dict[str, Counter[str]]:
        """Return the same for each type, sorted by type."""
        found: dict[str, Counter[str]] = {}
        for resource in self.resources:
            found.setdefault(resource.type, Counter())[resource.status] += 1
        return dict(sorted(found.items()))

    def unemulated_properties(self) -> dict[str, Counter[str]]:
        """Return, by type, the properties that the emulator did not pass on, with the number of resources of each."""
        found: dict[str, Counter[str]] = {}
        for resource in self.resources:
            for name in resource.not_emulated:
                found.setdefault(resource.type, Counter())[name] += 1
        return dict(sorted(found.items()))

    @property
    def held(self) -> bool:
        """Whether no declared resource is missing or differs, nothing is refused, and the destruction had no errors."""
        counts = self.counts()
        return (
            not self.failures
            and all(stack.deployed for stack in self.stacks)
            and not counts[MISSING]
            and not counts[DIFFERING]
            and not any(removal.wrong for removal in self.removals)
            and not any(one.result == REFUSED for one in self.deliveries)
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "assembly": self.assembly,
            "held": self.held,
            "counts": {status: self.counts()[status] for status in STATUSES},
            "by_type": {
                kind: {status: counts[status] for status in STATUSES if counts[status]}
                for kind, counts in self.counts_by_type().items()
            },
            "unemulated_properties": {
                kind: dict(sorted(counts.items())) for kind, counts in self.unemulated_properties().items()
            },
            "failures": self.failures,
            "seconds": {step: round(value, 1) for step, value in self.seconds.items()},
            "memory_bytes": self.memory_bytes,
            "stacks": [stack.as_json() for stack in self.stacks],
            "removals": [removal.as_json() for removal in self.removals],
            "deliveries": {
                "by_service": {
                    service: {result: counts[result] for result in RESULTS if counts[result]}
                    for service, counts in by_service(self.deliveries).items()
                },
                "tried": [one.as_json() for one in self.deliveries],
            },
        }
