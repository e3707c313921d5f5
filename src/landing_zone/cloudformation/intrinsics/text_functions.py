"""Functions of texts and lists that need nothing of the template but their argument, resolved.

Source: CloudFormation template reference, "Intrinsic function reference".
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from landing_zone.cloudformation.intrinsics.reasons import unknown
from landing_zone.cloudformation.intrinsics.values import (
    Maybe,
    Target,
    Text,
    Unknown,
    number,
    reasons_in,
    targets_in,
    text_of,
    truth,
)

Resolve = Callable[[Any], Any]
"""Resolves a value in the context of its template."""


def join(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::Join``."""
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        return unknown("a Fn::Join that cannot be read")
    items = resolve(argument[1])
    if not isinstance(items, list) or any(isinstance(item, Maybe) for item in items):
        return Text(reasons_in(items), None, False, frozenset(), (None,))
    parts: list[Any] = []
    for item in items:
        parts += [argument[0], item] if parts else [item]
    return text_of(parts)


def select(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::Select``."""
    if not isinstance(argument, list) or len(argument) != 2:
        return unknown("a Fn::Select that cannot be read")
    position, items = resolve(argument[0]), resolve(argument[1])
    index = number(position)
    if not isinstance(index, int) or not isinstance(items, list) or any(isinstance(i, Maybe) for i in items):
        reasons = (reasons_in(items) or frozenset(("a Fn::Select",))) | reasons_in(position)
        return Unknown(reasons, None, False, _targets_of_any(items))
    return items[index] if 0 <= index < len(items) else unknown(f"the item {index} of a list that is shorter")


def split(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::Split``."""
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
        return unknown("a Fn::Split that cannot be read")
    text = resolve(argument[1])
    if isinstance(text, str):
        return text.split(argument[0])
    return Unknown(reasons_in(text) or frozenset(("a Fn::Split",)), True, False, targets_in(text))


def to_base64(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::Base64``."""
    text = resolve(argument)
    if isinstance(text, str):
        return base64.b64encode(text.encode()).decode()
    return Unknown(reasons_in(text) or frozenset(("a Fn::Base64",)), truth(text), False, targets_in(text))


def length(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::Length``."""
    items = resolve(argument)
    if isinstance(items, list) and not any(isinstance(i, Maybe) for i in items):
        return len(items)
    return unknown("the length of a list", True, items)


def to_json(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::ToJsonString``."""
    value = resolve(argument)
    reasons = reasons_in(value)
    if reasons:
        return Unknown(reasons, True, False, targets_in(value))
    return json.dumps(value, separators=(",", ":"), default=str)


def availability_zones(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::GetAZs``."""
    return unknown("the Availability Zones (Fn::GetAZs)", True, resolve(argument))


def address_blocks(argument: Any, resolve: Resolve) -> Any:
    """Return the value of ``Fn::Cidr``."""
    return unknown("the address blocks (Fn::Cidr)", True, resolve(argument))


FUNCTIONS: dict[str, Callable[[Any, Resolve], Any]] = {
    "Fn::Join": join,
    "Fn::Select": select,
    "Fn::Split": split,
    "Fn::Base64": to_base64,
    "Fn::Length": length,
    "Fn::ToJsonString": to_json,
    "Fn::GetAZs": availability_zones,
    "Fn::Cidr": address_blocks,
}


def _targets_of_any(items: Any) -> frozenset[Target]:
    """The resource that each item of a list points to, since any of them may be selected."""
    if isinstance(items, list):
        every = [targets_in(item) for item in items]
        return frozenset.intersection(*every) if every else frozenset()
    found = targets_in(items)  # a text that is split: its parts are of one resource, or of whichever
    return found if len(found) == 1 else frozenset()
