"""A reader and its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from landing_zone.rehearsal.readers.read_request import ReadRequest


@dataclass(frozen=True, slots=True)
class Reading:
    """A resource as its service reports it.

    Args:
        properties: by CloudFormation's names and in its shape. ``None`` means that the service was called and reports
            no value; a property that is absent was not read, and never counts as equal to its declaration.
            attributes: the values of ``Fn::GetAtt`` of the resource, as far as the service returns them.
            not_readable: properties that no API returns, each with the reason.
    """

    properties: Mapping[str, Any]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    not_readable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """How resources of one type are read and compared.

    Paths name properties without the positions of list items: ``Rules.Statement``.

    Args:
        type: the CloudFormation type.
        read: calls the service; ``None`` when the resource does not exist.
        unordered: lists whose order the service does not keep.
        open_lists: lists that other sources add to, such as tags: the declared items must be in them.
        policies: IAM policy documents.
        documents: JSON documents, which a template may hold as text or as a mapping.
    """

    type: str
    read: Callable[[ReadRequest], Reading | None]
    unordered: frozenset[str] = frozenset()
    open_lists: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
