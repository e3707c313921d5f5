"""What the emulated services deliver: at once where AWS tries it at the call, and all of it after a deployment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from emulated_aws import journal
from emulated_aws.deliveries.attempt import Attempt, Attempts, check
from emulated_aws.deliveries.deployed import Deployed
from emulated_aws.deliveries.near import Near

FILE = "deliveries.json"
"""The contracts, in the emulator's folder. Without the file nothing is delivered, and nothing refused."""
_state: dict[str, Any] = {"contracts": (), "zone": None}


class RefusedError(Exception):
    """A policy refuses what a service would deliver."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.reason)
        self.attempt = attempt


def load(folder: Path, zone: Mapping[str, Any]) -> None:
    """Read the contracts.

    Raises:
        ValueError: an expression of a contract cannot be evaluated here.
    """
    file = folder / FILE
    contracts = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    check(contracts)
    _state.update(contracts=contracts, zone=zone)


def organisation_of(account: str) -> str | None:
    """Return the id of the organisation that an account is in."""
    zone = _state["zone"] or {"organisation": {}, "accounts": ()}
    return zone["organisation"].get("id") if any(one["id"] == account for one in zone["accounts"]) else None


def attempts_now() -> Attempts:
    """Return what asks the contracts of what is deployed now."""
    zone = _state["zone"]
    accounts = zone["accounts"]
    management = next(a["id"] for a in accounts if "management" in (a["role"], *(a.get("also") or ())))
    organisation = zone["organisation"].get("id")
    ids = frozenset(account["id"] for account in accounts)
    deployed = Deployed(management, zone["regions"]["home"], organisation, ids)
    member = next((account["id"] for account in accounts if account["role"] == "workload"), None)
    return Attempts(_state["contracts"], deployed, member)


def deliver(near: Near) -> None:
    """Let a service try what it delivers when a resource is set up, and write its objects.

    Raises:
        RefusedError: a policy refuses part of it.
    """
    if not any(near.type in contract["each"]["type"] for contract in _state["contracts"]):
        return
    tried = list(attempts_now().of(near))
    refused = next((one for one in tried if one.result == "refused" and not one.unconfirmed), None)
    if refused is not None:
        journal.write("delivery", place=near.place, reason=refused.reason)
        raise RefusedError(refused)
    _write(tried)


def deliver_everything() -> list[dict[str, Any]]:
    """Try every delivery of what is deployed; a policy that AWS would not take refuses."""
    attempts = attempts_now()
    found: list[Attempt] = []
    for near in attempts.deployed.resources:
        tried = list(attempts.of(near))
        _write(tried)
        found += tried
    return [one.as_json() for one in found]


def _write(tried: Iterable[Attempt]) -> None:
    """Write an object of each kind that is delivered, encrypted as the service asks for."""
    from moto.s3.models import s3_backends

    written = set()
    for one in tried:
        bucket, _, key = one.resource.removeprefix("arn:aws:s3:::").partition("/")
        owner = s3_backends.bucket_accounts.get(bucket)
        if one.action != "s3:PutObject" or one.result != "allowed" or one.resource in written or owner is None:
            continue
        written.add(one.resource)
        s3_backends[owner[1]][owner[0]].put_object(
            bucket,
            key,
            b"",
            encryption=one.headers.get("s3:x-amz-server-side-encryption"),
            kms_key_id=one.headers.get("s3:x-amz-server-side-encryption-aws-kms-key-id"),
            disable_notification=True,
        )
