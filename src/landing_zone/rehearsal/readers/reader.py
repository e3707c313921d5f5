"""What a reader is, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from landing_zone.rehearsal.readers.read_request import ReadRequest


@dataclass(frozen=True, slots=True)
class Reading:
    """A resource as its service reports it.

    Args:
        properties: by CloudFormation's names and in its shape. ``None`` says that the service was asked and reports
            no such thing; a property that is not here was not asked for, and is never taken to be as declared.
        attributes: what ``Fn::GetAtt`` of the resource yields, as far as the service tells.
        not_told: properties that no API tells, each with the reason.
    """

    properties: Mapping[str, Any]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    not_told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """How resources of one type are read and compared.

    Paths name properties without the positions of list items: ``Rules.Statement``.

    Args:
        type: the CloudFormation type.
        read: asks the service; ``None`` when the resource does not exist.
        unordered: lists whose order the service does not keep.
        open_lists: lists that hold more than what one template declares, such as tags: what is declared must be there.
        policies: IAM policy documents.
        documents: JSON documents, which a template may hold as text or as a mapping.
    """

    type: str
    read: Callable[[ReadRequest], Reading | None]
    unordered: frozenset[str] = frozenset()
    open_lists: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
