"""Ask every query in every place, aggregates first, and keep every answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from landing_zone.config.account import Account
from landing_zone.evidence.ask import Asked, ask, covered, unasked
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
"""Told of each ask that is done, with the number of all asks."""


@dataclass(frozen=True)
class Bounds:
    """How much is asked at once.

    Args:
        environments: places asked at the same time, one thread each.
        per_service: calls to one service under way at the same time, in all places together.
    """

    environments: int = 16
    per_service: int = 8


class Collector:
    """Collects the evidence of one run.

    Args:
        design: of the landing zone.
        sessions: enter its accounts.
        store: keeps the answers; what it already holds, whole, is not asked again.
        clock: the time, UTC.
        bounds: how much is asked at once.
        report: told of each ask that is done.
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
        """Ask aggregates, then account by account what they left open.

        Returns:
            Every ask with its counts, sorted by query, account and Region.
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
        finally:  # on Ctrl-C, what has not begun does not begin; --resume goes on from there
            pool.shutdown(cancel_futures=True)
        return entries

    def _unit(self, unit: Unit) -> list[AskEntry]:
        """Ask everything in one place; its clients live as long as this, or 200 accounts would not fit in memory."""
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
                    entry = self._keep(unasked(asked, session, self._clock()))
            entries.append(entry)
            self._report(entry, self._total)
        return entries

    def _before(self, asked: Ask) -> AskEntry | None:
        """Return the entry of an ask that need not be made: an earlier attempt, or an aggregate, answered it."""
        done = self._store.done(asked.query.id, asked.account.id, asked.subject_region)
        by = self._answered.get((asked.query.id, asked.account.id, asked.subject_region))
        if by is not None:
            # The aggregate may have answered only in this attempt, so it has the word over an earlier one.
            return self._keep(covered(asked, by, self._clock()))
        if done is None or done[0].covered_by:  # nobody covers it any longer
            return None
        entry, answers = done
        self._note(answers)
        return entry

    def _keep(self, asked: Asked) -> AskEntry:
        self._note(asked.answers)
        return self._store.write(asked.head, asked.answers)

    def _note(self, answers: Sequence[EvidenceAnswer]) -> None:
        # Aggregates run before all that read this, so no lock is needed.
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
"""Failures to assume a role that say nothing of the account itself."""
