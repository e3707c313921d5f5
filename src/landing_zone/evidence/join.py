"""A run of evidence joined to an assessment: *designed*, *deployed*, *operating*.

An answer that is older than the limit counts as missing. What the answers do to statuses is in
:mod:`landing_zone.evidence.statuses`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from landing_zone.assessment.checks import STACK
from landing_zone.assessment.evidence_model import (
    ControlEvidence,
    DriftEntry,
    EvidenceEntry,
    EvidenceLine,
    PassedPlace,
    StackDeployment,
    Stage,
    worst_stage,
)
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.errors import UserError
from landing_zone.evidence.model import EvidenceAnswer, EvidenceRun, Verdict
from landing_zone.evidence.registry import all_queries
from landing_zone.evidence.statuses import with_statuses

STACK_QUERIES = frozenset({"stack_status", "stack_template"})
"""Queries whose subject is a stack of the assembly: it is deployed when all of them pass."""
DRIFT_QUERIES = frozenset({"config_differences", "stack_drift", "stack_resource_drift"})
"""Queries whose failing answers are differences between a template and the deployed resources."""
DEFAULT_LIMIT_DAYS = 30
"""Before a stack's name in ``CheckEntry.elsewhere``."""


def with_evidence(assessment: Assessment, run: EvidenceRun, today: date) -> Assessment:
    """Return the assessment with the run joined to it; each status becomes that of the worst stage that was asked.

    Args:
        assessment: of a landing zone.
        run: a finished one.
        today: the day of the report, to which ages are counted.

    Raises:
        UserError: the run is of another organisation, or begins after the day of the report.
    """
    if run.settings.organisation != _organisation(assessment):
        raise UserError(
            "the evidence is of another organisation",
            value=run.settings.organisation,
            allowed=_organisation(assessment),
            fix="name a run that was collected for this landing zone",
        )
    if _day(run.started) > today:
        raise UserError(
            f"the evidence was collected on {_day(run.started)}, after the day of the report",
            value=str(today),
            fix="unset LZ_AS_OF, or set the clock",
        )
    limit = int((assessment.zone or {}).get("evidence_max_age_days", DEFAULT_LIMIT_DAYS))
    join = _Join(assessment, run, today, limit)
    stacks = join.stacks()
    controls = tuple(join.control(control, stacks) for control in assessment.controls)
    entry = EvidenceEntry(
        run=run.run,
        started=run.started,
        finished=run.finished,
        caller=run.caller,
        emulated=run.emulated,
        whole=run.settings.whole,
        same_configuration=run.settings.zone_digest == zone_digest(assessment.zone),
        limit_days=limit,
        counts=dict(sorted(run.counts.items())),
        tools=dict(sorted(run.tools.items())),
        queries={query.id: query.title for query in run.settings.queries},
        controls=controls,
        stacks=stacks,
        drift=join.drift(),
    )
    return with_statuses(assessment.model_copy(update={"evidence": entry}))


@dataclass(frozen=True)
class _Join:
    assessment: Assessment
    run: EvidenceRun
    today: date
    limit: int

    def stacks(self) -> tuple[StackDeployment, ...]:
        """Return each stack of the assembly with the answers about it."""
        by_stack: defaultdict[tuple[str, str], list[EvidenceAnswer]] = defaultdict(list)
        for answer in self.run.answers:
            if answer.query in STACK_QUERIES:
                # A place that could not be queried gives one undetermined answer, which names no stack.
                name = "" if answer.error and ":stack/" not in answer.subject else _stack_name(answer.subject)
                by_stack[(answer.environment, name)].append(answer)
        found = []
        for stack in self.assessment.stacks:
            environment = f"{stack.account}/{stack.region}"
            answers = [*by_stack[(environment, stack.name)], *by_stack[(environment, "")]]
            found.append(
                StackDeployment(
                    stack=stack.name,
                    environment=environment,
                    state=self._state(answers),
                    sentence=" ".join(answer.sentence for answer in answers) or "It was not queried.",
                    asked_at=min((answer.asked_at for answer in answers), default=None),
                )
            )
        return tuple(found)

    def drift(self) -> tuple[DriftEntry, ...]:
        """Return the differences from the templates, without answers that are older than the limit."""
        return tuple(
            DriftEntry(
                environment=answer.environment,
                subject=answer.subject,
                resource_type=answer.resource_type,
                sentence=answer.sentence,
                facts=answer.facts,
                asked_at=answer.asked_at,
            )
            for answer in self.run.answers
            if answer.query in DRIFT_QUERIES and answer.verdict is Verdict.FAIL and self._age(answer) <= self.limit
        )

    def control(self, control: ControlEntry, stacks: Sequence[StackDeployment]) -> ControlEvidence:
        """Return what the run shows about a control."""
        answers = self.run.of_control(control.id)
        queries = tuple(sorted({*self._queries(control.id), *(answer.query for answer in answers)}))
        fresh = [answer for answer in answers if self._age(answer) <= self.limit]
        operating = self._state(answers) if queries else Stage.NOT_ASKED
        verdicts = [answer.verdict for answer in fresh]
        names = self._stacks_of(control)
        deployed = [stack for stack in stacks if stack.stack in names]
        return ControlEvidence(
            control=control.id,
            deployed=worst_stage(stack.state for stack in deployed),
            operating=operating,
            age_days=max((self._age(answer) for answer in answers), default=None),
            passed=verdicts.count(Verdict.PASS),
            failed=verdicts.count(Verdict.FAIL),
            undetermined=verdicts.count(Verdict.UNDETERMINED),
            stale=len(answers) - len(fresh),
            queries=queries,
            passes=_passes(fresh),
            problems=tuple(_line(answer) for answer in fresh if answer.verdict is not Verdict.PASS),
            not_as_judged=tuple(stack.stack for stack in deployed if stack.state is Stage.FAILS),
        )

    def _queries(self, control: str) -> Iterator[str]:
        """Return the queries about a control; those that were left out, or are newer than the run, have no answer."""
        yield from (query.id for query in self.run.settings.queries if control in query.controls)
        yield from (query.id for query in all_queries() if control in query.controls)

    def _stacks_of(self, control: ControlEntry) -> set[str]:
        """Return the stacks in which the control's checks judged or searched something that passes."""
        rules = {*control.rules, *(assertion.rule for assertion in control.assertions)}
        checks = [check for check in self.assessment.checks if not rules.isdisjoint(check.rules)]
        return {stack for check in checks for stack in self._passing(check)}

    def _passing(self, check: CheckEntry) -> Iterator[str]:
        for position in (*check.passed, *check.met):
            yield self.assessment.resources[position].stack
        for position in check.searched.stacks if check.searched else ():
            yield self.assessment.stacks[position].name
        yield from (place.removeprefix(STACK) for place in check.elsewhere if place.startswith(STACK))

    def _state(self, answers: Sequence[EvidenceAnswer]) -> Stage:
        fresh = {answer.verdict for answer in answers if self._age(answer) <= self.limit}
        if Verdict.FAIL in fresh:
            return Stage.FAILS
        if Verdict.UNDETERMINED in fresh:
            return Stage.UNDETERMINED
        if len(fresh) == 0:
            return Stage.STALE if answers else Stage.MISSING
        stale = any(self._age(answer) > self.limit for answer in answers)
        return Stage.STALE if stale else Stage.HOLDS

    def _age(self, answer: EvidenceAnswer) -> int:
        return (self.today - _day(answer.asked_at)).days


def _day(time: datetime) -> date:
    """Return the day in UTC, as the day of a report is."""
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).date()


def _organisation(assessment: Assessment) -> str:
    zone = assessment.zone or {}
    return str((zone.get("organisation") or {}).get("id") or "")


def _stack_name(subject: str) -> str:
    """Return a stack's name from its ARN or its name: ``arn:...:stack/NAME/ID``."""
    return subject.split(":stack/", 1)[1].split("/", 1)[0] if ":stack/" in subject else subject


def _passes(answers: Iterable[EvidenceAnswer]) -> tuple[PassedPlace, ...]:
    places: defaultdict[tuple[str, str], list[EvidenceAnswer]] = defaultdict(list)
    for answer in answers:
        if answer.verdict is Verdict.PASS:
            places[(answer.query, answer.environment)].append(answer)
    return tuple(
        PassedPlace(query=query, environment=environment, passed=len(found), oldest=min(a.asked_at for a in found))
        for (query, environment), found in sorted(places.items())
    )


def _line(answer: EvidenceAnswer) -> EvidenceLine:
    return EvidenceLine(
        query=answer.query,
        environment=answer.environment,
        subject=answer.subject,
        resource_type=answer.resource_type,
        verdict=answer.verdict.value,
        sentence=answer.sentence,
        asked_at=answer.asked_at,
        digest=answer.digest,
    )
