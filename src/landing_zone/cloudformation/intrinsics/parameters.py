"""The value of a template's parameter: what is certain of it, before anything is deployed.

Source: CloudFormation template reference, "Parameters". A default is a fact only of a nested stack that is given no
other value: elsewhere it is one that a deployment has, where it gives no other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.reasons import OPEN, Choice, unknown
from landing_zone.cloudformation.model import Template

STORED = "AWS::SSM::Parameter::Value"
"""Of such a type is a parameter whose value is the name of one in Systems Manager; ``Ref`` is what that holds."""


def parameter(template: Template, name: str, written: Mapping[str, Any], *, nested: bool, chosen: bool = False) -> Any:
    """Return a parameter's value.

    Args:
        template: the one that declares it.
        name: its name.
        written: its declaration.
        nested: whether the template is of a nested stack, which does not give it a value.
        chosen: whether this is about any other value than its default.

    Returns:
        An unknown value where the deployment decides; one of a few values where the template allows no others.
    """
    kind = str(written.get("Type", "String"))
    if template.parameters is not None and name in template.parameters:
        return typed(kind, template.parameters[name])
    if nested and "Default" in written:
        return typed(kind, written["Default"])
    reason = f"the parameter {name}"
    allowed = written.get("AllowedValues")
    values = allowed if isinstance(allowed, list) else []
    if len(values) == 1:
        return typed(kind, values[0])
    if values and all(isinstance(value, str | int | float) for value in values) and not _is_list(kind):
        # of a list, each item is one of them
        return unknown(
            Choice(f"{reason}, which has {len(values)} allowed values", (template.name, "ref", name), values)
        )
    if "Default" not in written:
        return unknown(f"{reason}, which has no default")
    text = f"{reason}, whose default {json.dumps(written['Default'], default=str)} can be overridden"
    if chosen:
        return unknown(text)
    return unknown(Choice(text, (template.name, "ref", name), (typed(kind, written["Default"]), OPEN)))


def stored_name(template: Template, name: str, written: Mapping[str, Any]) -> str:
    """Return the name in Systems Manager that a parameter of the type :data:`STORED` holds; "" where it is not known.

    Its default counts: a deployment may name another, and the report says what was read.
    """
    given = (template.parameters or {}).get(name, written.get("Default"))
    return given if isinstance(given, str) else ""


def typed(kind: str, value: Any) -> Any:
    """Return a value as ``Ref`` of a parameter of a type yields it."""
    return [item.strip() for item in value.split(",")] if isinstance(value, str) and _is_list(kind) else value


def _is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or "List<" in kind
