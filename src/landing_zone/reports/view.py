"""The assessment, indexed as the pages need it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    FindingEntry,
    FrameworkEntry,
    MappingEntry,
    RequirementEntry,
)

_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9.]+")


def slug(text: str) -> str:
    """Turn an id into a file name: ``32(1)(a)`` to ``32-1-a``."""
    return _NOT_IN_A_FILE_NAME.sub("-", text).strip("-")


@dataclass
class ResourceRow:
    """One resource, and how the checks of a page went on it."""

    stack: str
    logical_id: str
    type: str
    construct_path: str
    environment: str
    source: str
    passed: int = 0
    failed: int = 0
    waived: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class Problem:
    """One finding that did not simply pass, with the rule that made it."""

    rule: str
    word: str
    place: str
    logical_id: str
    environment: str
    message: str
    detail: str
    source: str
    waiver: str


@dataclass(frozen=True)
class ControlView:
    """A control, with its checks, in the order in which the control names them."""

    control: ControlEntry
    checks: tuple[tuple[str, str, CheckEntry | None], ...]
    """Rule, what it says, and its results; none when it met no resource."""
    mapping: MappingEntry | None = None


@dataclass(frozen=True)
class View:
    """What the templates ask of the assessment.

    Args:
        assessment: the whole of it.
    """

    assessment: Assessment

    @cached_property
    def environments(self) -> dict[str, str]:
        """``account/region`` to the environment's name."""
        return {f"{e.account_id}/{e.region}": e.name for e in self.assessment.environments}

    @cached_property
    def controls(self) -> dict[str, ControlEntry]:
        """Id to control."""
        return {control.id: control for control in self.assessment.controls}

    @cached_property
    def checks(self) -> dict[str, CheckEntry]:
        """Rule to its results."""
        return {check.rule: check for check in self.assessment.checks}

    @cached_property
    def frameworks(self) -> dict[str, FrameworkEntry]:
        """Id to framework."""
        return {framework.id: framework for framework in self.assessment.frameworks}

    @cached_property
    def children(self) -> dict[tuple[str, str | None], list[RequirementEntry]]:
        """Framework and parent id to the requirements one level down, in the framework's order."""
        found: dict[tuple[str, str | None], list[RequirementEntry]] = defaultdict(list)
        for framework in self.assessment.frameworks:
            for requirement in framework.requirements:
                found[framework.id, requirement.parent].append(requirement)
        return found

    @cached_property
    def unmapped_checks(self) -> tuple[CheckEntry, ...]:
        """Checks that run and belong to no control: they gate the synth, and answer no requirement."""
        return tuple(check for check in self.assessment.checks if not check.controls)

    def ancestors(self, framework: FrameworkEntry, requirement: RequirementEntry) -> list[RequirementEntry]:
        """Return the requirements above one, the highest first."""
        by_id = {entry.id: entry for entry in framework.requirements}
        found: list[RequirementEntry] = []
        while requirement.parent is not None:
            requirement = by_id[requirement.parent]
            found.insert(0, requirement)
        return found

    def control_view(self, control_id: str, framework: str = "", requirement: str = "") -> ControlView:
        """Return a control with its checks, and its mapping to a requirement where one is given."""
        control = self.controls[control_id]
        titles = {assertion.rule: assertion.description for assertion in control.assertions}
        rows = []
        for rule in dict.fromkeys((*titles, *control.rules)):
            check = self.checks.get(rule)
            rows.append((rule, titles.get(rule) or (check.title if check else ""), check))
        mapping = next(
            (m for m in control.requirements if (m.framework, m.requirement) == (framework, requirement)), None
        )
        return ControlView(control, tuple(rows), mapping)

    def resources(self, views: Iterable[ControlView]) -> list[ResourceRow]:
        """Return every resource that the checks of some controls looked at, failing ones first."""
        rows: dict[int, ResourceRow] = {}
        for check in self._distinct(views):
            for position in check.passed:
                self._row(rows, position).passed += 1
            for finding in check.failed:
                if finding.resource is not None:
                    self._row(rows, finding.resource).failed += 1
            for finding in check.waived:
                if finding.resource is not None:
                    self._row(rows, finding.resource).waived += 1
            for finding in check.errors:
                if finding.resource is not None:
                    self._row(rows, finding.resource).unknown += 1
        ordered = [rows[position] for position in sorted(rows)]
        return sorted(ordered, key=lambda row: (-(row.failed + row.unknown > 0), -(row.waived > 0)))

    def problems(self, checks: Iterable[CheckEntry]) -> list[Problem]:
        """Return what did not simply pass: failures, unknowns, waived ones, in this order."""
        found = []
        for check in checks:
            for word, findings in (("fails", check.failed), ("unknown", check.errors), ("waived", check.waived)):
                found += [self._problem(check, word, finding) for finding in findings]
        order = {"fails": 0, "unknown": 1, "waived": 2}
        return sorted(found, key=lambda problem: (order[problem.word], problem.place, problem.rule, problem.detail))

    def problems_of(self, views: Iterable[ControlView]) -> list[Problem]:
        """Return what did not simply pass in the checks of some controls."""
        return self.problems(self._distinct(views))

    def environment_name(self, environment: str) -> str:
        """Return an environment's name, or ``account/region`` where it is none of the zone's."""
        return self.environments.get(environment, environment)

    def _distinct(self, views: Iterable[ControlView]) -> list[CheckEntry]:
        found: dict[str, CheckEntry] = {}
        for view in views:
            found.update({rule: check for rule, _, check in view.checks if check is not None})
        return list(found.values())

    def _row(self, rows: dict[int, ResourceRow], position: int) -> ResourceRow:
        if position not in rows:
            entry = self.assessment.resources[position]
            rows[position] = ResourceRow(
                stack=entry.stack,
                logical_id=entry.logical_id,
                type=entry.type,
                construct_path=entry.construct_path or f"{entry.stack}/{entry.logical_id}",
                environment=self.environment_name(entry.environment),
                source=entry.source,
            )
        return rows[position]

    def _problem(self, check: CheckEntry, word: str, finding: FindingEntry) -> Problem:
        if finding.resource is None:
            place, logical_id = finding.stack or self.environment_name(finding.environment) or "the zone", ""
            environment = self.environment_name(finding.environment)
        else:
            row = self._row({}, finding.resource)
            place, logical_id, environment = row.construct_path, row.logical_id, row.environment
        return Problem(
            rule=check.rule,
            word=word,
            place=place,
            logical_id=logical_id,
            environment=environment,
            message=finding.message,
            detail=finding.detail,
            source=finding.source,
            waiver=finding.waiver,
        )
