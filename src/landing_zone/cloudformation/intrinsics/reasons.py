"""Why a value is not known, and which of these reasons is a choice between values that can be gone through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from landing_zone.cloudformation.intrinsics.values import Truth, Unknown, reasons_in

Key = tuple[str, str, str]
"""What is open: the template's name; ``condition``, or ``ref``; the name of the condition, or what ``Ref`` names."""
World = Mapping[Key, Any]
"""One way in which templates may be deployed: a value for some of the open choices."""


class _Rest(Enum):
    """Values that are not written out."""

    OTHER = "a value that is not among those named"
    OPEN = "any value"


OTHER = _Rest.OTHER
"""A key that no mapping has."""
OPEN = _Rest.OPEN
"""Any value of a parameter, its default included: it stays unknown."""


class Choice(str):
    """A reason that is one of a few values; a judgement can be made for each of them.

    Args:
        text: the reason, in words.
        key: what is open.
        values: all that it may be; see :data:`OTHER` and :data:`OPEN`.
        depth: 0 where it depends on no other choice, else one more than those. What decides others is chosen first.
    """

    key: Key
    values: tuple[Any, ...]
    depth: int

    @property
    def default(self) -> bool:
        """Whether all that is known is what a parameter has where nothing else is given."""
        return OPEN in self.values

    def __new__(cls, text: str, key: Key, values: Iterable[Any], depth: int = 0) -> Choice:  # noqa: D102
        made = super().__new__(cls, text)
        made.key, made.values, made.depth = key, tuple(values), depth
        return made

    def __eq__(self, other: object) -> bool:  # conditions of two templates may have one name
        return isinstance(other, Choice) and self.key == other.key and str.__eq__(self, other)

    def __hash__(self) -> int:
        return hash(self.key)


class NotDeployable(str):
    """A reason for which CloudFormation deploys nothing of a template: a key that a mapping does not have.

    Args:
        text: the reason, in words.
        template: the template's name.
    """

    template: str

    def __new__(cls, text: str, template: str) -> NotDeployable:  # noqa: D102
        made = super().__new__(cls, text)
        made.template = template
        return made


def choices(reasons: Iterable[str]) -> list[Choice]:
    """Return the choices among reasons, each once; first those that depend on no other, and defaults last."""
    found: dict[Key, Choice] = {}
    for reason in reasons:
        if isinstance(reason, Choice) and (reason.key not in found or found[reason.key].default):
            found[reason.key] = reason
    return sorted(found.values(), key=lambda one: (one.default, one.depth, one.key[1] == "condition", one.key))


def chosen_condition(key: tuple[str, str], reasons: frozenset[str]) -> frozenset[str]:
    """Return the reasons of an open condition: those of what it compares, and that itself is true or false."""
    depth = 1 + max((reason.depth for reason in reasons if isinstance(reason, Choice)), default=-1)
    template, name = key
    return reasons | {Choice(f"the condition {name}", (template, "condition", name), (True, False), depth)}


def unknown(reason: str, known_truth: Truth = None, *sources: Any, absent: bool = False) -> Unknown:
    """Return a value that is not known for a reason, and for those of what it is computed from."""
    reasons: frozenset[str] = frozenset().union(*(reasons_in(source) for source in sources))
    return Unknown(reasons | {reason}, known_truth, absent)
