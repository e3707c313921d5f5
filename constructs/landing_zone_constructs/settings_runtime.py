"""Runs as an AWS Lambda function: makes settings that CloudFormation has no type for, and answers CloudFormation.

``settings_function.py`` puts the text of this file, and that of a file with the settings, into the template, so both
import nothing but Python's own library and boto3, which Lambda's Python runtime holds. Endpoint, Region and credentials
come from the environment, as boto3 takes them.

Each setting is read first and written only when it differs: the same request twice changes nothing, and a setting that
a policy of the organisation has made already, and so refuses to have written, is left as it is.
"""

from __future__ import annotations

import json
import logging
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004
from botocore.parsers import ResponseParserError

RESERVE_SECONDS = 40.0
"""Kept back from the function's time, so that CloudFormation is answered before it ends: one call that meets no answer
twice, with botocore's pause, and one attempt to send."""
DEFAULT_SECONDS = 120.0
"""The time taken for granted where no Lambda context says what is left."""
PROPAGATION_SECONDS = 30.0
"""How long a refusal may mean that not every endpoint of IAM knows a new role yet."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
MAX_REASON = 1500
"""Bytes; an answer holds at most 4,096 in all."""

_RETRIED_BY_BOTOCORE = frozenset({"MaxAttemptsReached", "RetryQuotaReached"})
"""What botocore adds to the metadata of an error that it would try again: throttling, answers of 5xx."""
_PROPAGATION = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ConcurrentModificationException",  # AWS Organizations refuses two changes at a time
        "ServiceAccessNotEnabled",  # trusted access was switched on a moment ago
        "ServiceAccessNotEnabledException",  # the same, as botocore's model of IAM names it
        "TooManyUpdates",
        "UnauthorizedOperation",
    }
)
"""Errors that pass within the half minute, and that botocore takes for final."""
_NOT_SET = frozenset({"NoSuchEntity", "NoSuchPublicAccessBlockConfiguration"})

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class RequestError(ValueError):
    """A request that fails however often it is tried."""


class NotYetError(Exception):
    """A setting that was written, and that its service does not show yet."""


@dataclass
class Clock:
    """Time, so that tests need not wait.

    Args:
        deadline: when CloudFormation must be answered, in seconds of ``now``.
        now: a monotonic clock.
        sleep: waits so many seconds.
        spread: a number from 0 to 1 that keeps many accounts from trying again in step.
    """

    deadline: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    spread: Callable[[], float] = random.random


@dataclass(frozen=True)
class Setting:
    """How one setting is read and written.

    Args:
        service: boto3's name of the service.
        parse: makes what the template says into what ``read`` gives, or raises :class:`RequestError`.
        read: gives the present state, of the account, of what is wanted.
        write: makes the state that is wanted, in the account.
        settles: whether the service takes its time, so that a write counts only once it is read.
    """

    service: str
    parse: Callable[[Any], dict[str, Any]]
    read: Callable[[Any, str, dict[str, Any]], dict[str, Any]]
    write: Callable[[Any, str, dict[str, Any]], Any]
    settles: bool = False


Settings = Mapping[str, Setting]
"""Property of the resource to setting, in the order in which they are made."""


def answer_request(event: Mapping[str, Any], context: Any, name: str, settings: Settings) -> dict[str, Any]:
    """Answer one request of CloudFormation.

    Args:
        event: the request.
        context: Lambda's, which says how much time is left; None elsewhere.
        name: what the physical ids of the resources begin with.
        settings: what a request may ask for.

    Returns:
        The answer that was sent.

    Raises:
        RequestError: the event names no address to answer to.
        OSError: the answer was not accepted; Lambda then runs the request again.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
    """
    remaining = DEFAULT_SECONDS if context is None else context.get_remaining_time_in_millis() / 1000
    clock = Clock(deadline=time.monotonic() + remaining - RESERVE_SECONDS)
    address = event.get("ResponseURL") if isinstance(event, Mapping) else None
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise RequestError("the event names no ResponseURL: it is not a request of CloudFormation, and gets no answer")
    answer = respond(event, clock, name, settings)
    send(address, answer, Clock(deadline=clock.deadline + RESERVE_SECONDS / 2))
    return answer


def respond(
    event: Mapping[str, Any], clock: Clock, name: str, settings: Settings, client: Callable[[str], Any] | None = None
) -> dict[str, Any]:
    """Do what a request asks, and say how it went; never raise.

    Deleting leaves every setting as it is: a security setting must not be weakened because a stack goes.

    Args:
        event: the request.
        clock: the time.
        name: what the physical ids of the resources begin with.
        settings: what a request may ask for.
        client: makes a client of a service by name.

    Returns:
        The answer.
    """
    answer: dict[str, Any] = {
        "Status": "SUCCESS",
        "StackId": str(event.get("StackId", "")),
        "RequestId": str(event.get("RequestId", "")),
        "LogicalResourceId": str(event.get("LogicalResourceId", "")),
        "PhysicalResourceId": physical_id(event, name),
        "Data": {},
    }
    try:
        if event.get("RequestType") == "Delete":
            _log.info("the settings stay: deleting the stack must not weaken the account")
        else:
            answer["Data"] = {"Changed": ",".join(_make_settings(event, clock, settings, client or default_client))}
    except Exception as error:  # noqa: BLE001 - unanswered, CloudFormation would wait for an hour
        _log.error("failed: %s", error, exc_info=not isinstance(error, RequestError))
        reason = str(error) if isinstance(error, RequestError) else f"{type(error).__name__}: {error}"
        answer["Status"], answer["Reason"] = "FAILED", reason.encode("ascii", "replace")[:MAX_REASON].decode()
    return answer


def _make_settings(
    event: Mapping[str, Any], clock: Clock, settings: Settings, client: Callable[[str], Any]
) -> list[str]:
    kind = event.get("RequestType")
    if kind not in ("Create", "Update"):
        raise RequestError(f"RequestType must be Create, Update or Delete, got {kind!r}")
    return apply(event.get("ResourceProperties"), account_id(event), clock, settings, client)


def physical_id(event: Mapping[str, Any], name: str) -> str:
    """Name the settings of an account and Region: the same at each attempt, so that nothing is ever replaced."""
    given = event.get("PhysicalResourceId")
    if isinstance(given, str) and given:
        return given
    parts = str(event.get("StackId", "")).split(":")
    return f"{name}-{parts[4]}-{parts[3]}" if len(parts) > 5 else name


def account_id(event: Mapping[str, Any]) -> str:
    """Return the account of the stack.

    Raises:
        RequestError: the stack's id is not an ARN of CloudFormation.
    """
    parts = str(event.get("StackId", "")).split(":")
    if len(parts) <= 5 or not parts[4].isdigit():
        raise RequestError(f"StackId must be the ARN of a stack, got {event.get('StackId')!r}")
    return parts[4]


def default_client(service: str) -> Any:
    """Make a client that tries twice, so that botocore says of an error whether it is worth another attempt."""
    retries = {"mode": "standard", "total_max_attempts": 2}
    return boto3.client(service, config=Config(retries=retries, connect_timeout=3, read_timeout=8))


def apply(properties: Any, account: str, clock: Clock, settings: Settings, client: Callable[[str], Any]) -> list[str]:
    """Make every setting that differs; one that fails does not keep the others from being made.

    Args:
        properties: the resource's properties.
        account: the account's number.
        clock: the time.
        settings: what the properties may be.
        client: makes a client of a service by name.

    Returns:
        The names of the settings that were changed, sorted.

    Raises:
        RequestError: the properties are malformed, or a setting could not be made; every reason is given.
    """
    if not isinstance(properties, Mapping):
        raise RequestError(f"ResourceProperties must be a mapping, got {properties!r}")
    asked = {name: value for name, value in properties.items() if name not in ("ServiceToken", "ServiceTimeout")}
    unknown = sorted(set(asked) - set(settings))
    if unknown or not asked:
        raise RequestError(f"settings must be some of {', '.join(sorted(settings))}; got {unknown or 'none'}")
    wanted = {name: settings[name].parse(asked[name]) for name in settings if name in asked}
    changed, failures = [], []
    for name, state in wanted.items():
        try:
            if _make(settings[name], state, account, clock, client):
                changed.append(name)
        except (BotoCoreError, ClientError, NotYetError, RequestError, ResponseParserError) as error:
            failures.append(f"{name}: {error}")
    _log.info("changed: %s; failed: %s", changed, failures)
    if failures:
        raise RequestError("; ".join(failures))
    return sorted(changed)


def _make(setting: Setting, wanted: dict[str, Any], account: str, clock: Clock, client: Callable[[str], Any]) -> bool:
    caller = client(setting.service)
    wrote = False

    def attempt() -> bool:
        """Read before each write: what refused it may be a policy that has made the setting in the meantime."""
        nonlocal wrote
        if not differing(_read(setting, caller, account, wanted), wanted):
            return wrote
        if wrote:
            raise NotYetError(f"written, and not yet shown by {setting.service}")
        setting.write(caller, account, wanted)
        wrote = True
        return attempt() if setting.settles else True

    made: bool = patiently(attempt, clock)
    return made


def differing(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Return the parts of a setting that are not as wanted."""
    return [key for key, value in wanted.items() if present.get(key) != value]


def _read(setting: Setting, caller: Any, account: str, wanted: dict[str, Any]) -> dict[str, Any]:
    try:
        return setting.read(caller, account, wanted)
    except ClientError as error:
        if code_of(error) in _NOT_SET:
            return {}
        raise


def patiently(call: Callable[[], Any], clock: Clock) -> Any:
    """Call, and call again when it may help, for as long as there is time.

    What botocore would try again and broken connections are tried again until the deadline; a refusal for the half
    minute that a new role may need to be known. The pauses double, and are spread.

    Args:
        call: what to call.
        clock: the time.

    Returns:
        What the call returned.

    Raises:
        ClientError: AWS refused for good, or still at the deadline.
        BotoCoreError: the endpoint could not be reached.
        NotYetError: what was written is still not shown at the deadline.
        OSError: the answer was not accepted.
    """
    start, pause = clock.now(), FIRST_PAUSE_SECONDS
    while True:
        try:
            return call()
        except (BotoCoreError, ClientError, NotYetError, OSError, ResponseParserError) as error:
            wait = pause * (0.5 + clock.spread() / 2)
            now = clock.now()
            if not _worth_another(error, now - start) or now + wait >= clock.deadline:
                raise
            _log.info("again in %.1f seconds: %s", wait, error)
            clock.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _worth_another(error: Exception, elapsed: float) -> bool:
    if isinstance(error, ClientError):
        if error.response.get("ResponseMetadata", {}).keys() & _RETRIED_BY_BOTOCORE:
            return True
        return code_of(error) in _PROPAGATION and elapsed < PROPAGATION_SECONDS
    if isinstance(error, urllib.error.HTTPError):
        return error.code >= 500
    # what cannot be parsed is the page of a load balancer, and not the service's own answer
    return isinstance(error, (ConnectionError, HTTPClientError, NotYetError, OSError, ResponseParserError))


def code_of(error: ClientError) -> str:
    """Return the code of an error of AWS."""
    return str(error.response.get("Error", {}).get("Code", ""))


def send(address: str, answer: Mapping[str, Any], clock: Clock) -> None:
    """Send the answer to CloudFormation, and again until the deadline while it is not accepted.

    Raises:
        OSError: it was not accepted.
    """
    # The address is signed for an empty content type; handler() has looked at its scheme.
    body = json.dumps(answer).encode()
    request = urllib.request.Request(address, data=body, method="PUT", headers={"Content-Type": ""})  # noqa: S310
    patiently(lambda: urllib.request.urlopen(request, timeout=10).close(), clock)  # noqa: S310


def flag_of(name: str, value: Any) -> bool:
    """Parse true or false, which CloudFormation sends as text."""
    flag = {"true": True, "false": False}.get(str(value).lower())
    if flag is None:
        raise RequestError(f"{name} must be true or false, got {value!r}")
    return flag


def number_of(name: str, value: Any) -> int:
    """Parse a whole number, which CloudFormation sends as text."""
    if not str(value).isdecimal():
        raise RequestError(f"{name} must be a whole number, got {value!r}")
    return int(value)


def table_of(name: str, value: Any, columns: Mapping[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
    """Parse a mapping with exactly these keys: CloudFormation sends every value as text."""
    if not isinstance(value, Mapping) or set(value) != set(columns):
        got = sorted(value) if isinstance(value, Mapping) else value
        raise RequestError(f"{name} must have the keys {', '.join(sorted(columns))}; got {got!r}")
    return {key: parse(f"{name}.{key}", value[key]) for key, parse in columns.items()}


def choice_of(name: str, value: Any, *choices: str) -> dict[str, Any]:
    """Parse one of a few texts, into ``value``."""
    if value not in choices:
        raise RequestError(f"{name} must be {' or '.join(choices)}, got {value!r}")
    return {"value": value}


def text_of(name: str, value: Any) -> str:
    """Parse a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise RequestError(f"{name} must be a text, got {value!r}")
    return value


def names_of(name: str, value: Any, state: Any) -> dict[str, Any]:
    """Parse a list of texts, each to the state that it is to have."""
    if not isinstance(value, list) or not value:
        raise RequestError(f"{name} must be a list, got {value!r}")
    return {text_of(name, item): state for item in value}


def paged(caller: Any, operation: str, key: str, **arguments: Any) -> Iterable[Any]:
    """Give what all pages of a list hold."""
    for page in caller.get_paginator(operation).paginate(**arguments):
        yield from page[key]
