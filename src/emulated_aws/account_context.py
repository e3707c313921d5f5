"""boto3 clients that call the emulated services in this process, without HTTP, as a chosen account."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from emulated_aws.faults import fail_provider

_acting = threading.local()
_clients: dict[tuple[str, str], Any] = {}
_lock = threading.Lock()


@contextmanager
def as_account(account_id: str) -> Iterator[None]:
    """Run the calls of this thread as calls of an account."""
    before = getattr(_acting, "account_id", None)
    _acting.account_id = account_id
    try:
        yield
    finally:
        _acting.account_id = before


def acting_account() -> str:
    """Return the account of :func:`as_account`; "" outside of it."""
    return getattr(_acting, "account_id", None) or ""


def client_of(service: str, region: str) -> Any:
    """Return a client of an emulated service; each call goes to the account of :func:`as_account`.

    botocore validates each call against the service's model, so a misspelt property is refused, as AWS would do.
    """
    with _lock:
        if (service, region) not in _clients:
            _clients[service, region] = _new(service, region)
        return _clients[service, region]


def _new(service: str, region: str) -> Any:
    from botocore.config import Config

    client = _session().client(service, region_name=region, config=Config(retries={"total_max_attempts": 1}))
    client.meta.events.register("provide-client-params", _convert)
    client.meta.events.register("before-call", _name_account)
    return client


@cache
def _session() -> Any:
    """One session for all clients, so that each service's model is parsed once."""
    import boto3
    from moto.core.models import botocore_stubber  # before the session: it registers itself in botocore's handlers

    botocore_stubber.enabled = True
    return boto3.session.Session(
        aws_access_key_id="emulator",
        aws_secret_access_key="emulator",  # noqa: S106 the emulator checks no signature
    )


def _convert(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
    """Convert text to numbers and booleans, and the reverse, as CloudFormation does with a template's values.

    Names too: CloudFormation begins them in upper case, and some services in lower case.
    """
    return params if model.input_shape is None else converted(params, model.input_shape)


def converted(value: Any, shape: Any) -> Any:
    """Return a value with each scalar in the type of a botocore shape, where it can be converted."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, Mapping):
        named = {_member(key, shape): item for key, item in value.items()}
        return {
            key: converted(item, shape.members[key]) if key in shape.members else item for key, item in named.items()
        }
    if kind == "list" and isinstance(value, list):
        return [converted(item, shape.member) for item in value]
    if kind == "map" and isinstance(value, Mapping):
        return {key: converted(item, shape.value) for key, item in value.items()}
    if isinstance(value, str):
        if kind == "boolean" and value in ("true", "false"):
            return value == "true"
        if kind in ("integer", "long") and value.lstrip("-").isdigit():
            return int(value)
    elif kind == "string" and isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def _member(key: str, shape: Any) -> str:
    lower = key[:1].lower() + key[1:]
    return lower if key not in shape.members and lower in shape.members else key


def _name_account(params: dict[str, Any], model: Any, **_: Any) -> None:
    fail_provider(model.service_model.service_name, model.name)
    account_id = getattr(_acting, "account_id", None)
    if account_id is None:
        raise RuntimeError("a call to an emulated service outside of as_account()")
    params["headers"]["x-moto-account-id"] = account_id
