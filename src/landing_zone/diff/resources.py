"""What CloudFormation would do with each resource: keep, update, replace, delete, leave behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.cloudformation.types.schemas import PropertyPath, create_only, value_at
from landing_zone.diff.by_place import Place
from landing_zone.diff.model import Fate, ResourceChange
from landing_zone.diff.places import Places, places

_KEPT = ("Retain", "RetainExceptOnCreate")
FOLLOWS = "which is replaced"
"""Ends the reason of a replacement that follows from another one."""
_RETENTION_ATTRIBUTES = ("Condition", "DeletionPolicy", "UpdateReplacePolicy")
"""The attributes, beside the properties, that decide whether the resource and its data stay."""


def resource_changes(old: Assembly, new: Assembly, there: Places | None = None) -> tuple[ResourceChange, ...]:
    """Return every resource that changes, sorted: what is lost first.

    A resource that names another, by ``Ref``, ``Fn::GetAtt`` or ``Fn::Sub`` in a property that cannot be changed in
    place, is replaced when the other one is. A stack is identified by its environment and its name.
    """
    there = there or places(old, new)
    then, now = there.then, there.now
    changes = {key: _change(then.get(key), now.get(key)) for key in {**then, **now}}
    found = {
        key: change.model_copy(update={"fate": Fate.ORPHANED}) if key[:2] in there.orphaned else change
        for key, change in changes.items()
        if change
    }
    _follow(found, then, now)
    order = list(Fate)
    return tuple(sorted(found.values(), key=lambda c: (order.index(c.fate), not c.holds_data, c.stack, c.logical_id)))


def _change(before: Resource | None, after: Resource | None) -> ResourceChange | None:
    if before is None or after is None:
        gone = before is not None
        resource = before or after
        if resource is None:
            return None
        kept = gone and resource.body.get("DeletionPolicy") in _KEPT
        return _made(resource, (Fate.KEPT if kept else Fate.DELETED) if gone else Fate.ADDED)
    if before.type != after.type:
        change = _made(after, Fate.REPLACED, (f"its type was {before.type}",))
        return change.model_copy(update={"holds_data": change.holds_data or resource_type(before.type).holds_data})
    changed = sorted(_changed(before.properties, after.properties))
    changed += [name for name in _RETENTION_ATTRIBUTES if _text(before.body.get(name)) != _text(after.body.get(name))]
    if not changed:
        return None
    replaced = sorted(
        ".".join(path)
        for path in _create_only(after.type)
        if _text(value_at(before.properties, path)) != _text(value_at(after.properties, path))
    )
    if not replaced:
        return _made(after, Fate.UPDATED, tuple(changed))
    return _made(after, Fate.REPLACED, tuple(replaced)).model_copy(update={"retained": _retained(before, after)})


def _create_only(type_: str) -> Iterator[PropertyPath]:
    in_place = resource_type(type_).changes_in_place
    return (path for path in create_only(type_) or () if ".".join(path) not in in_place)


def _retained(before: Resource, after: Resource) -> bool:
    return before.body.get("UpdateReplacePolicy") == after.body.get("UpdateReplacePolicy") == "Retain"


def _made(resource: Resource, fate: Fate, because: tuple[str, ...] = ()) -> ResourceChange:
    return ResourceChange(
        stack=resource.stack,
        environment=resource.environment,
        logical_id=resource.logical_id,
        type=resource.type,
        fate=fate,
        because=because,
        holds_data=resource_type(resource.type).holds_data,
    )


def _follow(
    found: dict[Place, ResourceChange],
    then: Mapping[Place, Resource],
    now: Mapping[Place, Resource],
) -> None:
    """Replace also what refers to a replaced resource, until nothing more follows."""
    lost = [key for key, change in found.items() if change.fate is Fate.REPLACED]
    while lost:
        *stack, logical_id = lost.pop()
        for key, resource in now.items():
            if key[:2] != tuple(stack) or key not in then or (key in found and found[key].fate is not Fate.UPDATED):
                continue
            paths = [
                path for path in _create_only(resource.type) if _names(value_at(resource.properties, path), logical_id)
            ]
            if paths:
                because = tuple(f"{'.'.join(path)} names {logical_id}, {FOLLOWS}" for path in sorted(paths))
                change = _made(resource, Fate.REPLACED, because)
                found[key] = change.model_copy(update={"retained": _retained(then[key], resource)})
                lost.append(key)


def _names(value: Any, logical_id: str) -> bool:
    if isinstance(value, dict):
        reference = value.get("Ref"), value.get("Fn::GetAtt")
        if reference[0] == logical_id or _first(reference[1]) == logical_id:
            return True
        text = value.get("Fn::Sub")
        text = text[0] if isinstance(text, list) and text else text
        if isinstance(text, str) and re.search(rf"\$\{{{re.escape(logical_id)}[.}}]", text):
            return True
        return any(_names(inner, logical_id) for inner in value.values())
    return isinstance(value, list) and any(_names(inner, logical_id) for inner in value)


def _first(get_att: Any) -> Any:
    return get_att[0] if isinstance(get_att, list) and get_att else str(get_att).split(".")[0]


def _changed(before: Any, after: Any) -> Iterator[str]:
    for name in {**before, **after}:
        if _text(before.get(name)) != _text(after.get(name)):
            yield name


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
