"""Join rows that differ only in their place, so that a table of hundreds can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Folded:
    """What several places have in common.

    Args:
        key: the cells that are the same.
        environments: one for each row.
    """

    key: tuple[str, ...]
    environments: tuple[str, ...]

    @property
    def number(self) -> int:
        """The number of rows that it joins."""
        return len(self.environments)


def fold(rows: Iterable[tuple[tuple[str, ...], str]]) -> list[Folded]:
    """Join rows with the same cells, sorted by them.

    Args:
        rows: the cells of each, and its environment.
    """
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, environment in rows:
        found[key].append(environment)
    return [Folded(key, tuple(sorted(environments))) for key, environments in sorted(found.items())]
