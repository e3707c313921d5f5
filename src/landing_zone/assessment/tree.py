"""A framework's requirements as a tree: those that are tested, and which of them are below another.

A requirement of level ``requirement`` is tested itself, whether it has parts or not; principals and sections are
headings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Node(Protocol):
    """A requirement, of the catalogue or of an assessment."""

    @property
    def id(self) -> str: ...  # noqa: D102 - the id as the framework prints it

    @property
    def parent(self) -> str | None: ...  # noqa: D102 - the id one level up

    @property
    def tested(self) -> bool: ...  # noqa: D102 - not a heading

    @property
    def service_provider_only(self) -> bool: ...  # noqa: D102 - it binds service providers alone


def tested_below(requirements: Iterable[Node]) -> dict[str, list[str]]:
    """Return, for each requirement with others below it, the ids of the tested ones there, in the framework's order."""
    requirements = list(requirements)
    nodes = {requirement.id: requirement for requirement in requirements}
    below: dict[str, list[str]] = {}
    for requirement in requirements:
        if not requirement.tested:
            continue
        above = requirement.parent
        while above is not None:
            below.setdefault(above, []).append(requirement.id)
            above = nodes[above].parent
    return below
