"""The result of the comparison of a stack with its template."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The result for a declared resource."""

    CREATED = "created"
    """It exists, and no property that was compared differs."""
    DIFFERING = "differing"
    """It exists, and at least one declared property differs."""
    MISSING = "missing"
    """The service says that it does not exist, or CloudFormation has no physical id of it."""
    UNDETERMINED = "undetermined"
    """It could not be read: no reader for the type, or the service did not answer."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A declared property that differs.

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
    """A declared property that could not be compared.

    Args:
        path: the property.
        reason: why.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResourceReading:
    """One declared resource, and the result of its comparison.

    Args:
        logical_id: its key in the template.
        type: CloudFormation type.
        physical_id: of CloudFormation; "" when it has no such id.
        status: the result.
        differences: sorted by path; not empty if and only if the status is *differing*.
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
