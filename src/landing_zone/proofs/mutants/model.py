"""One mutant: one change of one resource of an assembly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from landing_zone.engines.engine import canonical_json, digest


class Operator(StrEnum):
    """The kinds of change."""

    REMOVE = "remove"
    """A property, or an element of a list, is taken out."""
    FLIP = "flip"
    """A boolean is the other one."""
    WEAKEN = "weaken"
    """Another value of an enumeration, or the ends of a range."""
    REPLACE = "replace"
    """A text is another one."""
    WIDEN = "widen"
    """A policy, a pattern or a range of addresses takes in more."""
    ADD = "add"
    """An optional property, or an element of a list, that was not there."""
    NEUTRALISE = "neutralise"
    """Beside the properties: what keeps the resource from being there, or from being judged."""
    OUTSIDER = "outsider"
    """An account, an organisation, a service or an address that is not the zone's."""
    REMOVE_RESOURCE = "remove resource"
    ADD_RESOURCE = "add resource"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one resource.

    Args:
        type: of the changed resource.
        path: of the changed property: names joined by dots, ``[]`` for elements of a list, ``{}`` for the keys of a
            free map; ``@Name`` for what is beside the properties; "" for the resource as a whole.
        operator: the kind of change.
        change: what it is changed to, in a few words; with the three others it says what the mutant is.
        stack: of the resource.
        logical_id: of the resource.
        body: the resource's new body; ``None`` where it is taken out.
        added: logical id to a resource that is put beside it.
        direction: -1 or 1 for a number that became smaller or greater; else 0.
        narrows: whether it only takes rights away, or notices more.
    """

    type: str
    path: str
    operator: Operator
    change: str
    stack: str
    logical_id: str
    body: Mapping[str, Any] | None
    added: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    direction: int = 0
    narrows: bool = False

    @property
    def id(self) -> str:
        """Short, and the same in each run: what was changed, how, and where."""
        return digest(self.type, self.path, self.operator, self.change, self.digest)[:12]

    @property
    def digest(self) -> str:
        """The digest of the changed resource."""
        return digest(self.stack, self.logical_id, canonical_json(self.body), canonical_json(self.added))
