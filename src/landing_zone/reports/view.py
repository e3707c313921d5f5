"""The assessment, indexed for the pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from landing_zone.assessment.applicability import unknown_facts
from landing_zone.assessment.checks import by_rule, controls_that_stop
from landing_zone.assessment.evidence_model import ControlEvidence, DriftEntry, StackDeployment, Stage
from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    DecisionEntry,
    EnvironmentEntry,
    FindingEntry,
    FrameworkEntry,
    RequirementEntry,
    RequirementStatus,
    StackEntry,
)
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.findings.message import without_old_ids
from landing_zone.reports.answers import MARKS, rank
from landing_zone.reports.changes import Changes, changes_since
from landing_zone.reports.claims import Claims
from landing_zone.reports.operation import Operation, operation_of
from landing_zone.reports.paths import stack_path
from landing_zone.reports.reach import Reach
from landing_zone.reports.rows import CheckRow, ControlView, Place, ProblemGroup, ResourceGroup, ResourceRow
from landing_zone.reports.stage_words import Headline, headline_of
from landing_zone.reports.text import rule_in_words, slug

_WORDS = ("fails", "undetermined", "advice", "waived", "overruled")
"""The words for findings that are not passes, the worst first."""


@dataclass(frozen=True)
class View:
    """The values that the templates read from the assessment.

    Args:
        assessment: the whole of it.
        since: an earlier one, for what changed; ``None`` when none was named.
    """

    assessment: Assessment
    since: Assessment | None = None

    @cached_property
    def headline(self) -> Headline:
        """What is said of the whole: the worst stage that was asked, and each of the three."""
        return headline_of(self.assessment)

    @cached_property
    def changes(self) -> Changes | None:
        """What is different from the earlier assessment."""
        return changes_since(self.since, self.assessment) if self.since else None

    @cached_property
    def claims(self) -> Claims:
        """The assessment by resource."""
        return Claims(self.assessment)

    @cached_property
    def reach(self) -> Reach:
        """The environments behind each requirement."""
        return Reach(self.assessment)

    @cached_property
    def evidence(self) -> dict[str, ControlEvidence]:
        """Control to its results in the evidence run; empty without evidence."""
        run = self.assessment.evidence
        return {entry.control: entry for entry in run.controls} if run else {}

    @cached_property
    def deployments(self) -> dict[str, StackDeployment]:
        """Stack to whether it is deployed; empty without evidence."""
        run = self.assessment.evidence
        return {entry.stack: entry for entry in run.stacks} if run else {}

    @cached_property
    def stacks(self) -> dict[str, StackEntry]:
        """Name to stack."""
        return {stack.name: stack for stack in self.assessment.stacks}

    def operation(self, controls: Iterable[str]) -> Operation:
        """Return the result of the evidence run for some controls together."""
        return operation_of(self.evidence[control] for control in controls if control in self.evidence)

    def drift_of(self, stack: StackEntry) -> list[DriftEntry]:
        """Return what is not as a stack's template says; a subject is the ARN of its stack."""
        run = self.assessment.evidence
        return [
            entry
            for entry in (run.drift if run else ())
            if entry.environment == f"{stack.account}/{stack.region}" and f":stack/{stack.name}/" in entry.subject
        ]

    def environment_of(self, account: str, region: str) -> EnvironmentEntry | None:
        """Return the zone's environment; ``None`` for a place outside the zone."""
        return self.reach.environments.get(f"{account}/{region}")

    def stacks_in(self, account: str, region: str) -> list[StackEntry]:
        """Return the stacks of an environment."""
        return [stack for stack in self.assessment.stacks if (stack.account, stack.region) == (account, region)]

    def resource_page(self, position: int) -> str:
        """Return a resource's path in the site; "" for one of a stack without a page."""
        resource = self.assessment.resources[position]
        return f"{stack_path(resource.stack)}#{anchor(resource.logical_id)}" if resource.stack in self.stacks else ""

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
        """Rule to its results, also of a rule that says the same as another."""
        return by_rule(self.assessment.checks)

    @cached_property
    def stopping(self) -> tuple[ControlEntry, ...]:
        """The controls that do not hold: by a rule that stops, as deployed, or in operation."""
        by_design = {control.id for control in controls_that_stop(self.assessment)}
        return tuple(
            control
            for control in self.assessment.controls
            if control.status is ControlStatus.NOT_HELD and (control.id in by_design or self.fails_in(control.id))
        )

    def fails_in(self, control: str) -> list[str]:
        """Return the stages of a control that the running accounts broke: deployed, operating."""
        entry = self.evidence.get(control)
        states = {"deployed": entry.deployed, "operating": entry.operating} if entry else {}
        return [name for name, state in states.items() if state is Stage.FAILS]

    @cached_property
    def control_counts(self) -> dict[ControlStatus, int]:
        """How many controls have each status, none left out."""
        counts = Counter(control.status for control in self.assessment.controls)
        return {status: counts[status] for status in ControlStatus}

    def marked(self, controls: Iterable[str]) -> list[tuple[ControlEntry, str]]:
        """Return controls for a list of names: those that do not hold first, each with its mark."""
        found = sorted((self.controls[id_] for id_ in controls), key=lambda c: (rank(c), c.id))
        return [(control, MARKS.get(control.status, "")) for control in found]

    def watching(self, control: ControlEntry) -> list[CheckEntry]:
        """Return the checks of a control by which a deviation would be found in deployed accounts."""
        rules = dict.fromkeys((*(a.rule for a in control.assertions), *control.rules))
        return [c for rule in rules if (c := self.checks.get(rule)) and c.watches and _judged(c)]

    @cached_property
    def unknown_facts(self) -> list[tuple[str, str]]:
        """Framework and sentence for each fact that is not known, and on which requirements depend."""
        zone = self.assessment.zone
        return [(f.id, text) for f in self.assessment.frameworks for text in unknown_facts(f.requirements, zone)]

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
        return dict(found)

    @cached_property
    def waivers(self) -> dict[str, WaiverEntry]:
        """Id to waiver."""
        return {waiver.id: waiver for waiver in self.assessment.waivers}

    @cached_property
    def waiver_controls(self) -> dict[str, list[ControlEntry]]:
        """Waiver to the controls whose findings it covers."""
        found: dict[str, set[str]] = defaultdict(set)
        for check in self.assessment.checks:
            for finding in check.waived:
                found[finding.waiver].update(check.controls)
        return {
            waiver: [self.controls[id_] for id_ in sorted(ids) if id_ in self.controls] for waiver, ids in found.items()
        }

    @cached_property
    def judged(self) -> tuple[CheckEntry, ...]:
        """Checks that judged something."""
        return tuple(filter(_judged, self.assessment.checks))

    @cached_property
    def unmapped_checks(self) -> tuple[CheckEntry, ...]:
        """Checks that run and belong to no control: they answer no requirement."""
        return tuple(check for check in self.assessment.checks if not check.controls)

    def below(self, framework: str, requirement: str) -> list[RequirementEntry]:
        """Return the requirements one level below, in the framework's order."""
        return self.children.get((framework, requirement), [])

    def counts_below(self, framework: str, requirement: str) -> dict[str, int]:
        """Return how many requirements below one have each status, none left out, as a framework's counts do.

        Only requirements that are tested themselves count, with or without parts, and not superseded ones.
        """
        counts = {status.value: 0 for status in RequirementStatus}
        for entry in self.below(framework, requirement):
            if entry.tested and entry.status is not RequirementStatus.SUPERSEDED:
                counts[entry.status.value] += 1
            for status, number in self.counts_below(framework, entry.id).items():
                counts[status] += number
        return counts

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
        rows: dict[str, CheckRow] = {}
        idle, left_out = [], []
        for rule in dict.fromkeys((*titles, *control.rules)):
            check = self.checks.get(rule)
            row = CheckRow(check.rule, titles.get(rule) or self.title_of(check), check) if check is not None else None
            left_out += [row] if row and row.entry.lacks else []
            if row and _judged(row.entry):
                rows.setdefault(row.rule, row)
            elif row is None or not row.entry.not_asked:
                idle.append(rule)
        mapping = next(
            (m for m in control.requirements if (m.framework, m.requirement) == (framework, requirement)), None
        )
        return ControlView(control, tuple(rows.values()), tuple(idle), tuple(left_out), mapping)

    def title_of(self, check: CheckEntry) -> str:
        """Return what a check says: its title, or else the words in its rule's name."""
        return check.title or rule_in_words(check.rule)

    def resources(self, views: Iterable[ControlView]) -> list[ResourceGroup]:
        """Return every resource that the checks of some controls looked at, by environment; failing ones first."""
        rows: dict[int, ResourceRow] = {}
        for check in self._distinct(views):
            for position in {*check.passed, *check.met}:
                self._row(rows, position).passed += 1
            for finding in check.failed:
                if finding.resource is not None:
                    self._row(rows, finding.resource).failed += 1
            for finding in check.waived:
                if finding.resource is not None:
                    self._row(rows, finding.resource).waived += 1
            for finding in check.undetermined:
                if finding.resource is not None:
                    self._row(rows, finding.resource).undetermined += 1
            for finding in check.overruled:
                if finding.resource is not None:
                    self._row(rows, finding.resource).overruled += 1
        groups: dict[str, list[ResourceRow]] = defaultdict(list)
        for position in sorted(rows):
            groups[rows[position].environment].append(rows[position])
        places = {e.name: (e.account_id, e.region) for e in self.assessment.environments}
        return [
            ResourceGroup(
                name,
                tuple(sorted(group, key=lambda row: (not row.failed + row.undetermined, not row.waived))),
                *places.get(name, ("", "")),
            )
            for name, group in sorted(groups.items())
        ]

    def problems(self, checks: Iterable[CheckEntry]) -> list[ProblemGroup]:
        """Return what is not a pass: failures, undetermined findings, advice, waived and overruled ones, in this order.

        Findings of one rule with the same message are grouped, since a fault of a building block shows wherever the
        block is used.
        """
        groups: dict[tuple[str, ...], ProblemGroup] = {}  # by word, rule, message, waiver, deciding assertion
        for check in checks:
            lists = (
                ("fails", check.failed),
                ("undetermined", check.undetermined),
                ("waived", check.waived),
                ("overruled", check.overruled),
            )
            for usual, findings in lists:
                word = "advice" if check.advice and usual in ("fails", "undetermined") else usual
                for finding in findings:
                    message = without_old_ids(finding.message)
                    group = groups.setdefault(
                        (word, check.rule, message, finding.waiver, finding.decided_by),
                        ProblemGroup(
                            check,
                            word,
                            message,
                            self.waivers.get(finding.waiver),
                            self.decision(check.rule, finding),
                        ),
                    )
                    group.places.append(self._place(finding))
        for group in groups.values():
            group.places.sort(key=lambda place: (place.environment, place.place, place.logical_id, place.detail))
        return [groups[key] for key in sorted(groups, key=lambda key: (_WORDS.index(key[0]), key[1:]))]

    def problems_of(self, views: Iterable[ControlView]) -> list[ProblemGroup]:
        """Return the findings that are not passes in the checks of some controls."""
        return self.problems(self._distinct(views))

    def decision(self, rule: str, finding: FindingEntry) -> DecisionEntry | None:
        """Return what decides over a rule's finding, where it is overruled."""
        return self._decisions.get((finding.decided_by, rule))

    @cached_property
    def _decisions(self) -> dict[tuple[str, str], DecisionEntry]:
        return {
            (decision.assertion, rule): decision
            for control in self.assessment.controls
            for decision in control.decides
            for rule in decision.rules
        }

    def environment_name(self, environment: str) -> str:
        """Return an environment's name, or ``account/region`` where it is not in the zone."""
        return self.environments.get(environment, environment)

    def _distinct(self, views: Iterable[ControlView]) -> list[CheckEntry]:
        found: dict[str, CheckEntry] = {}
        for view in views:
            found.update({row.rule: row.entry for row in view.checks})
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
                page=self.resource_page(position),
            )
        return rows[position]

    def _place(self, finding: FindingEntry) -> Place:
        if finding.resource is None:
            environment = self.environment_name(finding.environment)
            return Place(
                finding.stack or ("the environment as a whole" if environment else "the zone as a whole"),
                "",
                environment,
                finding.detail,
                finding.source,
            )
        row = self._row({}, finding.resource)
        source = finding.source or row.source
        return Place(row.construct_path, row.logical_id, row.environment, finding.detail, source, row.page)


def anchor(logical_id: str) -> str:
    """Return the id of a resource on its stack's page."""
    return f"r-{slug(logical_id)}"


def _judged(check: CheckEntry) -> bool:
    bad = (check.failed, check.waived, check.undetermined, check.overruled)
    return bool(check.passed or check.passed_elsewhere or any(bad))
