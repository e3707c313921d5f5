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
