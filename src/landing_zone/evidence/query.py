"""A query: one question to a deployed account, with the IAM actions that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level, QueryEntry
from landing_zone.evidence.target import QueryTarget


@dataclass(frozen=True)
class Query:
    """One question, run in many places. Each is the ``QUERY`` of one file in ``queries``.

    Args:
        id: the file's name.
        title: the statement that is true when it passes.
        controls: ids in ``policies/controls`` that it is evidence for.
        level: where it runs.
        actions: the IAM actions that its calls need. A call that needs another is refused before it is sent.
        ask: yields the answers; an exception of botocore becomes one more answer, *undetermined*.
        asked_in: for the organisation's level, the role of the account where it runs; for others, the only role where
            it runs, or ``None`` for every account.
        replaces: for an aggregate, the query whose answers it gives for many environments at once: where it
            answered, that query does not run, and the answers are stored as that query's.
    """

    id: str
    title: str
    controls: tuple[str, ...]
    level: Level
    actions: tuple[str, ...]
    ask: Callable[[QueryTarget], Iterable[Answer]]
    asked_in: Role | None = None
    replaces: str = ""

    def __post_init__(self) -> None:
        if not self.actions or not self.controls:
            raise ValueError(f"the query '{self.id}' declares no IAM actions, or no controls")
        if self.level is Level.ORGANISATION and self.asked_in is None:
            raise ValueError(f"the query '{self.id}' is about the organisation, and names no account to run in")
        if self.replaces and self.level is not Level.ORGANISATION:
            raise ValueError(f"the query '{self.id}' is not an aggregate, and cannot replace others")

    @property
    def entry(self) -> QueryEntry:
        """The query for the manifest."""
        return QueryEntry(
            id=self.id,
            title=self.title,
            level=self.level,
            controls=tuple(sorted(self.controls)),
            actions=tuple(sorted(self.actions)),
        )
