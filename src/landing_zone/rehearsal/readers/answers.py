"""Calls to services, and the conversion of their responses to CloudFormation's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def answer_or_none(call: Callable[..., Any], *absent: str, **arguments: Any) -> Any:
    """Call a service; ``None`` when it returns one of the error codes that mean "does not exist".

    Raises:
        botocore.exceptions.ClientError: any other error, "access denied" above all.
    """
    from botocore.exceptions import ClientError

    try:
        return call(**arguments)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in absent:
            return None
        raise


def listed(client: Any, operation: str, key: str, **arguments: Any) -> list[Any]:
    """Return the items of all pages of a list call."""
    if client.can_paginate(operation):
        pages = client.get_paginator(operation).paginate(**arguments)
        return [item for page in pages for item in page.get(key, [])]
    found: list[Any] = []
    while True:
        page = getattr(client, operation)(**arguments)
        found.extend(page.get(key, []))
        token = page.get("NextToken")
        if not token:
            return found
        arguments["NextToken"] = token


def listed_or_none(client: Any, operation: str, key: str, *absent: str, **arguments: Any) -> list[Any] | None:
    """Like :func:`listed`; ``None`` when the service returns one of the given error codes."""
    return answer_or_none(lambda: listed(client, operation, key, **arguments), *absent)  # type: ignore[no-any-return]


def only(client: Any, operation: str, key: str, *absent: str, **arguments: Any) -> Any:
    """Return the only item of a list call; ``None`` when there is none."""
    found = listed_or_none(client, operation, key, *absent, **arguments)
    return found[0] if found else None


def pascal(value: Any) -> Any:
    """Convert the keys of a response to CloudFormation's names: ``recordingGroup`` becomes ``RecordingGroup``."""
    if isinstance(value, Mapping):
        return {key[:1].upper() + key[1:]: pascal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [pascal(item) for item in value]
    return value


def tag_list(tags: Mapping[str, str] | None) -> list[dict[str, str]]:
    """Convert a mapping of tags to CloudFormation's list."""
    return [{"Key": key, "Value": value} for key, value in sorted((tags or {}).items())]


def picked(answer: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return properties with the same name in the service and CloudFormation; ``None`` for those that are absent."""
    return {name: answer.get(name) for name in names}


def as_declared(declared: Any, *forms: str) -> str:
    """Return the identifier of a resource in the form that the template uses.

    CloudFormation accepts an id, an ARN or an alias for the same key or function, and the services return one of
    them. All forms name the deployed resource; the first is returned when the template has none of them, so that
    another resource still differs.
    """
    return declared if isinstance(declared, str) and declared in forms else forms[0]
