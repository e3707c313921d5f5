"""What depends on each resource of a stack: checks, controls, requirements; and what would break without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, ResourceEntry

_DELETED = " is deleted"

PASSED, FAILED, UNDETERMINED, WAIVED, OVERRULED = range(5)


@dataclass(frozen=True)
class Claim:
    """A control that depends on some equal resources.

    Args:
        control: the control.
        results: how many of its checks pass, fail, are undetermined, waived, overruled, on each of the resources.
        shown: rules that look at the resource and were shown to fail when one of its type was deleted.
        others: other resources in the environment that the control's checks look at.
    """

    control: ControlEntry
    results: tuple[int, int, int, int, int]
    shown: tuple[str, ...]
    others: int


@dataclass(frozen=True)
class ResourceKind:
    """Resources of one stack and type on which the same checks have the same results.

    Args:
        type: CloudFormation's name.
        members: the resources.
        claims: sorted by control.
        unclaimed: checks that looked at each and belong to no control.
    """

    type: str
    members: tuple[ResourceEntry, ...]
    claims: tuple[Claim, ...]
    unclaimed: int


@dataclass(frozen=True)
class Claims:
    """The assessment by resource.

    Args:
        assessment: the whole of it.
    """

    assessment: Assessment

    @cached_property
    def of_resource(self) -> dict[int, tuple[tuple[str, int], ...]]:
        """Position of a resource to the rules that looked at it, each with its worst result there."""
        found: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for check in self.assessment.checks:
            for position in (*check.met, *check.passed):
                found[position][check.rule] = PASSED
            for entries, result in (  # the worst last
                (check.overruled, OVERRULED),
                (check.waived, WAIVED),
                (check.undetermined, UNDETERMINED),
                (check.failed, FAILED),
            ):
                for entry in entries:
                    if entry.resource is not None:
                        found[entry.resource][check.rule] = result
        return {position: tuple(sorted(rules.items())) for position, rules in found.items()}

    @cached_property
    def _stacks(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, resource in enumerate(self.assessment.resources):
            found[resource.stack].append(position)
        return dict(found)

    @cached_property
    def _checks(self) -> dict[str, CheckEntry]:
        return {check.rule: check for check in self.assessment.checks}

    @cached_property
    def _controls(self) -> dict[str, ControlEntry]:
        return {control.id: control for control in self.assessment.controls}

    @cached_property
    def _judged(self) -> dict[tuple[str, str], int]:
        """Control and environment to the number of resources there that its checks look at."""
        found: defaultdict[tuple[str, str], int] = defaultdict(int)
        for position, rules in self.of_resource.items():
            environment = self.assessment.resources[position].environment
            for control in {c for rule, _ in rules for c in self._checks[rule].controls}:
                found[control, environment] += 1
        return dict(found)

    def of_stack(self, stack: str) -> tuple[ResourceKind, ...]:
        """Return the resources of a stack, equal ones together; those with the most claims first."""
        groups: defaultdict[tuple[str, tuple[tuple[str, int], ...]], list[ResourceEntry]] = defaultdict(list)
        for position in self._stacks.get(stack, ()):
            resource = self.assessment.resources[position]
            groups[resource.type, self.of_resource.get(position, ())].append(resource)
        kinds = [self._kind(type_, rules, members) for (type_, rules), members in groups.items()]
        return tuple(sorted(kinds, key=lambda kind: (-len(kind.claims), kind.type, kind.members[0].logical_id)))

    def _kind(self, type_: str, rules: Iterable[tuple[str, int]], members: list[ResourceEntry]) -> ResourceKind:
        by_control: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        unclaimed = 0
        for rule, result in rules:
            known = [control for control in self._checks[rule].controls if control in self._controls]
            for control in known:
                by_control[control].append((rule, result))
            unclaimed += not known
        return ResourceKind(
            type_,
            tuple(sorted(members, key=lambda resource: (resource.construct_path, resource.logical_id))),
            tuple(self._claim(id_, type_, members[0].environment, by_control[id_]) for id_ in sorted(by_control)),
            unclaimed,
        )

    def _claim(self, control: str, type_: str, environment: str, rules: list[tuple[str, int]]) -> Claim:
        results = [result for _, result in rules]
        return Claim(
            self._controls[control],
            (
                results.count(PASSED),
                results.count(FAILED),
                results.count(UNDETERMINED),
                results.count(WAIVED),
                results.count(OVERRULED),
            ),
            tuple(rule for rule, _ in rules if self._fails_without(rule, type_)),
            self._judged[control, environment] - 1,
        )

    def _fails_without(self, rule: str, type_: str) -> bool:
        return any(f"{type_}{_DELETED}" in proof for proof in self._checks[rule].proofs)
