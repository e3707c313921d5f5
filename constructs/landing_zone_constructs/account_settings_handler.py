"""Runs as an AWS Lambda function: makes the settings of an account that CloudFormation has no type for.

``account_settings.py`` puts the text of this file into the template, so it imports nothing but Python's own library and
boto3, which Lambda's Python runtime holds. Endpoint, Region and credentials come from the environment, as boto3 takes
them.

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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004
from botocore.parsers import ResponseParserError

SSM_PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
"""The service setting that decides whether documents may be shared with every account."""

AWS_MANAGED_EBS_KEY = "alias/aws/ebs"
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
_PROPAGATION = frozenset({"AccessDenied", "AccessDeniedException", "TooManyUpdates", "UnauthorizedOperation"})
"""Errors that pass within the half minute, and that botocore takes for final."""
_NOT_SET = frozenset({"NoSuchEntity", "NoSuchPublicAccessBlockConfiguration"})

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


class RequestError(ValueError):
    """A request that fails however often it is tried."""


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
        read: gives the present state.
        write: makes the state that is wanted.
    """

    service: str
    parse: Callable[[Any], dict[str, Any]]
    read: Callable[[Any, str], dict[str, Any]]
    write: Callable[[Any, str, dict[str, Any]], None]


def handler(event: Mapping[str, Any], context: Any = None) -> dict[str, Any]:
    """Answer one request of CloudFormation.

    Args:
        event: the request.
        context: Lambda's, which says how much time is left; None elsewhere.

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
    answer = respond(event, clock)
    send(address, answer, Clock(deadline=clock.deadline + RESERVE_SECONDS / 2))
    return answer


def respond(event: Mapping[str, Any], clock: Clock, client: Callable[[str], Any] | None = None) -> dict[str, Any]:
    """Do what a request asks, and say how it went; never raise.

    Deleting leaves every setting as it is: a security setting must not be weakened because a stack goes.

    Args:
        event: the request.
        clock: the time.
        client: makes a client of a service by name.

    Returns:
        The answer.
    """
    answer: dict[str, Any] = {
        "Status": "SUCCESS",
        "StackId": str(event.get("StackId", "")),
        "RequestId": str(event.get("RequestId", "")),
        "LogicalResourceId": str(event.get("LogicalResourceId", "")),
        "PhysicalResourceId": physical_id(event),
        "Data": {},
    }
    try:
        if event.get("RequestType") == "Delete":
            _log.info("the settings stay: deleting the stack must not weaken the account")
        else:
            answer["Data"] = {"Changed": ",".join(_make_settings(event, clock, client or default_client))}
    except Exception as error:  # noqa: BLE001 - unanswered, CloudFormation would wait for an hour
        _log.error("failed: %s", error, exc_info=not isinstance(error, RequestError))
        reason = str(error) if isinstance(error, RequestError) else f"{type(error).__name__}: {error}"
        answer["Status"], answer["Reason"] = "FAILED", reason.encode("ascii", "replace")[:MAX_REASON].decode()
    return answer


def _make_settings(event: Mapping[str, Any], clock: Clock, client: Callable[[str], Any]) -> list[str]:
    kind = event.get("RequestType")
    if kind not in ("Create", "Update"):
        raise RequestError(f"RequestType must be Create, Update or Delete, got {kind!r}")
    return apply(event.get("ResourceProperties"), account_id(event), clock, client)


def physical_id(event: Mapping[str, Any]) -> str:
    """Name the settings of an account and Region: the same at each attempt, so that nothing is ever replaced."""
    given = event.get("PhysicalResourceId")
    if isinstance(given, str) and given:
        return given
    parts = str(event.get("StackId", "")).split(":")
    return f"account-settings-{parts[4]}-{parts[3]}" if len(parts) > 5 else "account-settings"


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


def apply(properties: Any, account: str, clock: Clock, client: Callable[[str], Any]) -> list[str]:
    """Make every setting that differs; one that fails does not keep the others from being made.

    Args:
        properties: the resource's properties.
        account: the account's number.
        clock: the time.
        client: makes a client of a service by name.

    Returns:
        The names of the settings that were changed, sorted.

    Raises:
        RequestError: the properties are malformed, or a setting could not be made; every reason is given.
    """
    if not isinstance(properties, Mapping):
        raise RequestError(f"ResourceProperties must be a mapping, got {properties!r}")
    asked = {name: value for name, value in properties.items() if name not in ("ServiceToken", "ServiceTimeout")}
    unknown = sorted(set(asked) - set(SETTINGS))
    if unknown or not asked:
        raise RequestError(f"settings must be some of {', '.join(sorted(SETTINGS))}; got {unknown or 'none'}")
    wanted = {name: SETTINGS[name].parse(value) for name, value in sorted(asked.items())}
    changed, failures = [], []
    for name, state in wanted.items():
        try:
            if _make(SETTINGS[name], state, account, clock, client):
                changed.append(name)
        except (BotoCoreError, ClientError, RequestError, ResponseParserError) as error:
            failures.append(f"{name}: {error}")
    _log.info("changed: %s; failed: %s", changed, failures)
    if failures:
        raise RequestError("; ".join(failures))
    return changed


def _make(setting: Setting, wanted: dict[str, Any], account: str, clock: Clock, client: Callable[[str], Any]) -> bool:
    caller = client(setting.service)
    present = patiently(lambda: _read(setting, caller, account), clock)
    if all(present.get(key) == value for key, value in wanted.items()):
        return False
    patiently(lambda: setting.write(caller, account, wanted), clock)
    return True


def _read(setting: Setting, caller: Any, account: str) -> dict[str, Any]:
    try:
        return setting.read(caller, account)
    except ClientError as error:
        if _code(error) in _NOT_SET:
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
        OSError: the answer was not accepted.
    """
    start, pause = clock.now(), FIRST_PAUSE_SECONDS
    while True:
        try:
            return call()
        except (BotoCoreError, ClientError, OSError, ResponseParserError) as error:
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
        return _code(error) in _PROPAGATION and elapsed < PROPAGATION_SECONDS
    if isinstance(error, urllib.error.HTTPError):
        return error.code >= 500
    # what cannot be parsed is the page of a load balancer, and not the service's own answer
    return isinstance(error, (ConnectionError, HTTPClientError, OSError, ResponseParserError))


def _code(error: ClientError) -> str:
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


def _flag(name: str, value: Any) -> bool:
    flag = {"true": True, "false": False}.get(str(value).lower())
    if flag is None:
        raise RequestError(f"{name} must be true or false, got {value!r}")
    return flag


def _number(name: str, value: Any) -> int:
    if not str(value).isdecimal():
        raise RequestError(f"{name} must be a whole number, got {value!r}")
    return int(value)


def _table(name: str, value: Any, columns: Mapping[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
    """Parse a mapping with exactly these keys: CloudFormation sends every value as text."""
    if not isinstance(value, Mapping) or set(value) != set(columns):
        got = sorted(value) if isinstance(value, Mapping) else value
        raise RequestError(f"{name} must have the keys {', '.join(sorted(columns))}; got {got!r}")
    return {key: parse(f"{name}.{key}", value[key]) for key, parse in columns.items()}


def _choice(name: str, value: Any, *choices: str) -> dict[str, Any]:
    if value not in choices:
        raise RequestError(f"{name} must be {' or '.join(choices)}, got {value!r}")
    return {"value": value}


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise RequestError(f"{name} must be a text, got {value!r}")
    return value


_PASSWORD_POLICY: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("AllowUsersToChangePassword", "HardExpiry"), _flag),
    **dict.fromkeys(("RequireLowercaseCharacters", "RequireNumbers"), _flag),
    **dict.fromkeys(("RequireSymbols", "RequireUppercaseCharacters"), _flag),
    **dict.fromkeys(("MaxPasswordAge", "MinimumPasswordLength", "PasswordReusePrevention"), _number),
}
_PUBLIC_ACCESS_BLOCK: dict[str, Callable[[str, Any], Any]] = dict.fromkeys(
    ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), _flag
)


def _read_ebs_key(ec2: Any, _account: str) -> dict[str, Any]:
    key = ec2.get_ebs_default_kms_key_id()["KmsKeyId"]
    return {"value": AWS_MANAGED_EBS_KEY if key.endswith(AWS_MANAGED_EBS_KEY) else key}


def _write_ebs_key(ec2: Any, _account: str, wanted: dict[str, Any]) -> None:
    if wanted["value"] == AWS_MANAGED_EBS_KEY:
        ec2.reset_ebs_default_kms_key_id()
    else:
        ec2.modify_ebs_default_kms_key_id(KmsKeyId=wanted["value"])


def _on(name: str, value: Any) -> dict[str, Any]:
    if not _flag(name, value):
        raise RequestError(f"{name} must be true: it is not switched off by a stack")
    return {"value": True}


SETTINGS: Mapping[str, Setting] = {
    "EbsDefaultKey": Setting(
        "ec2", lambda value: {"value": _text("EbsDefaultKey", value)}, _read_ebs_key, _write_ebs_key
    ),
    "EbsEncryptionByDefault": Setting(
        "ec2",
        lambda value: _on("EbsEncryptionByDefault", value),
        lambda ec2, _account: {"value": ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"]},
        lambda ec2, _account, _wanted: ec2.enable_ebs_encryption_by_default(),
    ),
    "EbsSnapshotPublicSharing": Setting(
        "ec2",
        lambda value: _choice("EbsSnapshotPublicSharing", value, "block-all-sharing", "block-new-sharing"),
        lambda ec2, _account: {"value": ec2.get_snapshot_block_public_access_state()["State"]},
        lambda ec2, _account, wanted: ec2.enable_snapshot_block_public_access(State=wanted["value"]),
    ),
    "PasswordPolicy": Setting(
        "iam",
        lambda value: _table("PasswordPolicy", value, _PASSWORD_POLICY),
        lambda iam, _account: iam.get_account_password_policy()["PasswordPolicy"],
        lambda iam, _account, wanted: iam.update_account_password_policy(**wanted),
    ),
    "S3PublicAccessBlock": Setting(
        "s3control",
        lambda value: _table("S3PublicAccessBlock", value, _PUBLIC_ACCESS_BLOCK),
        lambda s3, account: s3.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"],
        lambda s3, account, wanted: s3.put_public_access_block(
            AccountId=account, PublicAccessBlockConfiguration=wanted
        ),
    ),
    "SsmDocumentPublicSharing": Setting(
        "ssm",
        lambda value: _choice("SsmDocumentPublicSharing", value, "Disable"),
        lambda ssm, _account: {
            "value": ssm.get_service_setting(SettingId=SSM_PUBLIC_SHARING)["ServiceSetting"]["SettingValue"]
        },
        lambda ssm, _account, wanted: ssm.update_service_setting(
            SettingId=SSM_PUBLIC_SHARING, SettingValue=wanted["value"]
        ),
    ),
}
"""Property of the resource to setting. To add one: a row here, its permissions in account_settings.py."""
