"""The templates that StackSets deploy: those that are written into the template of the StackSet itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.model import Resource, Template
from landing_zone.cloudformation.parsing.read_template import template_of
from landing_zone.errors import UserError

STACK_SET = "AWS::CloudFormation::StackSet"
_MAX_NESTED = 20


def bodies_of(template: Template, depth: int = 1) -> Iterator[Template]:
    """Yield the templates that the StackSets of a template have as ``TemplateBody``, and those within them.

    A body is named ``<template>/<logical id of the StackSet>``. Account and Region of its resources are not known: the
    StackSet names several, or organisational units. Its resources have no construct path, and the line of the StackSet.

    Args:
        template: where the StackSets are.
        depth: how many StackSets are around it, counted from 1.

    Returns:
        Nothing for a body that cannot be read before deployment: :func:`unseen_resources` lists its StackSet.
    """
    for resource in template.resources.values():
        written = resource.type == STACK_SET and "TemplateURL" not in resource.properties
        text = _text(resource.properties.get("TemplateBody")) if written else ""
        body = _read(text, template, resource) if text and depth <= _MAX_NESTED else None
        if body is not None:
            yield body
            yield from bodies_of(body, depth + 1)


def _text(body: Any) -> str:
    """Return the text of a body: functions in a mapping are those of the outer template, and leave it unknown."""
    if isinstance(body, str):
        return body
    return json.dumps(body, default=str) if isinstance(body, Mapping) and not _has_function(body) else ""


def _has_function(value: Any) -> bool:
    if isinstance(value, Mapping):
        return _is_function(value) or any(map(_has_function, value.values()))
    return isinstance(value, list) and any(map(_has_function, value))


def _read(text: str, holder: Template, resource: Resource) -> Template | None:
    name = f"{holder.name}/{resource.logical_id}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        body = template_of(text, Path(), digest=digest, name=name, file=name)
    except UserError:
        return None
    resources = {k: replace(r, construct_path="", line=resource.line) for k, r in body.resources.items()}
    return replace(
        body,
        path=holder.path,
        resources=resources,
        of_stack_set=True,
        file_digest=holder.file_digest or holder.digest,
    )


def parameters_given(resource: Resource) -> Mapping[str, Any]:
    """Return the parameters that a nested stack or a StackSet gives its template, by name.

    Those of a StackSet that some of its accounts override are left out: see :func:`parameters_overridden`.
    """
    given = resource.properties.get("Parameters")
    if resource.type != STACK_SET:
        return given if isinstance(given, Mapping) else {}
    return {name: value for name, value in _pairs(given) if name not in parameters_overridden(resource)}


def parameters_overridden(resource: Resource) -> Container[str]:
    """Return the names of the parameters whose value is not known.

    Those that depend on the account or Region that a StackSet deploys to; all, where a function says which are given.
    """
    given, groups = (resource.properties.get(key) for key in ("Parameters", "StackInstancesGroup"))
    if resource.type != STACK_SET:
        return _EVERY if _is_function(given) else frozenset()
    overrides = [_mapping(group).get("ParameterOverrides") for group in (groups if isinstance(groups, list) else ())]
    lists = [given, groups, *overrides]
    if any(map(_is_function, (*lists, *(item for one in lists if isinstance(one, list) for item in one)))):
        return _EVERY
    return frozenset(name for written in overrides for name, _ in _pairs(written))


class _Every:
    def __contains__(self, name: object) -> bool:
        return True


_EVERY = _Every()


def _is_function(value: Any) -> bool:
    return isinstance(value, Mapping) and any(key == "Ref" or str(key).startswith("Fn::") for key in value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _pairs(written: Any) -> Iterator[tuple[str, Any]]:
    for pair in written if isinstance(written, list) else ():
        if isinstance(pair, Mapping) and isinstance(pair.get("ParameterKey"), str):
            yield pair["ParameterKey"], pair.get("ParameterValue")
