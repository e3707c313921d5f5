"""Plain names of CloudFormation's types, for people who have never read a template."""

from __future__ import annotations

import re

from landing_zone.cloudformation.types.resource_type import resource_type

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z]|\d|$)|[A-Z]?[a-z]+|[A-Z]+|\d+")


def kind(type_: str) -> str:
    """Return the plain name of a resource type: the words of its own name if the type has no better one."""
    if known := resource_type(type_).plain_name:
        return known
    service, _, name = type_.removeprefix("AWS::").rpartition("::")
    words = " ".join(word if word.isupper() else word.lower() for word in _WORD.findall(name)) or name
    return f"{words} ({service})" if service else words
