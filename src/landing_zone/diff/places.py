"""The stacks and environments of two assemblies: which are new, which are gone, and which only have another name.

The CDK CLI deploys the stacks of an assembly and deletes none: a stack that an assembly no longer has stays deployed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.diff.by_place import Place, by_place

Stack = tuple[str, str]
"""Environment and name."""

_ALIKE = 0.5
"""Half of all logical ids in common: these are hashes of construct paths, so two other stacks share next to none."""


@dataclass(frozen=True)
class Places:
    """Two assemblies by place.

    Args:
        then: the resources of the older one.
        now: of the newer one.
        orphaned: stacks that stay deployed, and that the newer one no longer has.
        renamed: a stack that is new to the one of the same environment that it repeats by another name.
        known: environments that the older one has; "" for stacks without one.
        all: environments that the newer one has.
    """

    then: Mapping[Place, Resource]
    now: Mapping[Place, Resource]
    orphaned: frozenset[Stack]
    renamed: Mapping[Stack, Stack]
    known: frozenset[str]
    all: frozenset[str]

    def is_new(self, environment: str) -> bool:
        """Whether the older assembly has nothing in an environment."""
        return environment not in self.known

    @property
    def accounts(self) -> frozenset[str]:
        """Ids of the accounts that the older assembly knows."""
        return frozenset(_account(environment) for environment in self.known if environment)

    def before(self, place: Place) -> Resource | None:
        """Return what was deployed under a place, or under the former name of its stack."""
        stack = self.renamed.get(place[:2])
        return self.then.get((*stack, place[2]) if stack else place)


def places(old: Assembly, new: Assembly) -> Places:
    """Compare the stacks of two assemblies. A nested stack, and that of a StackSet, goes the way of its parent."""
    then, now = by_place(old), by_place(new)
    there = {place[:2] for place in now} | {(template.environment, template.name) for template in new.templates}
    deployed = {deployment.stack for deployment in old.deployments}
    gone = {
        (template.environment, template.name)
        for template in old.templates
        if template.name.partition("/")[0] in deployed
        and not any(stack == template.name.partition("/")[0] and _same(e, template.environment) for e, stack in there)
    }
    made = there - {place[:2] for place in then}
    return Places(
        then,
        now,
        orphaned=frozenset(gone),
        renamed=_renamed(gone, made, then, now),
        known=frozenset(template.environment for template in old.templates) | {""},
        all=frozenset(environment for environment, _ in there),
    )


def _same(one: str, other: str) -> bool:
    """A StackSet's template has no environment: its name says whose it is."""
    return one == other or not one or not other


def _renamed(
    gone: set[Stack], made: set[Stack], then: Mapping[Place, Resource], now: Mapping[Place, Resource]
) -> dict[Stack, Stack]:
    old, new = _ids(gone, then), _ids(made, now)
    pairs = []
    for stack, ids in new.items():
        for other, others in old.items():
            if stack[0] == other[0] and stack[0] and ids | others:
                pairs.append((-len(ids & others) / len(ids | others), stack, other))
    found: dict[Stack, Stack] = {}
    for score, stack, other in sorted(pairs):
        if -score >= _ALIKE and stack not in found and other not in found.values():
            found[stack] = other
    return found


def _ids(stacks: set[Stack], resources: Mapping[Place, Resource]) -> dict[Stack, frozenset[str]]:
    found: dict[Stack, set[str]] = {}
    for environment, stack, logical_id in resources:
        if (environment, stack) in stacks:
            found.setdefault((environment, stack), set()).add(logical_id)
    return {stack: frozenset(ids) for stack, ids in found.items()}


def _account(environment: str) -> str:
    return environment.partition("/")[0]
