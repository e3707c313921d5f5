"""Resources that exist only at deployment, so no check sees them: of macros, and of resources that deploy templates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.model import Skipped, Template
from landing_zone.cloudformation.parsing.stack_sets import STACK_SET

_ADDS_RESOURCES = re.compile(r"AWS::(Serverless-.*|Include|SecretsManager-.*)|Fn::Transform")
_DEPLOYS_TEMPLATES = re.compile(
    r"AWS::CloudFormation::Macro|.*::MODULE"
    r"|AWS::ServiceCatalog::(CloudFormationProvisionedProduct|CloudFormationProduct)|AWS::Proton::.*"
)
"""Types whose templates no gate reads, and modules (``Organization::Service::Name::MODULE``), which add any resource.

A conformance pack is not one of them: its template may hold AWS Config rules and their remediations alone.
Source: https://docs.aws.amazon.com/config/latest/developerguide/custom-conformance-pack.html
"""

_HARMLESS_TRANSFORMS = re.compile(
    r"AWS::(LanguageExtensions|Serverless-.*|SecretsManager-.*|CodeDeployBlueGreen|CodeStar|Include)"
)
"""Macros of AWS that leave resources of other services as they are written."""


def transforms(template: Template) -> tuple[str, ...]:
    """Return the names of the macros of a template: under ``Transform``, and ``Fn::Transform`` among its resources."""
    written = template.body.get("Transform", [])
    names = list(written) if isinstance(written, list) else [written]
    resources = template.body.get("Resources")
    if isinstance(resources, Mapping) and "Fn::Transform" in resources:
        names.append(resources["Fn::Transform"])
    return tuple(str(name.get("Name", "Fn::Transform")) if isinstance(name, Mapping) else str(name) for name in names)


def rewriting_macro(template: Template) -> str:
    """Return the name of a macro that may rewrite any resource; "" where there is none."""
    for name in transforms(template):
        if not _HARMLESS_TRANSFORMS.fullmatch(name):
            return name
    return ""


def unseen_resources(templates: Iterable[Template]) -> Iterator[Skipped]:
    """Yield, for each macro and resource that adds resources, that these are not judged."""
    templates = tuple(templates)
    names = {template.name for template in templates}
    for template in templates:
        for name in transforms(template):
            if _ADDS_RESOURCES.fullmatch(name) or not name.startswith("AWS::"):
                yield Skipped(template.name, f"resources that the macro {name} adds at deployment are not seen")
        # Few templates hold one, and searching a text takes a tenth of the time of a walk. The file's own text may
        # write the key differently.
        may_transform = "Fn::Transform" in json.dumps(template.body, default=str)
        for resource in template.resources.values():
            where = f"{template.name}/{resource.logical_id}"
            if _DEPLOYS_TEMPLATES.fullmatch(resource.type):
                yield Skipped(where, f"resources that {resource.type} deploys are not seen")
            if resource.type == "AWS::CloudFormation::Stack" and where not in names:
                yield Skipped(where, "a nested stack whose template is not in the assembly")
            if resource.type == STACK_SET and where not in names:
                why = "its TemplateBody is not a text or mapping without functions, or its TemplateURL is elsewhere"
                yield Skipped(where, f"resources that {STACK_SET} deploys are not seen: {why}")
            if may_transform and _transforms_inside(resource.body):
                yield Skipped(where, "what Fn::Transform writes into the resource at deployment is not seen")


def _transforms_inside(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "Fn::Transform" in value or any(_transforms_inside(item) for item in value.values())
    return isinstance(value, list) and any(_transforms_inside(item) for item in value)
