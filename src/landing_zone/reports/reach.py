"""What a requirement's checks looked at: the accounts, scopes and owners by which the tree is filtered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from landing_zone.assessment.model import Assessment, EnvironmentEntry, RequirementEntry


@dataclass(frozen=True)
class Reach:
    """The environments that the checks behind each requirement looked at.

    Args:
        assessment: the whole of it.
    """

    assessment: Assessment

    @cached_property
    def environments(self) -> dict[str, EnvironmentEntry]:
        """``account/region`` to the environment."""
        return {f"{e.account_id}/{e.region}": e for e in self.assessment.environments}

    @cached_property
    def of_control(self) -> dict[str, frozenset[str]]:
        """Control to the environments (``account/region``) of what its checks looked at."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for check in self.assessment.checks:
            places = {self.assessment.resources[position].environment for position in (*check.passed, *check.met)}
            for finding in (*check.failed, *check.waived, *check.undetermined, *check.overruled):
                resource = finding.resource
                places.add(finding.environment if resource is None else self.assessment.resources[resource].environment)
            for control in check.controls:
                found[control] |= places & self.environments.keys()
        return {control: frozenset(places) for control, places in found.items()}

    def of_requirement(self, requirement: RequirementEntry) -> frozenset[str]:
        """Return the environments that the controls of a requirement, or of its parts, looked at."""
        return frozenset().union(*(self.of_control.get(control, frozenset()) for control in requirement.controls))

    @cached_property
    def sets(self) -> list[list[str]]:
        """Each different set of places, as the values of the filters; requirements name it by index."""
        return [self._words(places) for places in self._positions]

    def position(self, requirement: RequirementEntry) -> int:
        """Return the index of a requirement's set in :attr:`sets`."""
        return self._positions[self.of_requirement(requirement)]

    @cached_property
    def _positions(self) -> dict[frozenset[str], int]:
        found: dict[frozenset[str], int] = {}
        for framework in self.assessment.frameworks:
            for requirement in framework.requirements:
                found.setdefault(self.of_requirement(requirement), len(found))
        return found

    def _words(self, places: frozenset[str]) -> list[str]:
        entries = [self.environments[place] for place in places]
        words = {f"scope:{e.scope}" for e in entries} | {f"account:{account_name(e)}" for e in entries}
        return sorted(words | {f"owner:{e.owner}" for e in entries if e.owner})

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """Every scope of the zone."""
        return tuple(sorted({e.scope for e in self.environments.values()}))

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """Every account of the zone."""
        return tuple(sorted({account_name(e) for e in self.environments.values()}))

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Every owner of an account."""
        return tuple(sorted({e.owner for e in self.environments.values() if e.owner}))


def account_name(environment: EnvironmentEntry) -> str:
    """Return the account's name: an environment is called ``account/region``."""
    return environment.name.rpartition("/")[0] or environment.name
