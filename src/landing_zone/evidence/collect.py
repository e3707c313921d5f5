"""Run every query in every place, aggregates first, and store every answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from landing_zone.config.account import Account
from landing_zone.evidence.ask import AskResult, ask, covered, not_entered
from landing_zone.evidence.calls import Calls, ServiceLimits
from landing_zone.evidence.design import Design
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.model import AskEntry, ErrorEntry, ErrorKind, EvidenceAnswer
from landing_zone.evidence.plan import Ask, Unit, organisation_units, place_units
from landing_zone.evidence.query import Query
from landing_zone.evidence.sessions import AccountSession, Sessions
from landing_zone.evidence.store import Store
from landing_zone.evidence.target import QueryTarget

Report = Callable[[AskEntry, int], None]
"""Called after each query in a place, with the number of all of them."""


@dataclass(frozen=True)
class Bounds:
    """Limits of concurrency.

    Args:
        environments: places queried at the same time, one thread each.
        per_service: concurrent calls to one service, over all places.
    """

    environments: int = 16
    per_service: int = 8


class Collector:
    """Collects the evidence of one run.

    Args:
        design: of the landing zone.
        sessions: enter its accounts.
        store: stores the answers; a query whose complete result it already has is not run again.
        clock: the time, UTC.
        bounds: limits of concurrency.
        report: called after each query in a place.
    """

    def __init__(
        self,
        design: Design,
        sessions: Sessions,
        store: Store,
        clock: Callable[[], datetime],
        bounds: Bounds,
        report: Report,
    ) -> None:
        self._design, self._sessions, self._store = design, sessions, store
        self._clock, self._bounds, self._report = clock, bounds, report
        self._limits = ServiceLimits(bounds.per_service)
        self._entered: dict[str, AccountSession | ErrorEntry] = {}
        self._locks: dict[str, Lock] = {account.id: Lock() for account in design.zone.accounts}
        self._answered: dict[tuple[str, str, str], str] = {}

    def collect(self, accounts: Sequence[Account], queries: Sequence[Query]) -> tuple[AskEntry, ...]:
        """Run the aggregates, then, account by account, the queries that they did not answer.

        Returns:
            An entry with counts for each query in each place, sorted by query, account and Region.
        """
        first = organisation_units(self._design.zone, queries)
        then = place_units(self._design.zone, accounts, queries)
        self._total = sum(len(unit.asks) for unit in (*first, *then))
        entries: list[AskEntry] = []
        for units in (first, then):
            entries += self._all(units)
        return tuple(sorted(entries, key=lambda entry: (entry.query, entry.account, entry.region)))

    def _all(self, units: Sequence[Unit]) -> list[AskEntry]:
        entries: list[AskEntry] = []
        pool = ThreadPoolExecutor(max_workers=self._bounds.environments, thread_name_prefix="evidence")
        try:
            for future in as_completed([pool.submit(self._unit, unit) for unit in units]):
                entries += future.result()
        finally:  # on Ctrl-C, units that have not begun are cancelled; --resume continues there
            pool.shutdown(cancel_futures=True)
        return entries

    def _unit(self, unit: Unit) -> list[AskEntry]:
        """Run all queries of one place, then drop its clients: those of 200 accounts would not fit in memory."""
        calls = Calls(self._limits)
        place: QueryTarget | None = None
        entries = []
        for asked in unit.asks:
            entry = self._before(asked)
            if entry is None:
                session = self._enter(unit.account.id)
                if isinstance(session, AccountSession):
                    connect = place.connect if place else session.clients(calls)
                    place = QueryTarget(unit.account, unit.region, self._design, self._clock(), connect)
                    entry = self._keep(ask(asked, place, calls, session.identity))
                else:
                    entry = self._keep(not_entered(asked, session, self._clock()))
            entries.append(entry)
            self._report(entry, self._total)
        return entries

    def _before(self, asked: Ask) -> AskEntry | None:
        """Return the entry of a query that an earlier attempt, or an aggregate, answered for this place."""
        done = self._store.done(asked.query.id, asked.account.id, asked.subject_region)
        by = self._answered.get((asked.query.id, asked.account.id, asked.subject_region))
        if by is not None:
            # The aggregate may have answered only in this attempt, so it takes precedence over an earlier one.
            return self._keep(covered(asked, by, self._clock()))
        if done is None or done[0].covered_by:  # the aggregate no longer covers it
            return None
        entry, answers = done
        self._note(answers)
        return entry

    def _keep(self, asked: AskResult) -> AskEntry:
        self._note(asked.answers)
        return self._store.write(asked.head, asked.answers)

    def _note(self, answers: Sequence[EvidenceAnswer]) -> None:
        # Aggregates run before anything reads this, so no lock is needed.
        for answer in answers:
            if answer.through:
                self._answered[(answer.query, answer.account, answer.region)] = answer.through

    def _enter(self, account: str) -> AccountSession | ErrorEntry:
        with self._locks[account]:
            if account not in self._entered:
                try:
                    self._entered[account] = self._sessions.enter(account)
                except Exception as problem:
                    error = classify_error(problem)
                    if error is None:
                        raise
                    kind = error.kind if error.kind in _NOT_OF_THE_ACCOUNT else ErrorKind.NO_ACCOUNT
                    self._entered[account] = error.model_copy(update={"kind": kind})
            return self._entered[account]


_NOT_OF_THE_ACCOUNT = (ErrorKind.EXPIRED, ErrorKind.THROTTLED, ErrorKind.TIMEOUT, ErrorKind.UNREACHABLE)
"""Failures to assume a role that do not depend on the account."""
