"""A framework's requirements as a tree: its leaves, and the leaves below each other requirement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Node(Protocol):
    """A requirement, of the catalogue or of an assessment."""

    @property
    def id(self) -> str: ...  # noqa: D102 - the id as the framework prints it

    @property
    def parent(self) -> str | None: ...  # noqa: D102 - the id one level up


_Node = TypeVar("_Node", bound=Node)


def leaves(requirements: Iterable[_Node]) -> list[_Node]:
    """Return the requirements without parts, in the framework's order."""
    requirements = list(requirements)
    parents = {requirement.parent for requirement in requirements}
    return [requirement for requirement in requirements if requirement.id not in parents]


def leaves_below(requirements: Iterable[Node]) -> dict[str, list[str]]:
    """Return, for each requirement that is not a leaf, the ids of the leaves below it, in the framework's order."""
    children: dict[str | None, list[str]] = {}
    for requirement in requirements:
        children.setdefault(requirement.parent, []).append(requirement.id)

    def below(id_: str) -> list[str]:
        return [leaf for child in children[id_] for leaf in (below(child) if child in children else [child])]

    return {id_: below(id_) for id_ in children if id_ is not None}
