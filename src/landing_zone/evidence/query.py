"""A query: one question to an account, with the rights that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level, QueryEntry
from landing_zone.evidence.target import QueryTarget


@dataclass(frozen=True)
class Query:
    """One question, asked in many places. Each is the ``QUERY`` of a file of its own in ``queries``.

    Args:
        id: the file's name.
        title: what holds when it passes, for people.
        controls: ids in ``policies/controls`` that it is evidence for.
        level: where it is asked.
        actions: the IAM actions that its calls need. A call that needs another is refused before it is sent.
        ask: yields the answers; what it raises of botocore's becomes one more answer, *undetermined*.
        asked_in: for the organisation's level, the role of the account that is asked; for others, the only role that
            is asked, or ``None`` for every account.
        stands_for: for an aggregate, the query whose answers it gives for many environments at once: where it
            answered, that one is not asked again, and its answers are kept as that query's.
    """

    id: str
    title: str
    controls: tuple[str, ...]
    level: Level
    actions: tuple[str, ...]
    ask: Callable[[QueryTarget], Iterable[Answer]]
    asked_in: Role | None = None
    stands_for: str = ""

    def __post_init__(self) -> None:
        if not self.actions or not self.controls:
            raise ValueError(f"the query '{self.id}' declares no IAM actions, or no controls")
        if self.level is Level.ORGANISATION and self.asked_in is None:
            raise ValueError(f"the query '{self.id}' asks for the organisation, and does not say in which account")
        if self.stands_for and self.level is not Level.ORGANISATION:
            raise ValueError(f"the query '{self.id}' is no aggregate, and cannot stand for others")

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
