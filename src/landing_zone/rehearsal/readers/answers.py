"""Responses of services: lists in pages, and the conversion to CloudFormation's names."""

from __future__ import annotations

from typing import Any


def listed(client: Any, operation: str, key: str, **arguments: Any) -> list[Any]:
    """Return the items of all pages of a list call.

    Raises:
        KeyError: a page has no list: an empty one is there too.
    """
    if client.can_paginate(operation):
        pages = client.get_paginator(operation).paginate(**arguments)
        return [item for page in pages for item in page[key]]
    found: list[Any] = []
    while True:
        page = getattr(client, operation)(**arguments)
        found.extend(page[key])
        token = page.get("NextToken")
        if not token:
            return found
        arguments["NextToken"] = token


def answered(value: Any, shape: Any, *, pascal: bool) -> Any:
    """Return a part of a response as text, numbers, lists and mappings.

    Args:
        value: as boto3 returns it; bytes become text.
        shape: botocore's model of it; ``None`` where there is none.
        pascal: whether ``recordingGroup`` becomes ``RecordingGroup``. The keys of a map, such as tags, are data and
            are kept.
    """
    if isinstance(value, dict):
        if pascal and shape is not None and shape.type_name == "structure":
            members = shape.members
            return {k[:1].upper() + k[1:]: answered(v, members.get(k), pascal=True) for k, v in value.items()}
        of_value = shape.value if shape is not None and shape.type_name == "map" else None
        return {key: answered(item, of_value, pascal=pascal) for key, item in value.items()}
    if isinstance(value, list):
        of_item = shape.member if shape is not None and shape.type_name == "list" else None
        return [answered(item, of_item, pascal=pascal) for item in value]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
