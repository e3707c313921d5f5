"""What a comparison of a stack with its template yields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What became of a declared resource."""

    CREATED = "created"
    """It exists, and no property that was compared differs."""
    DIFFERING = "differing"
    """It exists, and at least one declared property is not so."""
    MISSING = "missing"
    """The service says that it does not exist, or CloudFormation has no physical id of it."""
    UNDETERMINED = "undetermined"
    """Nothing can be said: no reader for the type, or the service did not answer."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A declared property that is not so.

    Args:
        path: the property, such as ``Rules[0].Status``.
        declared: its value in the template, resolved; plain JSON.
        actual: what the service reports, plain JSON; ``None`` for nothing.
    """

    path: str
    declared: Any
    actual: Any


@dataclass(frozen=True, slots=True, order=True)
class NotCompared:
    """A declared property of which nothing can be said.

    Args:
        path: the property.
        reason: why, in words.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResourceReading:
    """One declared resource, and what its service says of it.

    Args:
        logical_id: its key in the template.
        type: CloudFormation type.
        physical_id: what CloudFormation calls it; "" when it has no such id.
        status: what became of it.
        differences: sorted by path; not empty exactly when the status is *differing*.
        not_compared: declared properties that could not be compared, sorted by path.
        reason: why it is missing or undetermined: one short sentence, with the service's error code where there is one.
    """

    logical_id: str
    type: str
    physical_id: str
    status: Status
    differences: tuple[Difference, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    reason: str = ""
