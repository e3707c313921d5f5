"""One run of the collector, from the assembly to the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from landing_zone.config.account import Account
from landing_zone.errors import ExitCode, UserError
from landing_zone.evidence.collect import Bounds, Collector, Report
from landing_zone.evidence.design import Design
from landing_zone.evidence.model import ErrorKind, EvidenceManifest, EvidenceRun, RunSettings, Verdict
from landing_zone.evidence.query import Query
from landing_zone.evidence.read import read_run
from landing_zone.evidence.registry import all_queries
from landing_zone.evidence.sessions import Connection, Sessions
from landing_zone.evidence.store import MANIFEST, Store
from landing_zone.files.atomic_write import atomic_write

DEFAULT_ROLE = "landing-zone-auditor"
"""The name of the auditor's role in every account."""

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Selection:
    """The accounts and queries that are selected; empty means all.

    Args:
        accounts: names or ids.
        queries: ids.
    """

    accounts: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()

    def of(self, design: Design) -> tuple[tuple[Account, ...], tuple[Query, ...]]:
        """Return the selected accounts and queries.

        Raises:
            UserError: one of them does not exist.
        """
        zone = {key: account for account in design.zone.accounts for key in (account.name, account.id)}
        known = {query.id: query for query in all_queries()}
        accounts = {_one("account", name, zone).id for name in self.accounts}
        queries = {_one("query", name, known).id for name in self.queries}
        return (
            tuple(a for a in sorted(design.zone.accounts, key=lambda a: a.id) if not accounts or a.id in accounts),
            tuple(query for query in all_queries() if not queries or query.id in queries),
        )


def collect_run(
    design: Design,
    connection: Connection,
    folder: Path,
    clock: Callable[[], datetime],
    *,
    resume: bool = False,
    selection: Selection | None = None,
    bounds: Bounds | None = None,
    report: Report = lambda _entry, _total: None,
) -> EvidenceRun:
    """Collect the evidence of one run and write its manifest.

    Args:
        design: of the landing zone.
        connection: how AWS is reached.
        folder: of this run.
        clock: the time, UTC.
        resume: continue the run in the folder.
        selection: accounts and queries; all by default.
        bounds: limits of concurrency.
        report: called after each query in a place.

    Raises:
        UserError: no credentials, an unknown account or query, or a folder that cannot be used.
    """
    asked = selection or Selection()
    accounts, queries = asked.of(design)
    sessions = Sessions(connection)
    caller = sessions.caller()
    settings = RunSettings(
        organisation=design.zone.organisation.id or "",
        zone_digest=design.digest,
        endpoint_url=connection.endpoint_url,
        role_name=connection.role_name,
        accounts=tuple(account.id for account in accounts),
        regions=design.zone.regions.governed,
        queries=tuple(query.entry for query in queries),
        whole=not asked.accounts and not asked.queries,
    )
    store = Store(folder)
    store.begin(settings, resume=resume)
    started = clock()
    entries = Collector(design, sessions, store, clock, bounds or Bounds(), report).collect(accounts, queries)
    manifest = EvidenceManifest(
        run=folder.name,
        started=min([started, *(entry.asked_at for entry in entries)]),
        finished=clock(),
        caller=caller,
        tools={name: version(name) for name in ("boto3", "landing-zone")},
        settings=settings,
        asks=entries,
        counts={
            Verdict.PASS.value: sum(entry.passed for entry in entries),
            Verdict.FAIL.value: sum(entry.failed for entry in entries),
            Verdict.UNDETERMINED.value: sum(entry.undetermined for entry in entries),
        },
    )
    with atomic_write(folder / MANIFEST) as file:
        file.write(f"{manifest.model_dump_json(indent=2)}\n".encode())
    return read_run(folder)


def exit_code_of(run: EvidenceRun) -> ExitCode:
    """Return 0 when every answer passed, 1 when one fails or is undetermined, 2 when a query broke."""
    if any(answer.error and answer.error.kind is ErrorKind.BROKEN for answer in run.answers):
        return ExitCode.BROKEN
    if run.counts[Verdict.FAIL.value] or run.counts[Verdict.UNDETERMINED.value]:
        return ExitCode.NOT_HELD
    return ExitCode.HELD


def _one(what: str, name: str, known: Mapping[str, _Item]) -> _Item:
    if name in known:
        return known[name]
    close = get_close_matches(name, list(known), n=3)
    raise UserError(
        f"there is no {what} '{name}'",
        value=name,
        allowed=f"did you mean {' or '.join(map(repr, close))}?" if close else ", ".join(sorted(known)),
        fix=f"correct --{what}",
    )
