"""The findings of an assessment, each with its place, as the formats that machines import need them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from landing_zone.assessment.model import (
    CheckEntry,
    DecisionEntry,
    FindingEntry,
    ResourceEntry,
    StackEntry,
)
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.findings.message import without_old_ids
from landing_zone.reports.view import View

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:landing-zone:reports")
"""All stable UUIDs of the reports are version 5 of ids below this one."""


class Outcome(StrEnum):
    """The outcome of a check, the worst first."""

    FAILED = "failed"
    UNDETERMINED = "undetermined"
    """It has no result. No format counts this as a pass."""
    ADVICE = "advice"
    """It fails or is undetermined, by a rule that does not stop."""
    WAIVED = "waived"
    OVERRULED = "overruled"
    """A more precise assertion passes there. Neither a failure nor a pass."""
    PASSED = "passed"


@dataclass(frozen=True)
class Result:
    """The result of one check at one place: a resource, a stack, an environment, or the zone."""

    check: CheckEntry
    title: str
    outcome: Outcome
    resource: ResourceEntry | None
    stack: str
    account: str
    """The AWS account's id; "" where the template belongs to none."""
    region: str
    source: str
    """``file:line`` of the code that made it; "" where it is not known."""
    findings: tuple[FindingEntry, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()
    decisions: tuple[DecisionEntry, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, for people."""
        if self.resource is not None:
            return self.resource.construct_path or f"{self.resource.stack}/{self.resource.logical_id}"
        if self.stack:
            return self.stack
        return f"{self.account}/{self.region}" if self.account else "the zone as a whole"

    @property
    def key(self) -> str:
        """What identifies this check and place, in words that no later synth changes."""
        name = f"{self.resource.stack}/{self.resource.logical_id}" if self.resource else self.stack
        return "|".join((self.check.rule, self.account, self.region, name))

    @property
    def uid(self) -> str:
        """A UUID that stays the same as long as the check and the place do."""
        return str(uuid.uuid5(NAMESPACE, self.key))

    @property
    def message(self) -> str:
        """Everything that was found here, each text once."""
        texts = (f"{f.detail}: {f.message}" if f.detail else f.message for f in self.findings)
        return "\n".join(dict.fromkeys(without_old_ids(text) for text in texts))

    @property
    def overruled_by(self) -> str:
        """Why it does not count, for an overruled one; "" for others."""
        return "\n".join(f"Overruled by {d.assertion}: {d.reason} Source: {d.source}" for d in self.decisions)


@dataclass(frozen=True)
class Results:
    """Reads results out of an assessment.

    Args:
        view: the indexed assessment.
    """

    view: View

    @cached_property
    def _stacks(self) -> dict[str, StackEntry]:
        return {stack.name: stack for stack in self.view.assessment.stacks}

    def findings(self) -> Iterator[Result]:
        """Yield every finding that is not a pass: by check, failed ones first, then in the assessment's order."""
        for check in self.view.assessment.checks:
            for outcome, findings in _not_passed(check):
                for finding in findings:
                    yield self._result(check, outcome, (finding,))

    def places(self) -> Iterator[Result]:
        """Yield one result for each check and place, passes too; where findings differ, the worst of them.

        Passes that are about no single resource have no place, and are left out.
        """
        for check in self.view.assessment.checks:
            by_place: dict[tuple[int | None, str, str], dict[Outcome, list[FindingEntry]]] = {}
            for position in check.passed:
                by_place[position, "", ""] = {}
            for outcome, findings in _not_passed(check):
                for finding in findings:
                    resource = finding.resource
                    named = (finding.stack, finding.environment) if resource is None else ("", "")
                    by_place.setdefault((resource, *named), {}).setdefault(outcome, []).append(finding)
            for (position_or_none, _, _), outcomes in by_place.items():
                if outcomes:
                    worst = next(outcome for outcome in Outcome if outcome in outcomes)
                    yield self._result(check, worst, tuple(outcomes[worst]))
                elif position_or_none is not None:
                    yield self._passed(check, position_or_none)

    def _passed(self, check: CheckEntry, position: int) -> Result:
        entry = self.view.assessment.resources[position]
        account, region = self._environment(entry.environment, entry.stack)
        return Result(
            check, self.view.title_of(check), Outcome.PASSED, entry, entry.stack, account, region, entry.source
        )

    def _result(self, check: CheckEntry, outcome: Outcome, findings: tuple[FindingEntry, ...]) -> Result:
        first = findings[0]
        resource = None if first.resource is None else self.view.assessment.resources[first.resource]
        stack = resource.stack if resource else first.stack
        account, region = self._environment(first.environment or (resource.environment if resource else ""), stack)
        return Result(
            check=check,
            title=self.view.title_of(check),
            outcome=outcome,
            resource=resource,
            stack=stack,
            account=account,
            region=region,
            source=first.source or (resource.source if resource else ""),
            findings=findings,
            waivers=tuple(
                self.view.waivers[id_] for id_ in dict.fromkeys(f.waiver for f in findings) if id_ in self.view.waivers
            ),
            decisions=tuple(dict.fromkeys(d for f in findings if (d := self.view.decision(check.rule, f)) is not None)),
        )

    def _environment(self, environment: str, stack: str) -> tuple[str, str]:
        if environment:
            account, _, region = environment.partition("/")
            return account, region
        entry = self._stacks.get(stack)
        return (entry.account, entry.region) if entry else ("", "")


def _not_passed(check: CheckEntry) -> tuple[tuple[Outcome, tuple[FindingEntry, ...]], ...]:
    if check.advice:
        return (Outcome.ADVICE, (*check.failed, *check.undetermined)), (Outcome.WAIVED, check.waived)
    return (
        (Outcome.FAILED, check.failed),
        (Outcome.UNDETERMINED, check.undetermined),
        (Outcome.WAIVED, check.waived),
        (Outcome.OVERRULED, check.overruled),
    )
