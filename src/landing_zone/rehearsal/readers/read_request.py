"""The input of a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ClientFactory = Callable[[str, str, str], Any]
"""``(service, account id, region) -> boto3 client``, for an emulated or a real account."""


class CannotReadError(Exception):
    """A resource cannot be read; the message is the reason. It is *undetermined*, which is never *created*."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One resource, and the clients of its service.

    Args:
        clients: creates boto3 clients.
        account_id: the account of the stack.
        region: the Region of the stack.
        physical_id: the value of ``Ref`` of the resource.
        declared: its properties in the template, intrinsic functions resolved; a value that could not be resolved is
            a :class:`landing_zone.cloudformation.intrinsics.values.Unknown`.
    """

    clients: ClientFactory
    account_id: str
    region: str
    physical_id: str
    declared: Mapping[str, Any]

    def client(self, service: str) -> Any:
        """Return a client of a service in the stack's account and Region."""
        return self.clients(service, self.account_id, self.region)

    def text(self, name: str) -> str:
        """Return a declared property that the call to the service needs.

        Raises:
            CannotReadError: it is not declared, or its value could not be resolved.
        """
        value = self.declared.get(name)
        if not isinstance(value, str) or not value:
            raise CannotReadError(f"the property {name}, which the call to the service needs, could not be resolved")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a declared list of texts that the call to the service needs.

        Raises:
            CannotReadError: it is not declared, or a value in it could not be resolved.
        """
        value = self.declared.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise CannotReadError(f"the property {name}, which the call to the service needs, could not be resolved")
        return value
