"""What CloudFormation deploys of a template: loops expanded, SAM's macro carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.parsing.for_each import expand_for_each
from landing_zone.cloudformation.parsing.sam import SamError, is_sam, origin, transform

_MACRO = "Fn::Transform"


@dataclass(frozen=True, slots=True)
class Deployed:
    """A template after the transforms that are carried out here.

    Args:
        body: the template; the very object that was given where nothing was to be done.
        resources: logical id to body, without ``Fn::Transform``.
        keys: logical id to the key under ``Resources`` that it was made of, for its line; "" where that is not certain.
        refused: why SAM's transform refuses the template, which is then as it was written; "" otherwise.
    """

    body: Mapping[str, Any]
    resources: Mapping[str, Any]
    keys: Mapping[str, str]
    refused: str = ""


def deployed(body: Mapping[str, Any], region: str) -> Deployed:
    """Carry out the transforms of a template, as far as that is possible without AWS.

    Args:
        body: the template; it is not changed.
        region: of its stack; "" when not known.
    """
    written = body.get("Resources") or {}
    macro: dict[str, Any] = {}
    resources: dict[str, Any] = {}
    keys: dict[str, str] = {}
    for key, value in written.items():
        for logical_id, one in expand_for_each(key, value) if key.startswith("Fn::ForEach::") else [(key, value)]:
            if logical_id == _MACRO:
                macro[_MACRO] = one
            else:
                name = _free(logical_id, resources)
                resources[name], keys[name] = one, key
    changed = any(key != logical_id for logical_id, key in keys.items()) or macro.keys() - written.keys()
    after = {**body, "Resources": {**macro, **resources}} if changed else body
    if not is_sam(body):
        return Deployed(after, resources, keys)
    try:
        made = transform({**body, "Resources": resources}, region)
    except SamError as error:
        return Deployed(after, resources, keys, str(error))
    names = {logical_id: keys.get(origin(logical_id, resources), "") for logical_id in made["Resources"]}
    return Deployed({**made, "Resources": {**macro, **made["Resources"]}}, made["Resources"], names)


def _free(logical_id: str, taken: Mapping[str, Any]) -> str:
    """Return a logical id that is not taken: loops over unknown collections may share one, and each is judged."""
    number = 1
    while (name := logical_id if number == 1 else f"{logical_id}{number}") in taken:
        number += 1
    return name
