"""Macros: what CloudFormation itself makes of a template before it deploys it, and nobody sees before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from landing_zone.assembly.model import Skipped, Template

_ADDS_RESOURCES = re.compile(r"AWS::(Serverless-.*|Include|SecretsManager-.*)|Fn::Transform")


def transforms(template: Template) -> tuple[str, ...]:
    """Return the names of the macros of a template: under ``Transform``, and ``Fn::Transform`` among its resources."""
    written = template.body.get("Transform", [])
    names = list(written) if isinstance(written, list) else [written]
    resources = template.body.get("Resources")
    if isinstance(resources, Mapping) and "Fn::Transform" in resources:
        names.append(resources["Fn::Transform"])
    return tuple(str(name.get("Name", "Fn::Transform")) if isinstance(name, Mapping) else str(name) for name in names)


def unseen_resources(templates: Iterable[Template]) -> Iterator[Skipped]:
    """Yield, for each macro that adds resources, that these are not judged."""
    for template in templates:
        for name in transforms(template):
            if _ADDS_RESOURCES.fullmatch(name) or not name.startswith("AWS::"):
                yield Skipped(template.name, f"resources that the macro {name} adds at deployment are not seen")
