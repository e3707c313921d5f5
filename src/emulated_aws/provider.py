"""The base class of the providers of resource types."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulated_aws.account_context import client_of


@dataclass(frozen=True, slots=True)
class Call:
    """One resource to make, change or remove, with access to its service."""

    account_id: str
    region: str
    stack_name: str
    stack_id: str
    logical_id: str
    type: str
    properties: Mapping[str, Any]
    attempt: int = 0
    """How many physical resources this logical id has had; a replacement needs another name."""

    def client(self, service: str, region: str = "") -> Any:
        """Return a boto3 client of the emulated service in the stack's Region, or another."""
        return client_of(service, region or self.region)

    def name(self, longest: int = 64, *, lower: bool = False) -> str:
        """Return a generated physical name as CloudFormation builds it: stack, logical id, unique suffix."""
        suffix = hashlib.sha256(f"{self.stack_id} {self.logical_id} {self.attempt}".encode()).hexdigest()[:12].upper()
        room = longest - len(suffix) - 1
        stem = f"{self.stack_name}-{self.logical_id}"
        if len(stem) > room:
            half = room // 2
            stem = f"{self.stack_name[: room - half - 1]}-{self.logical_id[:half]}"
        name = f"{stem}-{suffix}"
        return name.lower() if lower else name


class Provider:
    """Makes, changes and removes one resource type by the API of its service.

    A type implements :meth:`make` and :meth:`remove`; :meth:`apply` sets properties that can change. It is called
    after :meth:`make`, and again, with the new properties, at each update.
    """

    type: str
    emulated: frozenset[str] | None
    """The properties that reach the service; ``None`` for all. Any other is journalled as *not emulated*."""
    create_only: frozenset[tuple[str, ...]] = frozenset()
    """The paths, as tuples of keys, whose change replaces the resource (*Update requires: Replacement*)."""

    def make(self, call: Call) -> str:
        """Create the resource, and return its physical id: what ``Ref`` yields."""
        raise NotImplementedError

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        """Set changeable properties. ``before`` has the previous properties; ``None`` right after :meth:`make`."""

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:  # noqa: ARG002 for those that override
        """Return what ``Fn::GetAtt`` yields."""
        return {}

    def replaces(self, call: Call, before: Mapping[str, Any]) -> bool:  # noqa: ARG002 for those that override
        """Return whether an update replaces the resource although no path of ``create_only`` changes."""
        return False

    def remove(self, call: Call, physical_id: str) -> None:
        """Delete the resource."""
        raise NotImplementedError
